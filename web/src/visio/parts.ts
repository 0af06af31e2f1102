/** A picture sent in parts that may be sent again: after a cut only what is missing leaves. Shared by pages without the tablet's shelf. */

export const PART_BYTES = 128 * 1024;

export type PartAnswer = "ok" | "later" | "refused" | "again";

/** The door of pictures; each answer is what the server said of it. Raises where the network fails. */
export interface Door {
  here(media: string): Promise<readonly number[] | null>;
  part(media: string, number: number, content: Blob): Promise<PartAnswer>;
  finish(media: string, parts: number, size: number, sha256: string): Promise<PartAnswer>;
}

export const count = (size: number): number => Math.ceil(size / PART_BYTES);

/** One pass: "ok" once the server has the whole, "later" where the network failed, "refused" for good. Never raises. */
export async function sendInParts(media: string, content: Blob, sha256: string, door: Door, told: (part: number) => void): Promise<Exclude<PartAnswer, "again">> {
  try {
    const here = (await door.here(media)) ?? [];
    const parts = count(content.size);
    for (let number = 0; number < parts; number++) {
      if (here.includes(number)) continue;
      const answer = await door.part(media, number, content.slice(number * PART_BYTES, (number + 1) * PART_BYTES));
      if (answer !== "ok") return answer === "again" ? "later" : answer;
      told((number + 1) / parts);
    }
    const answer = await door.finish(media, parts, content.size, sha256);
    return answer === "again" ? "later" : answer;
  } catch {
    return "later";
  }
}

export async function digest(content: Blob): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await bytesOf(content)));
  return Array.from(bytes, (byte) => (byte < 16 ? "0" : "") + byte.toString(16)).join("");
}

// Blob.arrayBuffer came after the phones of 2018.
function bytesOf(content: Blob): Promise<ArrayBuffer> {
  return new Response(content).arrayBuffer();
}
