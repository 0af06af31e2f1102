/** Asking for a shared record: what is still missing, and how long an access lasts. Pure. */
import type { AccessRow, DmpCommand } from "../../shared/api/types.ts";

export type Mode = AccessRow["mode"];
export type Attestation = NonNullable<Extract<DmpCommand, { type: "request-dmp-access" }>["attestation"]>;

/** What one gesture says. */
export interface Claim {
  readonly mode: Mode;
  readonly cannotExpressWill: boolean;
  readonly immediateRisk: boolean;
  readonly patientAgrees: boolean;
  readonly reason: string;
}

export type Missing = "will" | "risk" | "reason" | "agreement";

/** What the mode needs and the claim does not have, in the order of the form. Sent without it, the house refuses. */
export function missing(claim: Claim): Missing[] {
  if (claim.mode === "normal") return claim.patientAgrees ? [] : ["agreement"];
  if (claim.mode === "centre_15") return [];
  const needs: [Missing, boolean][] = [
    ["will", claim.cannotExpressWill],
    ["risk", claim.immediateRisk],
    ["reason", claim.reason.trim() !== ""],
  ];
  return needs.flatMap(([name, said]) => (said ? [] : [name]));
}

/** The attestation and reason of a claim as the command takes them: nothing that its mode does not need. */
export function said(claim: Claim): { attestation: Attestation; reason: string | null } {
  const glass = claim.mode === "bris_de_glace";
  return {
    attestation: {
      cannot_express_will: glass && claim.cannotExpressWill,
      immediate_risk: glass && claim.immediateRisk,
      patient_agrees: claim.mode === "normal" && claim.patientAgrees,
    },
    reason: glass ? claim.reason.trim() : null,
  };
}

/** Below this many seconds an access is about to end, and says so. */
export const ENDS_SOON = 5 * 60;

/** asking: the record has not answered. over: its time is up, whatever the row still says. */
export type Phase = "asking" | "open" | "ending" | "over";

export function phase(row: AccessRow, now: number): Phase {
  const left = secondsLeft(row, now);
  if (row.state === "requested" || left === null) return "asking";
  if (left <= 0) return "over";
  return left <= ENDS_SOON ? "ending" : "open";
}

/** Whole seconds before an access ends, at `now` (milliseconds since the epoch); null before it is open. */
export function secondsLeft(row: AccessRow, now: number): number | null {
  return row.expires_at === null ? null : Math.max(0, Math.ceil((Date.parse(row.expires_at) - now) / 1_000));
}
