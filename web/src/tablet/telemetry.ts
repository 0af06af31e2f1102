/** Which positions leave the tablet: few, on duty only, and never an old one where there is a newer. Pure. */
import { distance, type Spot } from "./way.ts";

/** WGS84 degrees; `measuredAt` by the device's clock, in milliseconds. */
export interface Fix extends Spot {
  readonly measuredAt: number;
}

/** Never closer together than this. */
export const LEAST_MS = 10_000;
/** A team that stands still is still heard of. */
export const MOST_MS = 60_000;
export const LOW_POWER_MS = 120_000;
const MOVED_M = 50;

/** Whether `fix` is worth sending after `last`, the one sent before. */
export function worthSending(last: Fix | null, fix: Fix, lowPower: boolean): boolean {
  if (last === null) return true;
  const sinceMs = fix.measuredAt - last.measuredAt;
  // A clock set back would silence the team until it has caught up.
  if (sinceMs < 0) return true;
  if (lowPower) return sinceMs >= LOW_POWER_MS;
  return sinceMs >= MOST_MS || (sinceMs >= LEAST_MS && distance(last, fix) >= MOVED_M);
}

/** The crew's choice holds for one shift: the next crew chooses again. */
export interface Choice {
  readonly shift: string;
  readonly share: boolean;
}

export function shares(choice: Choice | null, shift: string | null): boolean {
  return shift !== null && choice?.shift === shift && choice.share;
}
