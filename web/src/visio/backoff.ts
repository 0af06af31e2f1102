/** How long to wait before trying again: doubled each time, spread so that many do not come back at once. Pure. */
const FIRST_MS = 300;
const LONGEST_MS = 10_000;

/** Milliseconds before try `failures` + 1; `random` in [0, 1). */
export function backoff(failures: number, random: number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return Math.round(whole / 2 + (whole / 2) * random);
}
