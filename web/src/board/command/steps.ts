/** Unit statuses by text: short codes, French and English words, for the national steps of a mission. Pure. */
import type { MissionCommand, MissionRow } from "../../shared/api/types.ts";
import { plain } from "./scene.ts";

type Stage = MissionRow["state"];
type Simple =
  | "report-departure" | "report-arrival" | "start-care" | "start-transport" | "report-transit" | "resume-transport"
  | "report-destination" | "leave-scene" | "return-to-base" | "close-mission";

/** `code` is what the list shows first; `stages` are those of the mission at which the step is possible. */
export interface Step {
  readonly code: string;
  readonly names: readonly string[];
  readonly stages: readonly Stage[];
  readonly does:
    | { readonly type: Simple & MissionCommand["type"] }
    | { readonly type: "hand-over-patient"; readonly outcome: "handed-over" | "left-at-home" | "no-patient" }
    | { readonly type: "cancel-mission" | "decline-mission" | "assign-destination" };
}

const BEFORE: readonly Stage[] = ["ordered", "alerted", "en-route"];
const WITH: readonly Stage[] = ["on-scene", "in-care", "transporting", "in-transit"];

export const STEPS: readonly Step[] = [
  { code: "dp", names: ["depart", "parti", "partie", "enroute", "departed", "2"], stages: ["alerted"], does: { type: "report-departure" } },
  { code: "sl", names: ["arrivee", "arrive", "surplace", "surleslieux", "onscene", "arrived", "3"], stages: ["en-route"], does: { type: "report-arrival" } },
  { code: "pec", names: ["priseencharge", "soins", "incare", "care", "4"], stages: ["on-scene"], does: { type: "start-care" } },
  { code: "or", names: ["orientat", "orient", "orientation", "bound"], stages: WITH, does: { type: "assign-destination" } },
  { code: "tr", names: ["transp", "transport", "transporting", "5"], stages: ["in-care"], does: { type: "start-transport" } },
  { code: "et", names: ["etape", "etape1", "etape2", "transit", "halt"], stages: ["transporting"], does: { type: "report-transit" } },
  { code: "rp", names: ["reprise", "transp2", "transp3", "reprend", "resumed"], stages: ["in-transit"], does: { type: "resume-transport" } },
  { code: "de", names: ["destin", "destination", "adestination", "atdestination", "6"], stages: ["transporting"], does: { type: "report-destination" } },
  { code: "rm", names: ["finpec", "remis", "transmis", "handedover", "7"], stages: ["on-scene", "in-care", "at-destination"], does: { type: "hand-over-patient", outcome: "handed-over" } },
  { code: "ld", names: ["laisse", "domicile", "leftathome", "home"], stages: ["on-scene", "in-care", "at-destination"], does: { type: "hand-over-patient", outcome: "left-at-home" } },
  { code: "np", names: ["personne", "sanspatient", "nopatient"], stages: ["on-scene", "in-care"], does: { type: "hand-over-patient", outcome: "no-patient" } },
  { code: "rt", names: ["retour", "repart", "quitte", "leaving", "left", "8"], stages: ["handed-over"], does: { type: "leave-scene" } },
  { code: "rb", names: ["retbase", "retourbase", "versbase", "returning"], stages: ["left"], does: { type: "return-to-base" } },
  { code: "av", names: ["renbase", "rendue", "dispo", "disponible", "libre", "available", "free", "1"], stages: ["handed-over", "left", "returning"], does: { type: "close-mission" } },
  { code: "an", names: ["annule", "annuler", "rappel", "cancel", "cancelled"], stages: BEFORE, does: { type: "cancel-mission" } },
  { code: "no", names: ["decline", "refuse", "refus", "declined", "cannot"], stages: ["ordered", "alerted"], does: { type: "decline-mission" } },
];

/** What is said of a team and not of its mission. */
export const DUTY = {
  unavailable: { code: "in", names: ["indispo", "indisponible", "horsservice", "unavailable", "out"] },
  end: { code: "fg", names: ["fingarde", "findegarde", "finservice", "endshift"] },
} as const;
/** How often a crew on a mission gives news: `/m21 ps 10`. */
export const PACE = { code: "ps", names: ["point", "points", "pointsecurite", "securite", "rythme", "checkin", "safety", "pace"] } as const;
export const isPace = (word: string) => means(plain(word), PACE);
/** Steps that nobody tells by text: the machine alerts, the crew's tablet sends its report. */
export const OTHERS_TELL: readonly string[] = ["bilan", "report", "declenche", "alerted", "decision", "ordered"];

const means = (said: string, { code, names }: { readonly code: string; readonly names: readonly string[] }) =>
  code === said || names.includes(said);

/** The step that a word names; null where it names none. */
export function stepOf(word: string): Step | null {
  const said = plain(word);
  return STEPS.find((step) => means(said, step)) ?? null;
}

export function dutyOf(word: string): keyof typeof DUTY | null {
  const said = plain(word);
  if (means(said, DUTY.unavailable)) return "unavailable";
  return means(said, DUTY.end) ? "end" : null;
}

/** The codes that make sense for a mission at this stage, or for a team without one (null). */
export function codesAt(stage: Stage | null): string[] {
  if (stage === null) return ["av", DUTY.unavailable.code, DUTY.end.code];
  return [...STEPS.filter(({ stages }) => stages.includes(stage)).map(({ code }) => code), PACE.code];
}
