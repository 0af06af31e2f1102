/** The order of the call queue: who is worst off comes first, and nothing moves under the hand. */

/** Display thresholds in seconds, Vigie's own: past them a waiting call says so in words. */
export const WAIT_LIMIT: Readonly<Record<string, number>> = { P0: 60, P1: 300, P2: 1200, P3: 3600, NR: 3600 };

const RANK: Readonly<Record<string, number>> = { P0: 0, P1: 1, P2: 2, P3: 3, NR: 4 };
/** P2 is the national default: a call nobody has assessed yet waits among the P2, never below. */
const UNASSESSED = "P2";

export interface Queued {
  readonly id: string;
  readonly priority: string | null;
  /** ISO instant since when the caller waits. */
  readonly since: string;
  readonly section: Section;
}

/** Waiting: nobody regulates it yet. Held: a doctor has it. Done: only paper is left. */
export type Section = "waiting" | "held" | "done";
const SECTIONS: readonly Section[] = ["waiting", "held", "done"];

/** What the screen shows: ids in order, each in the section it was drawn in. */
export interface Place {
  readonly id: string;
  readonly section: Section;
}

function compare(a: Queued, b: Queued): number {
  return (
    SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section) ||
    rankOf(a.priority) - rankOf(b.priority) ||
    Date.parse(a.since) - Date.parse(b.since) ||
    (a.id < b.id ? -1 : Number(a.id > b.id))
  );
}

/** 0 is the worst. */
export function rankOf(priority: string | null): number {
  return RANK[priority ?? UNASSESSED] ?? RANK[UNASSESSED] ?? 0;
}

/** Sections in turn; in each, priority, then the longest wait, then the id so that ties never flicker. */
export function ideal(calls: readonly Queued[]): Place[] {
  return [...calls].sort(compare).map(({ id, section }) => ({ id, section }));
}

/** While frozen: what is shown stays where it is, gone or not, and newcomers go to the end of their section. */
export function frozen(shown: readonly Place[], wanted: readonly Place[]): Place[] {
  const known = new Set(shown.map((place) => place.id));
  const newcomers = wanted.filter((place) => !known.has(place.id));
  return SECTIONS.flatMap((section) =>
    [shown, newcomers].flatMap((places) => places.filter((place) => place.section === section)),
  );
}

/** Whether the two differ, that is, whether letting go would move something. */
export function differs(shown: readonly Place[], wanted: readonly Place[]): boolean {
  return (
    shown.length !== wanted.length ||
    shown.some((place, n) => place.id !== wanted[n]?.id || place.section !== wanted[n]?.section)
  );
}

/** How late a waiting call is: fraction of its limit used, 1 and above meaning past it. */
export function lateness(priority: string | null, seconds: number): number {
  return seconds / (WAIT_LIMIT[priority ?? UNASSESSED] ?? 1200);
}
