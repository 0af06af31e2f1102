/** Who goes where, by text: orders and constraints on the missions of a call. Pure. */
import type { MissionCommand, MissionRow } from "../../shared/api/types.ts";
import { type Answer, choose, inWords, type Line, missing, ready, type Subject, wrong } from "./line.ts";
import { matching, type Word } from "./scene.ts";
import type { Verb } from "./verbs.ts";

const of = (say: string, command: MissionCommand, ...about: string[]): Answer => ready(say, about, { path: "/api/missions", command });

export function onMission({ id, takes }: Verb, { call, rest }: Subject, line: Line): Answer {
  const missions = Object.values(line.scene.board.missions).filter((mission) => mission.call === call);
  if (missions.length === 0) return wrong("noMission", line.head);
  const named = rest.findIndex((word) => missions.some((mission) => mission.id === word.text));
  const said = named === -1 ? rest : rest.filter((_, n) => n !== named);
  const wanted = named === -1 ? null : (missions.find((mission) => mission.id === rest[named]?.text) ?? null);
  const fit = (wanted ? [wanted] : missions).filter((mission) => suits(id, mission));
  const [mission, ...more] = fit;
  if (!mission) return wrong("noMission", line.head);
  if (more.length > 0) return choose(line.head, fit.map((each) => each.id));
  return takes === "teamReason" ? aboutTeam(id, mission, said, line) : aboutMission(id, mission, said, line);
}

/** Orders are for missions that wait; a hold for one that has a team. */
function suits(id: Verb["id"], mission: MissionRow): boolean {
  if (id === "send") return mission.state === "requested";
  if (id === "hold") return mission.team !== null;
  if (id === "aside") return mission.proposal !== null || mission.reassignment !== null;
  return true;
}

function aboutMission(id: Verb["id"], { id: mission }: MissionRow, rest: readonly Word[], line: Line): Answer {
  return inWords(line, rest, "reason", (why) =>
    id === "aside"
      ? of("aside", { type: "set-proposal-aside", mission, why }, mission, why)
      : of("hold", { type: "hold-team", mission, reason: why }, mission, why));
}

function aboutTeam(id: Verb["id"], mission: MissionRow, rest: readonly Word[], line: Line): Answer {
  const [word, ...after] = rest;
  const teams = Object.keys(line.scene.board.teams);
  if (!word) return missing("team", id === "send" ? free(line) : teams);
  const found = matching(word.text, teams);
  const [team, ...more] = found;
  if (!team) return wrong("team", word, id === "send" ? free(line) : teams);
  if (more.length > 0) return choose(word, found);
  if (id === "send") return send(mission, team, word, after, line);
  return inWords(line, after, "reason", (reason) => {
    if (id === "force") return of("force", { type: "force-team", mission: mission.id, team, reason }, team, mission.id);
    if (id === "forbid") return of("forbid", { type: "forbid-team", mission: mission.id, team, reason }, team, mission.id);
    return of("lift", { type: "lift-constraint", mission: mission.id, team, reason }, team, mission.id);
  });
}

const free = ({ scene }: Line) => Object.values(scene.board.teams).filter(({ availability }) => availability === "available").map(({ id }) => id);

/** The proposed team as it is; another one with a reason; a proposal that moves others is accepted on its card. */
function send(mission: MissionRow, team: string, word: Word, after: readonly Word[], line: Line): Answer {
  const { proposal } = mission;
  if (line.scene.board.teams[team]?.availability !== "available") return wrong("engaged", word, free(line));
  const shown = proposal?.solve_id ?? null;
  const asked = { type: "order-mission", mission: mission.id, team, solve_id: shown } as const;
  if (proposal?.chosen === team && after.length === 0) {
    if ((proposal.moves ?? []).length > 0) return wrong("moves", word);
    return of("sendProposed", { ...asked, reason: null }, team, mission.call);
  }
  return inWords(line, after, "reason", (reason) => of("send", { ...asked, reason }, team, mission.call));
}
