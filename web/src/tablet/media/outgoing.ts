/** A picture from the device to the centre: its bounds, its parts, and what an answer means. Pure. */
import type { Schemas } from "../../shared/api/client.ts";

/** As the server takes them (api/media_intake.py). */
export const PART_BYTES = 128 * 1024;
export const LARGEST_BYTES = 4 * 1024 * 1024;
/** What may wait on this device; the next picture is refused aloud, none is dropped for room. */
export const MOST_WAITING = 30;
export const MOST_BYTES = 40 * 1024 * 1024;
/** Sent and answered ones kept for the crew to look at, without their content. */
export const KEPT = 20;

export type Kind = Schemas["DocumentKind"];
export type Consent = Schemas["PhotoConsent"];

/** What is known of a picture but its content. `id` is the name of the document, and of the command that tells it. */
export interface Outgoing {
  readonly id: string;
  readonly mission: string;
  readonly by: string;
  readonly deviceAt: string | null;
  readonly kind: Kind;
  readonly consent: Consent | null;
  readonly caption: string | null;
  readonly bytes: number;
  readonly sha256: string;
  readonly fate: PictureFate;
}

export type PictureFate =
  | { readonly kind: "queued" }
  | { readonly kind: "accepted" }
  | { readonly kind: "refused"; readonly title: string; readonly detail: string };

export type Full = "count" | "bytes" | "one";

/** Why one more picture cannot wait here, null where it can. */
export function full(waiting: readonly Pick<Outgoing, "bytes">[], bytes: number): Full | null {
  if (bytes > LARGEST_BYTES) return "one";
  if (waiting.length >= MOST_WAITING) return "count";
  return waiting.reduce((sum, each) => sum + each.bytes, bytes) > MOST_BYTES ? "bytes" : null;
}

/** The parts of a content that the server does not have: number, first byte, byte after the last. */
export function partsToSend(bytes: number, here: readonly number[]): readonly (readonly [number, number, number])[] {
  const count = Math.ceil(bytes / PART_BYTES);
  const all = Array.from({ length: count }, (_, at) => [at, at * PART_BYTES, Math.min(bytes, (at + 1) * PART_BYTES)] as const);
  return all.filter(([at]) => !here.includes(at));
}

export const partsOf = (bytes: number): number => Math.ceil(bytes / PART_BYTES);

export async function sha256(content: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The size to draw a picture at so that no side is longer than `longest`; never larger than it is. */
export function within(width: number, height: number, longest: number): readonly [number, number] {
  const scale = Math.min(1, longest / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}
