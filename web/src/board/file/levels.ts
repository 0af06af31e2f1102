/** The care levels and the keys that give them. Pure. */
import { type DigitPress, digitOf } from "../digits.ts";

export const LEVELS = ["R1", "R2", "R3", "R4"] as const;

export interface LevelPress extends DigitPress {
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
}

/** The level that a press gives: 1 to 4, also on keyboards whose digits want Shift (AZERTY). Null for any other. */
export function levelOf(press: LevelPress): (typeof LEVELS)[number] | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.repeat) return null;
  return LEVELS[(digitOf(press) ?? 0) - 1] ?? null;
}
