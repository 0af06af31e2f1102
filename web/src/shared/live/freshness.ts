/** How far the screen can be trusted. Pure: every instant is in milliseconds of one steady clock. */

/** Nothing heard for this long: the line is dead even if nobody said so (the server beats every 15 s). */
export const SILENCE_MS = 25_000;
/** A cut shorter than this is a hiccup; longer, and the board is shown as frozen. */
export const GRACE_MS = 3_000;

export type Connection = "connecting" | "open" | "cut";

export interface Line {
  connection: Connection;
  /** When the server was last called. */
  dialledAt: number;
  /** When the last frame of any kind came, null before the first. */
  heardAt: number | null;
  /** When the line was cut, null until it is; cleared by the next frame. */
  cutAt: number | null;
}

export type Freshness =
  | { kind: "never" }
  | { kind: "fresh"; ageMs: number }
  | { kind: "shaky"; ageMs: number }
  | { kind: "stale"; ageMs: number };

/** Fresh: heard lately, and connected. Shaky: cut a moment ago. Stale: do not believe the screen. */
export function freshness(line: Line, now: number): Freshness {
  if (line.heardAt === null) return { kind: "never" };
  const ageMs = Math.max(0, now - line.heardAt);
  if (ageMs >= SILENCE_MS) return { kind: "stale", ageMs };
  if (line.cutAt === null) return { kind: "fresh", ageMs };
  return { kind: now - line.cutAt >= GRACE_MS ? "stale" : "shaky", ageMs };
}

/** Whether to hang up and call again: nothing heard for too long since the last frame or the last call. */
export function isSilent(line: Line, now: number): boolean {
  return now - Math.max(line.heardAt ?? 0, line.dialledAt) >= SILENCE_MS;
}

/** How long to wait before attempt `n` (from 0): 0.5 s doubling to 15 s, spread by `chance` in [0, 1). */
export function backoffMs(n: number, chance: number): number {
  const ceiling = Math.min(15_000, 500 * 2 ** Math.min(n, 10));
  return ceiling * (0.5 + chance / 2);
}
