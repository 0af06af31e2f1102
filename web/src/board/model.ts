/** What the board shows of each call, worked out from the rows the server sends. Pure. */
import type { Dictionary } from "../shared/i18n/fr.ts";
import type { AccessRow, Board, CallRow, MissionRow, VisioRow } from "../shared/api/types.ts";
import type { Queued, Section } from "./order.ts";

/** One call with what other rows say of it. */
export interface CallView extends Queued {
  readonly row: CallRow;
  /** The one most alive, null where none is. */
  readonly visio: VisioRow | null;
  /** All that the board knows, those that are over too, in the order of their requests. */
  readonly visios: readonly VisioRow[];
  readonly accesses: readonly AccessRow[];
  readonly missions: readonly MissionRow[];
  readonly breakGlass: boolean;
  /** Missions nobody has ordered yet. */
  readonly toOrder: number;
}

const SECTION: Readonly<Record<CallRow["state"], Section>> = {
  received: "waiting",
  waiting: "waiting",
  "in-regulation": "held",
  decided: "held",
  completed: "done",
};

/** Every call of `board`, by id. */
export function callViews(board: Board): Map<string, CallView> {
  const visios = grouped(Object.values(board.visios));
  const accesses = grouped(Object.values(board.accesses));
  const missions = grouped(Object.values(board.missions));
  return new Map(
    Object.values(board.calls).map((row) => [
      row.id,
      view(row, visios.get(row.id) ?? [], accesses.get(row.id) ?? [], missions.get(row.id) ?? []),
    ]),
  );
}

function view(row: CallRow, visios: VisioRow[], accesses: AccessRow[], missions: MissionRow[]): CallView {
  const section = SECTION[row.state];
  return {
    id: row.id,
    priority: row.priority ?? null,
    since: since(row, section),
    section,
    row,
    visio: foremost(visios),
    visios: [...visios].sort((a, b) => Date.parse(a.requested_at) - Date.parse(b.requested_at)),
    accesses,
    missions,
    breakGlass: accesses.some(isBreakGlass),
    toOrder: missions.filter((mission) => mission.state === "requested").length,
  };
}

/** Since when: the wait of the caller, or the doctor's hold, or the completion. Reopening starts afresh. */
function since(row: CallRow, section: Section): string {
  if (section === "waiting") return row.waiting_since;
  const reached = section === "held" ? row.regulated_at : row.completed_at;
  return reached && Date.parse(reached) > Date.parse(row.waiting_since) ? reached : row.waiting_since;
}

const VISIO_RANK: Readonly<Record<VisioRow["state"], number>> = {
  live: 0,
  degraded: 1,
  "audio-only": 2,
  photos: 3,
  "by-phone": 4,
  consented: 5,
  invited: 6,
  requested: 7,
  over: 8,
};

/** The session that matters most of a call: the one that is most alive. */
function foremost(visios: VisioRow[]): VisioRow | null {
  const open = visios.filter(({ state }) => state !== "over");
  return open.sort((a, b) => VISIO_RANK[a.state] - VISIO_RANK[b.state])[0] ?? null;
}

type VisioBadge = keyof Dictionary["badge"]["visios"];
const ON_LINE = { live: "live", degraded: "degraded", "audio-only": "audio", photos: "photos", "by-phone": "phone" } as const;

/** What was asked of the patient, then where it is: who agreed to be seen waits before a dark picture. */
export function visioBadge({ state, want, position }: Pick<VisioRow, "state" | "want" | "position">): VisioBadge {
  if (want === "location") return position ? "placeGiven" : "placeAsked";
  if (want === "photo") return "photoAsked";
  if (state === "consented") return "toJoin";
  return state === "requested" || state === "invited" || state === "over" ? "asked" : ON_LINE[state];
}

/** Flagged from the request on: the glass is broken when it is asked, not when the record answers. */
export function isBreakGlass(access: AccessRow): boolean {
  return access.mode === "bris_de_glace";
}

function grouped<Row extends { readonly call: string }>(rows: Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.call);
    if (group) group.push(row);
    else groups.set(row.call, [row]);
  }
  return groups;
}

const MISSION_RANK = (mission: MissionRow) => (mission.state === "requested" ? 0 : mission.reassignment ? 1 : 2);
const PRIORITIES = ["P0", "P1", "P2", "P3", "NR"];

/** Missions that wait for an order first, then changes proposed; by priority, the oldest request first. */
export function missionsInOrder(missions: readonly MissionRow[]): MissionRow[] {
  return [...missions].sort(
    (a, b) =>
      MISSION_RANK(a) - MISSION_RANK(b) ||
      PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority) ||
      Date.parse(a.requested_at) - Date.parse(b.requested_at) ||
      (a.id < b.id ? -1 : 1),
  );
}

/** When the team should be there: the journey shown at the order, from the departure or else the order; null once it is there. */
export function expectedAt({ eta, state, steps }: Pick<MissionRow, "eta" | "state" | "steps">): string | null {
  if (eta === null || !["ordered", "alerted", "en-route"].includes(state)) return null;
  const start = steps.findLast(({ status }) => status === "DEPART" || status === "DECISION");
  return start ? new Date(Date.parse(start.at) + eta * 1000).toISOString() : null;
}

/** Whole minutes for which a team has been expected and not said to be there; 0 before. */
export function minutesOverdue(expected: string | null, nowMs: number | null): number {
  if (expected === null || nowMs === null) return 0;
  return Math.max(0, Math.floor((nowMs - Date.parse(expected)) / 60_000));
}

/** The longest wait among calls nobody regulates, as its instant; null where nobody waits. */
export function longestWait(calls: Iterable<CallView>): string | null {
  let longest: string | null = null;
  for (const call of calls) {
    if (call.section !== "waiting") continue;
    if (longest === null || Date.parse(call.since) < Date.parse(longest)) longest = call.since;
  }
  return longest;
}

/** Age as the national format writes it (`P84Y`), in a count and a unit; null where it is not that. */
export function isoAge(age: string | null | undefined): { count: number; unit: string } | null {
  const parts = /^P(\d{1,3})([YMWD])$/.exec(age ?? "");
  return parts?.[1] && parts[2] ? { count: Number(parts[1]), unit: parts[2] } : null;
}
