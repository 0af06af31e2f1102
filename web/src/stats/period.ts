/** Which part of the log the numbers are of. Pure: instants in milliseconds since the epoch, clocks of this machine. */

export type Preset = "day" | "night" | "week" | "month";
export interface Period {
  readonly since: number;
  readonly until: number;
}

const HOUR = 3_600_000;
export const LONGEST_MS = 31 * 24 * HOUR;

/** The period of a preset, seen from `now`. A night goes from 20:00 to 8:00: the one that runs, else the last. */
export function period(preset: Preset, now: number): Period {
  if (preset === "night") return night(now);
  const days = { day: 1, week: 7, month: 31 }[preset];
  return { since: now - days * 24 * HOUR, until: now };
}

function night(now: number): Period {
  const [begins, ends] = [new Date(now), new Date(now)];
  begins.setHours(20, 0, 0, 0);
  if (begins.getTime() > now) begins.setDate(begins.getDate() - 1);
  ends.setTime(begins.getTime());
  ends.setDate(ends.getDate() + 1);
  ends.setHours(8, 0, 0, 0);
  return { since: begins.getTime(), until: Math.min(ends.getTime(), now) };
}

export function isAskable({ since, until }: Period): boolean {
  return Number.isFinite(since) && Number.isFinite(until) && since < until && until - since <= LONGEST_MS;
}

/** As a field of date and time wants it: `2026-01-10T20:00`, of this machine's clock. */
export function local(at: number): string {
  const minutes = new Date(at).getTimezoneOffset();
  return new Date(at - minutes * 60_000).toISOString().slice(0, 16);
}
