/** What a regulation file tells of itself: notes, decisions, care levels, with author and time. Pure. */
import type { CallFile, FileFact } from "../../shared/api/types.ts";

/** One thing somebody wrote or decided; `event` names its fact for ever. */
export interface Told<Fact> {
  readonly event: string;
  readonly at: string;
  readonly by: string;
  readonly fact: Fact;
}

type Of<Type extends FileFact["type"]> = Extract<FileFact, { type: Type }>;
export type Note = Told<Of<"regulation-call.observation-noted">>;
export type LevelSaid = Told<Of<"regulation-call.care-level-assessed">>;
const DECISIONS = [
  "regulation-call.advice-given",
  "regulation-call.prescription-given-by-phone",
  "regulation-call.intervention-decided",
  "regulation-call.patient-oriented",
  "regulation-call.no-further-decision-needed",
] as const;
export type Decision = Told<Of<(typeof DECISIONS)[number]>>;
const ENDS = [
  "regulation-call.completed",
  "regulation-call.validated",
  "regulation-call.reopened",
  "regulation-call.dismissed",
  "regulation-call.duplicate-linked",
  "regulation-call.closed",
] as const;
export type End = Told<Of<(typeof ENDS)[number]>>;

/** Notes, the newest first. */
export function notes(file: CallFile): Note[] {
  return told(file, ["regulation-call.observation-noted"]).reverse();
}

/** Decisions, in the order they were made. */
export function decisions(file: CallFile): Decision[] {
  return told(file, DECISIONS);
}

/** What ended the file, or opened it again, in order. */
export function ends(file: CallFile): End[] {
  return told(file, ENDS);
}

/** Who gave the care level that stands, and when; null where nobody did. */
export function level(file: CallFile): LevelSaid | null {
  return told(file, ["regulation-call.care-level-assessed"]).at(-1) ?? null;
}

function told<Type extends FileFact["type"]>(file: CallFile, types: readonly Type[]): Told<Of<Type>>[] {
  return file.facts.flatMap(({ event, at, by, fact }) =>
    (types as readonly string[]).includes(fact.type) ? [{ event, at, by: by.id, fact: fact as Of<Type> }] : [],
  );
}
