/** Sending one picture: the parts that are missing, then the word that all are there. */
import { type Outgoing, partsOf, partsToSend } from "./outgoing.ts";

/** An answer to a part or to the end: what the server said, or that nobody of ours answered. */
export type Answer =
  | { readonly kind: "ok" }
  | { readonly kind: "refused"; readonly slug: string; readonly title: string; readonly detail: string }
  | { readonly kind: "sign-in" }
  | { readonly kind: "later" };

export interface MediaServer {
  /** The parts that have come, null where nobody of ours answered. Raises where the network fails. */
  here(picture: Outgoing): Promise<readonly number[] | null>;
  part(picture: Outgoing, part: number, content: Uint8Array<ArrayBuffer>): Promise<Answer>;
  finish(picture: Outgoing, parts: number): Promise<Answer>;
}

/** How sending ended. "paused": something smaller came to be sent first. */
export type Sent = Answer | { readonly kind: "paused" };

const LATER: Answer = { kind: "later" };
/** The server lost or cannot use its parts: they are sent again, from the first where they differ. */
const AGAIN = new Set(["parts-missing", "parts-differ"]);

/** One pass over one picture. `pause` is asked before each part: small facts go first. Never raises. */
export async function sendPicture(
  picture: Outgoing,
  content: Uint8Array<ArrayBuffer>,
  server: MediaServer,
  pause: () => boolean,
  told: (done: number, of: number) => void,
): Promise<Sent> {
  try {
    const here = await server.here(picture);
    if (here === null) return LATER;
    const parts = partsOf(picture.bytes);
    let done = parts - partsToSend(picture.bytes, here).length;
    for (const [part, start, end] of partsToSend(picture.bytes, here)) {
      if (pause()) return { kind: "paused" };
      const answer = await server.part(picture, part, content.slice(start, end));
      if (answer.kind !== "ok") return answer;
      told(++done, parts);
    }
    const answer = await server.finish(picture, parts);
    return answer.kind === "refused" && AGAIN.has(answer.slug) ? LATER : answer;
  } catch {
    return LATER;
  }
}
