/** Digits of a press, on keyboards whose digits want Shift (AZERTY) too. Pure. */

export interface DigitPress {
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
}

/** The digit that a press means: as typed, the pad included, or by the place of its key in the top row. */
export function digitOf({ key, code, shiftKey }: DigitPress): number | null {
  if (/^\d$/.test(key)) return Number(key);
  const bare = shiftKey ? null : /^Digit(\d)$/.exec(code)?.[1];
  return bare ? Number(bare) : null;
}
