/** A line being read, and the answers that may be given to it. Pure. */
import type { Issue, Missing, Scene, Span, Understood, Word, Wrong } from "./scene.ts";

export type Answer = Understood;

export interface Line {
  readonly text: string;
  readonly head: Word;
  readonly rest: readonly Word[];
  readonly scene: Scene;
}

/** The call that the line is about, and the words after its name. */
export interface Subject {
  readonly call: string;
  readonly rest: readonly Word[];
}

export const LONGEST_REASON = 200;
export const LONGEST_TEXT = 4000;

export const missing = (what: Missing, options: readonly string[] = []): Answer => ({ kind: "missing", what, options });

export function wrong(why: Wrong, word: Span & { readonly text?: string }, options: readonly string[] = []): Answer {
  return { kind: "wrong", why, span: { at: word.at, length: word.length }, said: word.text ?? "", options };
}

export const choose = (word: Word, options: readonly string[]): Answer => ({
  kind: "choose",
  span: { at: word.at, length: word.length },
  options,
});

export const ready = (say: string, about: readonly string[], issue: Issue): Answer => ({
  kind: "ready",
  plan: { do: "issue", say, about, issue },
});

/** The words from the first of `rest` to the end of the line, as typed. */
export function tail(text: string, rest: readonly Word[]): string {
  const [first] = rest;
  return first ? text.slice(first.at).trim() : "";
}

/** The rest of the line as words of a person: needed, and no longer than `longest`. */
export function inWords(
  line: Line,
  rest: readonly Word[],
  what: "text" | "reason",
  then: (said: string) => Answer,
): Answer {
  const said = tail(line.text, rest);
  const [first] = rest;
  if (!first || said === "") return missing(what);
  const longest = what === "text" ? LONGEST_TEXT : LONGEST_REASON;
  if (said.length > longest) return wrong("tooLong", { at: first.at + longest, length: said.length - longest, text: said });
  return then(said);
}

/** Nothing may follow: what would be left out is not silently dropped. */
export function nothing(rest: readonly Word[], then: () => Answer): Answer {
  const [extra] = rest;
  return extra ? wrong("tooMuch", extra) : then();
}
