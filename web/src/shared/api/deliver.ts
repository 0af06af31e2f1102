/** Sending a command until the server says yes or no. Pure but for the `post` and `sleep` it is given. */

export interface Problem {
  readonly title: string;
  readonly detail?: string | undefined;
  readonly reason?: string | null | undefined;
}

/** One answer of the server, read. */
export interface Answer {
  readonly status: number;
  readonly repeated: boolean;
  readonly problem: Problem | null;
  readonly retryAfterSeconds: number | null;
}

export type Delivery =
  | { kind: "accepted"; repeated: boolean }
  | { kind: "refused"; problem: Problem }
  | { kind: "expired" }
  | { kind: "lost" };

/** Waits in milliseconds before each new try. The command id is the same throughout, so none counts twice. */
export const RETRIES: readonly number[] = [300, 1_000, 2_000, 4_000, 8_000];
const TRY_AGAIN = new Set([408, 429, 502, 503, 504]);

/**
 * Post until answered. `post` raises where the network fails; `retrying` hears of each new try. "lost"
 * means nobody knows: the command may or may not have been recorded.
 */
export async function deliver(
  post: () => Promise<Answer>,
  sleep: (ms: number) => Promise<void>,
  retrying: (attempt: number) => void,
): Promise<Delivery> {
  for (let attempt = 0; ; attempt++) {
    const answer = await post().catch(() => null);
    if (answer !== null && !TRY_AGAIN.has(answer.status)) return read(answer);
    const wait = RETRIES[attempt];
    if (wait === undefined) return answer?.problem ? { kind: "refused", problem: answer.problem } : { kind: "lost" };
    retrying(attempt + 1);
    await sleep(Math.max(wait, (answer?.retryAfterSeconds ?? 0) * 1_000));
  }
}

function read(answer: Answer): Delivery {
  if (answer.status >= 200 && answer.status < 300) return { kind: "accepted", repeated: answer.repeated };
  if (answer.status === 401) return { kind: "expired" };
  return { kind: "refused", problem: answer.problem ?? { title: `HTTP ${answer.status}` } };
}
