/** What a teleconsultation asks and who may act on it. Pure. */
import type { components } from "../../generated/api.ts";
import type { AccessRow, MissionRow, TeleconsultationCommand, TeleconsultationRow, TeleconsultationStory, VisioRow } from "../../shared/api/types.ts";

export type Form = Extract<TeleconsultationCommand, { type: "open-teleconsultation" }>["form"];
export type Line = TeleconsultationRow["checklist"][number];
export type Precondition = Line["precondition"];
export type Report = Omit<Extract<TeleconsultationCommand, { type: "write-report" }>, "type" | "teleconsultation">;
export type Answer = components["schemas"]["Answer"];
export type Question = Answer["question"];

export const FORMS: readonly Form[] = [
  "treating-doctor", "accompanied", "citizen", "emergency", "regulation", "geriatric", "specialist", "prevention",
];
/** The questions and the ends of their scales, as in `domain/teleconsultation/questionnaire.py`. */
export const SCALES: Record<Question, readonly [number, number]> = {
  explained: [1, 5],
  "seen-and-heard": [1, 5],
  "listened-to": [1, 5],
  again: [0, 10],
  change: [1, 7],
};

/** What nothing begins without, and is not there. */
export const missing = (row: TeleconsultationRow): Precondition[] =>
  row.checklist.filter(({ needed, met }) => needed && !met).map(({ precondition }) => precondition);

/** The line to fill in next: the first that is missing, else the first that would help, else none. */
export const next = (row: TeleconsultationRow): Precondition | null =>
  missing(row)[0] ?? row.checklist.find(({ met }) => !met)?.precondition ?? null;

/** The steps of a scale. */
export const steps = (question: Question): number[] => {
  const [lowest, highest] = SCALES[question];
  return Array.from({ length: highest - lowest + 1 }, (_, n) => lowest + n);
};

/** The last version of the report; null where there is none. */
export function lastReport(story: TeleconsultationStory | null): (Report & { version: number }) | null {
  const facts = story?.facts.map(({ fact }) => fact) ?? [];
  return facts.findLast((fact) => fact.type === "teleconsultation.report-written") ?? null;
}

/** What the patient made of the questionnaire; null where they have not said yet. */
export const saidOf = (state: TeleconsultationRow["state"]): "answered" | "declined" | null =>
  "answered" in state && state.answered ? "answered" : "declined" in state && state.declined ? "declined" : null;

/** The answers of the patient; null where none is read, or none was given. */
export function answersOf(story: TeleconsultationStory | null): readonly Answer[] | null {
  const fact = story?.facts.map(({ fact }) => fact).find((each) => each.type === "teleconsultation.questionnaire-answered");
  return fact?.answers ?? null;
}

const WITH_PATIENT: ReadonlySet<MissionRow["state"]> = new Set(["on-scene", "in-care", "transporting", "in-transit", "at-destination", "handed-over"]);
const NEVER_HELD: ReadonlySet<VisioRow["how"]> = new Set(["not-sent", "expired", "refused", "revoked"]);

/** Video sessions that it may be held by, the newest first. */
export const sessions = (visios: readonly VisioRow[]): VisioRow[] => visios.filter(({ want, how }) => want === "video" && !NEVER_HELD.has(how)).reverse();

/** The session on whose page the patient read what it brings and agreed: their agreement counts here. */
export const agreedIn = (visios: readonly VisioRow[]): VisioRow | null => sessions(visios).find(({ mission, consented_at }) => mission === null && consented_at !== null) ?? null;

/** Missions whose team is with the patient. */
export const there = (missions: readonly MissionRow[]): MissionRow[] => missions.filter(({ state }) => WITH_PATIENT.has(state));

/** Open accesses to the record that it does not name yet. A broken glass goes with a regulated call only. */
export function unlinked({ state }: TeleconsultationRow, accesses: readonly AccessRow[]): AccessRow[] {
  if (state.type !== "preparing" && state.type !== "under-way") return [];
  const { form } = state.subject;
  const linked = state.gathered?.accesses ?? [];
  return accesses.filter(({ id, mode, opened_at }) => opened_at !== null && !linked.includes(id) && (mode !== "bris_de_glace" || emergencyStands(form)));
}

/** Where an emergency may stand for an agreement. */
export const emergencyStands = (form: Form): boolean => form === "emergency" || form === "regulation";
