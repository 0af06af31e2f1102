/** How often a crew on scene says that all is well: what the room may set. Pure. */

/** Minutes, as the domain bounds them. */
export const SHORTEST = 5;
export const LONGEST = 120;
/** What is offered first. */
export const PACES: readonly number[] = [5, 10, 15, 20, 30];

/** Whole minutes within bounds, with or without their unit; null for anything else. */
export function minutesOf(text: string): number | null {
  const digits = /^(\d{1,3})(min|mn)?$/.exec(text.trim().toLowerCase())?.[1];
  const minutes = Number(digits ?? 0);
  return minutes >= SHORTEST && minutes <= LONGEST ? minutes : null;
}
