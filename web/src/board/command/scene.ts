/** What the command bar knows when somebody types: all that it may name, and who types. Pure. */
import type { Board, Commands } from "../../shared/api/types.ts";

export interface Scene {
  readonly board: Board;
  readonly user: string | null;
  readonly role: "doctor" | "arm" | "reader";
  /** The call shown in the panel, or else the row under the cursor. */
  readonly call: string | null;
  readonly newId: (prefix: string) => string;
}

/** One command with the door it goes through. */
export type Issue = { [Path in keyof Commands]: { readonly path: Path; readonly command: Commands[Path] } }[keyof Commands];

export type Screen =
  | "open" | "new" | "map" | "stats" | "wall" | "print" | "order" | "help" | "undo" | "now" | "queue" | "missions"
  | "dmp" | "breakGlass" | "visio" | "mute";

/** What Enter will do, before it is done. `say` names the sentence that explains it, with what it is about. */
export type Plan =
  | { readonly do: "issue"; readonly say: string; readonly about: readonly string[]; readonly issue: Issue }
  | { readonly do: "screen"; readonly say: string; readonly about: readonly string[]; readonly screen: Screen; readonly call: string | null };

/** A place in the text: from `at`, `length` characters. */
export interface Span {
  readonly at: number;
  readonly length: number;
}

export type Wrong =
  | "verb" | "call" | "noCall" | "team" | "status" | "notNow" | "doctorOnly" | "readOnly" | "takeFirst" | "noMission"
  | "onMission" | "noTeamMission" | "phone" | "code" | "tooLong" | "tooMuch" | "moves" | "crewOnly" | "noAlarm" | "engaged" | "minutes";
export type Missing = "text" | "reason" | "team" | "status" | "code" | "original" | "reached" | "minutes";

export type Understood =
  | { readonly kind: "empty" }
  | { readonly kind: "ready"; readonly plan: Plan }
  | { readonly kind: "missing"; readonly what: Missing; readonly options: readonly string[] }
  | { readonly kind: "choose"; readonly span: Span; readonly options: readonly string[] }
  | { readonly kind: "wrong"; readonly why: Wrong; readonly span: Span; readonly said: string; readonly options: readonly string[] };

/** One word of the text, as typed and as compared. */
export interface Word extends Span {
  readonly text: string;
  readonly plain: string;
}

/** Without case, accents, dashes or dots: how people type names in a hurry. */
export function plain(text: string): string {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9+]/g, "");
}

export function wordsOf(text: string): Word[] {
  return [...text.matchAll(/\S+/g)].map((found) => ({
    at: found.index,
    length: found[0].length,
    text: found[0],
    plain: plain(found[0]),
  }));
}

/** The names of `names` that `word` may mean: the exact one alone, or else all that begin or end like it. */
export function matching(word: string, names: readonly string[]): string[] {
  const wanted = plain(word);
  if (!wanted) return [];
  const exact = names.filter((name) => plain(name) === wanted);
  if (exact.length > 0) return exact;
  return names.filter((name) => plain(name).startsWith(wanted) || plain(name).endsWith(wanted));
}
