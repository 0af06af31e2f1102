/** The real server, as the queue sees it. */
import { client } from "../../shared/api/client.ts";
import type { NewEntry } from "./entry.ts";
import type { Server } from "./flush.ts";
import type { Reply } from "./verdict.ts";

/** A silent network is a failed one. */
export const TIMEOUT_MS = 10_000;

export const server: Server = {
  async who() {
    const { data, response } = await client.GET("/api/session", { signal: AbortSignal.timeout(TIMEOUT_MS), cache: "no-store" });
    if (data === undefined && response.status !== 401) throw new Error(`HTTP ${response.status}`);
    return data?.user ?? null;
  },

  async post(entry: NewEntry): Promise<Reply> {
    const header = { "Command-Id": entry.id, ...(entry.deviceAt !== null && { "Device-At": entry.deviceAt }) };
    const init = { params: { header }, signal: AbortSignal.timeout(TIMEOUT_MS) };
    const { data, error, response } = await send(entry, init);
    const after = Number(response.headers.get("Retry-After"));
    const retryAfterSeconds = Number.isFinite(after) && after > 0 ? after : null;
    return { status: response.status, body: data ?? error ?? null, retryAfterSeconds };
  },
};

interface Init {
  readonly params: { readonly header: { readonly "Command-Id": string; readonly "Device-At"?: string } };
  readonly signal: AbortSignal;
}

/** Each place of command has a type of its own. */
function send(entry: NewEntry, init: Init) {
  switch (entry.where) {
    case "/api/missions":
      return client.POST("/api/missions", { ...init, body: entry.command });
    case "/api/visios":
      return client.POST("/api/visios", { ...init, body: entry.command });
    case "/api/teams":
      return client.POST("/api/teams", { ...init, body: entry.command });
    case "/api/crew-safety":
      return client.POST("/api/crew-safety", { ...init, body: entry.command });
  }
}
