/** The lines of the shortcut sheet about the file and the undo window. Pure. */
import type { Dictionary } from "../../shared/i18n/fr.ts";
import { LETTERS, SECTIONS } from "./jump.ts";

/** Keys, separated by spaces, with what they do. */
export function fileKeys(t: Dictionary["file"]): [string, string][] {
  const jumps = SECTIONS.map((name): [string, string] => [`g ${LETTERS[name]}`, t.sections[name]]);
  return [...jumps, ["1 2 3 4", t.keys.level], ["Ctrl ↵", t.keys.note], ["u", t.keys.undo], ["↵", t.keys.send]];
}
