/** The real door of pictures, as the sending sees it. */
import { client } from "../../shared/api/client.ts";
import { TIMEOUT_MS } from "../queue/http.ts";
import { type Reply, verdict } from "../queue/verdict.ts";
import type { Outgoing } from "./outgoing.ts";
import type { Answer, MediaServer } from "./send.ts";

/** A part takes longer than a word on a bad network. */
const PART_TIMEOUT_MS = 60_000;

export const mediaServer: MediaServer = {
  async here({ id, mission }: Outgoing) {
    const { data } = await client.GET("/api/media/{media}/parts", {
      params: { path: { media: id }, query: { mission } },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      cache: "no-store",
    });
    return data?.parts ?? null;
  },

  async part({ id, mission }, part, content) {
    const { error, response } = await client.PUT("/api/media/{media}/parts/{part}", {
      params: { path: { media: id, part }, query: { mission } },
      // The document does not say what the bytes are: they are the body as it is.
      body: content as unknown as undefined,
      bodySerializer: (body: unknown) => body as BodyInit,
      headers: { "Content-Type": "application/octet-stream" },
      signal: AbortSignal.timeout(PART_TIMEOUT_MS),
    });
    return response.status === 204 ? { kind: "ok" } : answerOf(reply(response, error), id);
  },

  async finish({ id, mission, kind, consent, caption, bytes, sha256, deviceAt }, parts) {
    const { data, error, response } = await client.POST("/api/media/{media}", {
      params: { path: { media: id }, query: { mission }, header: { "Command-Id": id, ...(deviceAt !== null && { "Device-At": deviceAt }) } },
      body: { kind, parts, size: bytes, sha256, consent, caption },
      signal: AbortSignal.timeout(PART_TIMEOUT_MS),
    });
    return answerOf(reply(response, data ?? error), id);
  },
};

const reply = (response: Response, body: unknown): Reply => ({ status: response.status, body: body ?? null, retryAfterSeconds: null });

function answerOf(said: Reply, id: string): Answer {
  const found = verdict(said, id);
  if (found.kind === "accepted") return { kind: "ok" };
  if (found.kind !== "refused") return { kind: found.kind };
  const type = String((said.body as { type?: unknown } | null)?.type ?? "");
  return { kind: "refused", slug: type.replace("urn:vigie:", ""), title: found.title, detail: found.detail };
}
