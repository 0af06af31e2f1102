/** What an answer means for the command that was posted. Pure. */

/** An HTTP answer, read; `body` is null where it was not JSON. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterSeconds: number | null;
}

export type Verdict =
  | { readonly kind: "accepted"; readonly position: number; readonly at: string | null; readonly repeated: boolean }
  | { readonly kind: "refused"; readonly title: string; readonly detail: string; readonly reason: string | null }
  /** Nobody is signed in, or the token against forged requests has gone. */
  | { readonly kind: "sign-in" }
  /** Not now. `status` is null where no server of ours answered. */
  | { readonly kind: "later"; readonly afterMs: number; readonly status: number | null };

const TRANSIENT = new Set([408, 429]);

/**
 * Only an answer that is plainly Vigie's is believed: a hotspot's welcome page is 200 too, a proxy's "not found" is a 404,
 * and neither may make an action disappear.
 */
export function verdict(reply: Reply, id: string): Verdict {
  const body = record(reply.body);
  if (reply.status === 200 && body["command_id"] === id) return accepted(body);
  const type = String(body["type"] ?? "");
  if (!type.startsWith("urn:vigie:")) return { kind: "later", afterMs: 0, status: null };
  if (reply.status === 401 || type === "urn:vigie:csrf") return { kind: "sign-in" };
  if (reply.status >= 400 && reply.status < 500 && !TRANSIENT.has(reply.status)) {
    return { kind: "refused", title: text(body["title"]), detail: text(body["detail"]), reason: reasonOf(body) };
  }
  return { kind: "later", afterMs: (reply.retryAfterSeconds ?? 0) * 1_000, status: reply.status };
}

function accepted(body: Record<string, unknown>): Verdict {
  const facts = Array.isArray(body["facts"]) ? body["facts"] : [];
  const at = record(facts.at(-1))["at"];
  return {
    kind: "accepted",
    position: Number(body["position"] ?? 0),
    at: typeof at === "string" ? at : null,
    repeated: body["repeated"] === true,
  };
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const reasonOf = (body: Record<string, unknown>): string | null =>
  typeof body["reason"] === "string" ? body["reason"] : null;

const WAITS_MS: readonly number[] = [0, 1_000, 2_000, 4_000, 8_000, 15_000];

/** How long to wait after `failures` passes in a row that did not end well: at once, then further apart. */
export function retryMs(failures: number, afterMs: number): number {
  return Math.max(afterMs, WAITS_MS[Math.min(Math.max(failures, 1), WAITS_MS.length) - 1] ?? 0);
}
