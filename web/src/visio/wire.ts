/** What goes through the signalling socket, as JSON text frames of at most 64 KiB. Pure. */

/** From the best to the last: full picture, smaller picture, sound alone, photos one by one, the telephone. */
export const STEPS = ["video", "low", "audio", "photos", "phone"] as const;
export type Step = (typeof STEPS)[number];
export type Participant = "patient" | "crew" | "regulator" | "guest";

export interface Peer {
  readonly id: string;
  readonly participant: Participant;
  readonly guest: string | null;
}

export interface IceServer {
  readonly urls: string | readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

export interface Ice {
  readonly servers: readonly IceServer[];
  readonly policy: "all" | "relay";
}

/**
 * What one end says to the other to connect: a description or a candidate, as the browser made it; or a plea for other
 * addresses. `attempt` counts the connections that two ends made of one another, from 0 (not said): of which one it is.
 */
export interface SignalData {
  readonly restart?: true;
  readonly attempt?: number;
  readonly description?: { readonly type: "offer" | "answer" | "rollback" | "pranswer"; readonly sdp?: string };
  readonly candidate?: RTCIceCandidateInit | null;
}

export type FromServer =
  | { readonly type: "welcome"; readonly you: string; readonly peers: readonly Peer[]; readonly ice: Ice; readonly ladder: Step | null }
  | { readonly type: "ice"; readonly ice: Ice }
  | { readonly type: "joined"; readonly peer: Peer; readonly offer?: boolean }
  | { readonly type: "left"; readonly peer: string }
  | { readonly type: "signal"; readonly from: string; readonly data: SignalData }
  | { readonly type: "ladder"; readonly step: Step; readonly by: string; readonly automatic: boolean }
  | { readonly type: "ended"; readonly how: string }
  | { readonly type: "refused"; readonly why: string };

export type ToServer =
  | { readonly type: "signal"; readonly to: string; readonly data: SignalData }
  | { readonly type: "ladder"; readonly step: Step; readonly why: string; readonly automatic: boolean; readonly took_ms: number }
  | { readonly type: "seen"; readonly relayed: boolean; readonly network: string }
  | { readonly type: "reconnected"; readonly took_ms: number }
  | { readonly type: "bye" };

const HEARD = new Set(["welcome", "ice", "joined", "left", "signal", "ladder", "ended", "refused"]);

export const isStep = (value: unknown): value is Step => STEPS.includes(value as Step);

/** A frame as it was meant; null for what this page does not know. */
export function read(frame: unknown): FromServer | null {
  if (typeof frame !== "string") return null;
  let said: { type?: unknown; step?: unknown; ladder?: unknown; peer?: unknown };
  try {
    said = JSON.parse(frame);
  } catch {
    return null;
  }
  if (typeof said !== "object" || said === null || !HEARD.has(String(said.type))) return null;
  if (said.type === "ladder" && !isStep(said.step)) return null;
  if (said.type === "welcome" && !isStep(said.ladder)) return { ...said, ladder: null } as FromServer;
  if (said.type === "left" && typeof said.peer === "object") return { ...said, peer: (said.peer as Peer).id } as FromServer;
  return said as FromServer;
}

/** What a signal is to who is at attempt `at` (null: at none): of this one, of one that begins, or of none there is. */
export function fits(at: number | null, { attempt = 0, description, restart }: SignalData): "this" | "next" | "none" {
  if (restart) return at === null ? "none" : "this";
  if (at === null || attempt > at) return at === null || description?.type === "offer" ? "next" : "none";
  return attempt === at ? "this" : "none";
}
