/** `/m21 av`: the status of a unit, told by text for a crew on the radio. Pure. */
import type { MissionRow, TeamRow } from "../../shared/api/types.ts";
import { minutesOf, PACES } from "../pace.ts";
import { type Answer, choose, inWords, type Line, missing, nothing, ready, tail, wrong } from "./line.ts";
import { ORIENTATIONS } from "./onCall.ts";
import { matching, plain, type Scene, type Word } from "./scene.ts";
import { codesAt, DUTY, dutyOf, isPace, OTHERS_TELL, type Step, stepOf } from "./steps.ts";

export const isUnit = (word: string, scene: Scene) => matching(word, Object.keys(scene.board.teams)).length > 0;

export function byText(line: Line): Answer {
  const { head, rest, scene } = line;
  const teams = matching(head.text, Object.keys(scene.board.teams));
  const row = teams.length === 1 ? scene.board.teams[teams[0] ?? ""] : undefined;
  if (!row) return choose(head, teams);
  if (scene.role === "reader") return wrong("readOnly", head);
  const mission = row.mission === null ? null : (scene.board.missions[row.mission] ?? null);
  const [word, ...after] = rest;
  const codes = codesAt(mission?.state ?? null);
  if (!word) return missing("status", codes);
  const duty = dutyOf(word.text);
  if (duty) return onDuty(duty, row, word, after, line);
  if (isPace(word.text)) return mission ? paced(row.id, mission, after) : wrong("noTeamMission", word, codes);
  const step = stepOf(word.text);
  if (!step) return wrong(OTHERS_TELL.includes(word.plain) ? "crewOnly" : "status", word, codes);
  if (!mission) return free(step, row, word);
  if (!step.stages.includes(mission.state)) return wrong("notNow", word, codes);
  return told(step, row.id, mission, after, line);
}

function onDuty(duty: keyof typeof DUTY, { id: team, mission }: TeamRow, word: Word, after: readonly Word[], line: Line): Answer {
  if (mission !== null) return wrong("onMission", word);
  if (duty === "end") return ready("endShift", [team], { path: "/api/teams", command: { type: "end-shift", team } });
  return inWords(line, after, "reason", (why) =>
    ready("unavailable", [team, why], { path: "/api/teams", command: { type: "make-team-unavailable", team, why } }));
}

/** Without a mission, all that can be said is that the team is there again. */
function free({ code }: Step, { id: team, availability }: TeamRow, word: Word): Answer {
  if (code !== "av") return wrong("noTeamMission", word, codesAt(null));
  if (availability === "available") return wrong("notNow", word, codesAt(null));
  return ready("available", [team], { path: "/api/teams", command: { type: "make-team-available", team } });
}

function told(step: Step, team: string, { id: mission, call }: MissionRow, after: readonly Word[], line: Line): Answer {
  const { does } = step;
  const [extra] = after;
  if (does.type === "decline-mission") {
    return inWords(line, after, "reason", (why) =>
      ready("decline", [team, why], { path: "/api/missions", command: { type: "decline-mission", mission, team, why } }));
  }
  if (does.type === "cancel-mission") {
    return inWords(line, after, "reason", (why) =>
      ready("cancel", [team, call], { path: "/api/missions", command: { type: "cancel-mission", mission, team, why } }));
  }
  if (does.type === "assign-destination") return destination(mission, team, after, line);
  if (extra) return wrong("tooMuch", extra);
  if (does.type === "hand-over-patient") {
    return ready(`step.${step.code}`, [team, call], { path: "/api/missions", command: { type: does.type, mission, team, outcome: does.outcome } });
  }
  return ready(`step.${step.code}`, [team, call], { path: "/api/missions", command: { type: does.type, mission, team } });
}

/** `/m21 ps 10`: a word wanted every ten minutes, from before the arrival on. */
function paced(team: string, { id: mission }: MissionRow, [word, ...after]: readonly Word[]): Answer {
  if (!word) return missing("minutes", PACES.map(String));
  const minutes = minutesOf(word.text);
  if (minutes === null) return wrong("minutes", word, PACES.map(String));
  return nothing(after, () => ready("pace", [team, String(minutes)], { path: "/api/crew-safety", command: { type: "set-check-in", mission, minutes } }));
}

/** `/m21 or URGENCES CH de Dole`: where the doctor sends the patient who is with the team. */
function destination(mission: string, team: string, after: readonly Word[], line: Line): Answer {
  if (line.scene.role !== "doctor") return wrong("doctorOnly", line.head);
  const [word, ...more] = after;
  if (!word) return missing("code", ORIENTATIONS);
  const orientation = ORIENTATIONS.find((code) => plain(code) === word.plain);
  if (!orientation) return wrong("code", word, ORIENTATIONS);
  const place = tail(line.text, more) || null;
  const command = { type: "assign-destination", mission, orientation, destination: place } as const;
  return ready("destination", [team, orientation], { path: "/api/missions", command });
}
