/** What the crew may do at each stage of a mission: one large action, and a few others. Pure. */
import type { Mission, MissionCommand, Outcome, Score, Stage, VitalSign } from "./types.ts";

export type Action =
  | "acknowledge"
  | "decline"
  | "depart"
  | "arrive"
  | "care"
  | "bilan"
  | "transport"
  | "transit"
  | "resume"
  | "destination"
  | "hand-over"
  | "leave"
  | "return"
  | "close";

export interface Offer {
  readonly primary: Action;
  readonly others: readonly Action[];
}

const OFFERS: Readonly<Record<Exclude<Stage, "requested">, Offer>> = {
  ordered: { primary: "acknowledge", others: ["decline"] },
  alerted: { primary: "acknowledge", others: ["decline"] },
  "en-route": { primary: "arrive", others: [] },
  "on-scene": { primary: "care", others: ["hand-over"] },
  "in-care": { primary: "bilan", others: ["hand-over", "transport"] },
  transporting: { primary: "destination", others: ["bilan", "transit"] },
  "in-transit": { primary: "resume", others: ["bilan"] },
  "at-destination": { primary: "hand-over", others: ["bilan"] },
  "handed-over": { primary: "leave", others: ["close"] },
  left: { primary: "close", others: ["return"] },
  returning: { primary: "close", others: [] },
};

/** The offer of the moment; null while the mission is nobody's. */
export function offer(mission: Pick<Mission, "state" | "acknowledged_at" | "bilan">): Offer | null {
  if (mission.state === "requested") return null;
  const plain = OFFERS[mission.state];
  if (plain.primary === "acknowledge" && mission.acknowledged_at !== null) return { primary: "depart", others: ["decline"] };
  // Care ends with the patient handed over; before the first bilan, the bilan comes first.
  if (mission.state === "in-care" && mission.bilan !== null) return { primary: "hand-over", others: ["bilan", "transport"] };
  return plain;
}

/** What the crew adds to an action that asks for more than a touch. */
export interface Said {
  readonly why?: string;
  readonly outcome?: Outcome;
  readonly text?: string | null;
  readonly vitals?: readonly VitalSign[];
  readonly scores?: readonly Score[];
}

/** Those that open a form first. */
export const ASKS: ReadonlySet<Action> = new Set<Action>(["decline", "bilan", "hand-over"]);

const SIMPLE = {
  acknowledge: "acknowledge-mission",
  depart: "report-departure",
  arrive: "report-arrival",
  care: "start-care",
  transport: "start-transport",
  transit: "report-transit",
  resume: "resume-transport",
  destination: "report-destination",
  leave: "leave-scene",
  return: "return-to-base",
  close: "close-mission",
} as const;

/** The action behind a type of command, null for what is not a step of a mission. */
export function actionOf(type: string): Action | null {
  const asked = { "decline-mission": "decline", "send-bilan": "bilan", "hand-over-patient": "hand-over" } as const;
  if (type in asked) return asked[type as keyof typeof asked];
  return (Object.keys(SIMPLE) as (keyof typeof SIMPLE)[]).find((action) => SIMPLE[action] === type) ?? null;
}

export function commandFor(action: Action, mission: string, team: string, said: Said = {}): MissionCommand {
  switch (action) {
    case "decline":
      return { type: "decline-mission", mission, team, why: said.why ?? "" };
    case "bilan":
      return { type: "send-bilan", mission, team, vitals: [...(said.vitals ?? [])], text: said.text ?? null, scores: [...(said.scores ?? [])] };
    case "hand-over":
      return { type: "hand-over-patient", mission, team, outcome: said.outcome ?? "handed-over" };
    default:
      return { type: SIMPLE[action], mission, team };
  }
}
