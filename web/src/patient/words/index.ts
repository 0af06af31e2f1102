/**
 * The languages of the patient's page. To add one: copy `fr.ts` to its two-letter name, translate every word, have it
 * read by somebody whose tongue it is, and add it to LANGUAGES. The check refuses a missing word. Right-to-left
 * tongues set `rtl`. What is told before consent has a number: change TOLD_VERSION with the meaning of `told`, in all
 * languages at once.
 */
import { en } from "./en.ts";
import { fr, type PatientWords } from "./fr.ts";

export type { PatientWords };

/** The version of the words under `told`, and under `guest` for guests. */
export const TOLD_VERSION = 1;

export interface Tongue {
  readonly words: PatientWords;
  readonly rtl?: true;
}

export const LANGUAGES: Readonly<Record<string, Tongue>> = { fr: { words: fr }, en: { words: en } };

/** The first of the phone's languages that the page speaks; French where it speaks none. */
export function pick(wanted: readonly string[], known: readonly string[] = Object.keys(LANGUAGES)): string {
  for (const each of wanted) {
    const short = each.slice(0, 2).toLowerCase();
    if (known.includes(short)) return short;
  }
  return "fr";
}
