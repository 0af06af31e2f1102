/** Server time on a screen whose own clock may be wrong. */

/**
 * What the server said its time was (`serverMs`, epoch) when our steady clock showed `steadyMs`. Its time passes
 * `pace` times as fast as ours: 1, but in a demonstration.
 */
export interface Reading {
  serverMs: number;
  steadyMs: number;
  pace: number;
}

/** Server time now, in milliseconds since the epoch. */
export function serverNow(reading: Reading, steadyMs: number): number {
  return reading.serverMs + (steadyMs - reading.steadyMs) * reading.pace;
}

/** After a beat, believe it. After a patch, its instant is the past: it only ever moves the clock forward. */
export function corrected(reading: Reading | null, seen: Reading, source: "beat" | "patch"): Reading {
  if (reading === null || source === "beat") return seen;
  return serverNow(reading, seen.steadyMs) >= seen.serverMs ? reading : seen;
}

/** Whole seconds from an ISO instant to `nowMs`, never below 0; null where there is no instant. */
export function secondsSince(instant: string | null | undefined, nowMs: number): number | null {
  if (!instant) return null;
  return Math.max(0, Math.floor((nowMs - Date.parse(instant)) / 1000));
}

/** A duration as a clock: `0:07`, `12:34`, `1:02:03`. */
export function stopwatch(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A duration in words, two units at most: `42 s`, `3 min 5 s`, `2 h 10 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 600) return `${Math.floor(whole / 60)} min${whole % 60 ? ` ${whole % 60} s` : ""}`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min`;
  const minutes = Math.floor(whole / 60) % 60;
  return `${Math.floor(whole / 3600)} h${minutes ? ` ${minutes} min` : ""}`;
}
