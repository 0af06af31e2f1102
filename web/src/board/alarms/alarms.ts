/** The alarms of the room: few, ranked, and what of them sounds. Pure. */
import type { AlarmRow } from "../../shared/api/types.ts";

/** How long the sound may be silenced: then it ends by itself (IEC 60601-1-8 calls this a pause of the sound). */
export const MUTE_MS = 120_000;
/** Between two bursts of a high alarm; one that has escalated comes back sooner. */
const BURST_MS = { first: 10_000, louder: 5_000 } as const;

const byRank = (row: AlarmRow) => (row.rank === "high" ? 0 : 1);
const bySeen = (row: AlarmRow) => (row.acknowledged_by === null ? 0 : 1);

/** Those to show: nobody's first, high before medium, then the oldest. A mission is told once, by its worst. */
export function standing(rows: readonly AlarmRow[]): AlarmRow[] {
  const escalated = new Set(rows.filter(({ kind }) => kind === "mission-escalated").map(({ subject }) => subject));
  return rows
    .filter((row) => row.kind !== "mission-waiting" || !escalated.has(row.subject))
    .sort(
      (a, b) =>
        bySeen(a) - bySeen(b) ||
        byRank(a) - byRank(b) ||
        Date.parse(a.raised_at) - Date.parse(b.raised_at) ||
        (a.id < b.id ? -1 : 1),
    );
}

/** High and seen by nobody: what sounds, and what is said aloud at once. */
export function pressing(rows: readonly AlarmRow[]): AlarmRow[] {
  return standing(rows).filter((row) => row.rank === "high" && row.acknowledged_by === null);
}

/** The one that the key acknowledges; null where nobody is waited for. */
export function first(rows: readonly AlarmRow[]): AlarmRow | null {
  return standing(rows).find((row) => row.acknowledged_by === null) ?? null;
}

/** What one alarm is by now: another step is news, and ends a silence that was for the one before. */
export const stepOf = ({ id, raised_at, rank, step }: AlarmRow): string => `${id} ${raised_at} ${rank} ${step}`;

/** Whether something presses now that did not before. */
export const isNews = (known: ReadonlySet<string>, rows: readonly AlarmRow[]): boolean =>
  pressing(rows).some((row) => !known.has(stepOf(row)));

/** Milliseconds between bursts; null: silence. */
export function pace(rows: readonly AlarmRow[], mutedUntil: number, now: number): number | null {
  const sounding = pressing(rows);
  if (sounding.length === 0 || now < mutedUntil) return null;
  return sounding.some(({ step }) => step > 0) ? BURST_MS.louder : BURST_MS.first;
}
