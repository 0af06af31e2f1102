/** Jumping inside the file by keyboard: `g`, then the letter of a section. Pure. */

export const SECTIONS = ["level", "notes", "decisions", "teams", "visio", "dmp", "identity", "end"] as const;
export type SectionName = (typeof SECTIONS)[number];

/** The second key of each section: the first letter of its French name, where it was free. */
export const LETTERS: Readonly<Record<SectionName, string>> = {
  level: "s",
  notes: "n",
  decisions: "d",
  teams: "e",
  visio: "v",
  dmp: "p",
  identity: "i",
  end: "f",
};

/** How long `g` waits for its letter. */
export const ARMED_MS = 2_000;

export interface JumpPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Whether a `g` waits for its letter, and since when (milliseconds). */
export type Armed = number | null;

/** What a press means: `armed` is the state after it; `to` where to go; `mine` whether the press was used here. */
export interface Jump {
  readonly armed: Armed;
  readonly to: SectionName | null;
  readonly mine: boolean;
}

const NOTHING: Jump = { armed: null, to: null, mine: false };

/** After `press`, at `now` (milliseconds). In a field, letters are letters. */
export function jump(armed: Armed, press: JumpPress, inField: boolean, now: number): Jump {
  if (inField || press.ctrlKey || press.metaKey || press.altKey) return NOTHING;
  if (armed === null || now - armed > ARMED_MS) return press.key === "g" ? { armed: now, to: null, mine: true } : NOTHING;
  const to = SECTIONS.find((name) => LETTERS[name] === press.key) ?? null;
  // Any other letter ends the sequence and does nothing else: a slip must not give a priority.
  return { armed: null, to, mine: press.key.length === 1 };
}
