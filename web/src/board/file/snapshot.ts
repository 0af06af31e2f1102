/** A still of the picture, kept in the file: only where the patient agreed, which the server checks again. */
import { client } from "../../shared/api/client.ts";
import { newId } from "../state.svelte.ts";

const WAIT_MS = 30_000;

/** True once the file has it. */
export async function keepSnapshot(session: string, picture: Blob): Promise<boolean> {
  const media = newId("d");
  const sent = await client
    .POST("/api/visios/{session}/snapshots/{media}", {
      params: { path: { session, media }, header: { "Command-Id": crypto.randomUUID() } },
      // The document does not say what the bytes are: they are the body as it is.
      body: picture as unknown as undefined,
      bodySerializer: (body: unknown) => body as BodyInit,
      headers: { "Content-Type": "application/octet-stream" },
      signal: AbortSignal.timeout(WAIT_MS),
    })
    .catch(() => null);
  return sent?.response.ok ?? false;
}
