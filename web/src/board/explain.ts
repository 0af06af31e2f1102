/** How the board explains a proposal: what is known of each team, and what another choice would change. Pure. */
import type { Candidate, CostTerm, ExcludedTeam, MissionRow, Move, Proposal } from "../shared/api/types.ts";
import { duration } from "../shared/live/clock.ts";
import type { Dictionary } from "../shared/i18n/fr.ts";

/** The words to use, and an instant as hours and minutes. */
export interface Speech {
  readonly t: Dictionary;
  time(instant: string): string;
}
type Missions = Readonly<Record<string, MissionRow>>;

/** A change in minutes, whole and signed; in seconds under one minute: `+6 min`, `+0 min`, `−45 s`. */
export function change(seconds: number): string {
  const sign = seconds < 0 ? "−" : "+";
  const size = Math.round(Math.abs(seconds));
  if (size === 0) return "+0 min";
  return size < 60 ? `${sign}${size} s` : `${sign}${Math.round(size / 60)} min`;
}

/** A mission by its name and its priority where the board knows it: `m-12 (P3)`. */
export function missionName(id: string, missions: Missions): string {
  const priority = missions[id]?.priority;
  return priority ? `${id} (${priority})` : id;
}

/** What is peculiar about this team: busy until when, or on its way elsewhere. Null where it is free. */
export function engagement(candidate: Candidate, proposal: Proposal, missions: Missions, speech: Speech): string | null {
  const t = speech.t.dispatch;
  if (candidate.free_at) {
    const time = speech.time(candidate.free_at);
    return candidate.team === proposal.reserved ? t.reserved(time) : t.busy(time);
  }
  return candidate.engaged_on ? t.diverted(missionName(candidate.engaged_on, missions)) : null;
}

/** What sending `candidate` adds to all other missions together, in weighted seconds: negative where they gain. */
export function costToOthers(candidate: Candidate, proposal: Proposal): number | null {
  if (!candidate.counterfactual) return null;
  const planned = proposal.ranked.find(({ team }) => team === (proposal.chosen ?? proposal.reserved));
  const before = planned ? planned.cost : total(proposal.unserved ?? []);
  const others = candidate.counterfactual.overall - (candidate.cost - before);
  return Math.abs(others) < 2 ? 0 : others; // Costs are whole seconds: less is rounding.
}

/** What choosing this team would cost: this mission, the others, then which of them would change hands. */
export function consequences(candidate: Candidate, proposal: Proposal, missions: Missions, speech: Speech): string[] {
  const t = speech.t.dispatch;
  const what = candidate.counterfactual;
  if (!what) return [];
  const own = what.this_mission === null ? t.served : t.thisMission(change(what.this_mission));
  const others = costToOthers(candidate, proposal) ?? 0;
  const rest = others === 0 ? t.others(change(0)) : t.othersWeighted(change(others));
  const moves = (what.others ?? []).map(({ mission, after }) => {
    const name = missionName(mission, missions);
    return after === null ? t.wouldWait(name) : t.wouldGo(name, after);
  });
  return [`${own}, ${rest}`, ...moves];
}

/** The changes that sending `candidate` needs, where somebody must be taken off: none where an order is enough. */
export function takeOver(mission: MissionRow, candidate: Candidate, isFree: (team: string) => boolean): Move[] {
  const first = { mission: mission.id, before: mission.team, after: candidate.team };
  const left = candidate.engaged_on;
  if (!left) return mission.team === null ? [] : [first];
  const planned = candidate.counterfactual?.others?.find((move) => move.mission === left)?.after ?? null;
  const usable = planned !== null && (planned === mission.team || isFree(planned));
  return [first, { mission: left, before: candidate.team, after: usable ? planned : null }];
}

/** Why exactly a team is set aside, in words; empty where the reason says it all. */
export function exclusionDetail({ reason, detail = "" }: ExcludedTeam, speech: Speech): string {
  const { t } = speech;
  const say = t.dispatch.detail;
  switch (reason) {
    case "skill-missing":
      return named(detail, t.skill);
    case "equipment-missing":
      return named(detail, t.equipment);
    case "care-type-too-low": {
      const [given = "", asked = ""] = detail.split(" < ");
      return asked ? say.least(named(given, t.care), named(asked, t.care)) : detail;
    }
    case "eta-above-cap":
    case "position-stale":
      return beyond(detail, say);
    case "shift-ends-first":
      return shift(detail, speech);
    case "position-unknown":
      return detail === "team" || detail === "call" ? say.positionOf[detail] : detail;
    case "priority-not-lower": {
      const [from = "", to = ""] = detail.split(" > ");
      return to ? say.priorities(from, to) : detail;
    }
    default:
      return detail;
  }
}

function named(codes: string, of: Readonly<Record<string, string>>): string {
  return codes.split(", ").map((code) => of[code] ?? code).join(", ");
}

function beyond(detail: string, say: Dictionary["dispatch"]["detail"]): string {
  const parts = /^(?:(\d+) s )?> (\d+) s$/.exec(detail);
  if (!parts?.[2]) return detail;
  const limit = duration(Number(parts[2]));
  return parts[1] ? say.beyond(duration(Number(parts[1])), limit) : say.noWay(limit);
}

function shift(detail: string, { t, time }: Speech): string {
  const [done = "", end = ""] = detail.split("> ").map((part) => part.trim());
  if (Number.isNaN(Date.parse(end))) return detail;
  return done ? t.dispatch.detail.shift(time(done), time(end)) : t.dispatch.detail.shiftNoWay(time(end));
}

/** Sum of terms, in weighted seconds. */
export function total(terms: readonly CostTerm[]): number {
  return terms.reduce((sum, { seconds }) => sum + seconds, 0);
}
