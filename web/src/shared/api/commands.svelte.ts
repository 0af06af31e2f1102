import { client } from "./client.ts";
import { type Answer, deliver, type Delivery, type Problem } from "./deliver.ts";
import { session } from "./session.svelte.ts";
import type { Commands } from "./types.ts";

export type Outcome = "sending" | "retrying" | "accepted" | "repeated" | "refused" | "expired" | "lost";

/** What the person is told of one command: never done before the server says so. */
export interface Notice {
  readonly id: string;
  readonly name: string;
  readonly outcome: Outcome;
  readonly attempt: number;
  readonly problem: Problem | null;
}

const KEPT = 4;
const SHOWN_MS = 6_000;
const DONE: readonly Outcome[] = ["accepted", "repeated"];

class CommandDesk {
  notices = $state.raw<readonly Notice[]>([]);

  /** Send `command`; true once the server has recorded it. `name` says what it is, to the person. */
  async issue<Path extends keyof Commands>(path: Path, command: Commands[Path], name: string): Promise<boolean> {
    const id = crypto.randomUUID();
    this.#tell({ id, name, outcome: "sending", attempt: 0, problem: null });
    const delivery = await deliver(
      () => post(path, command, id),
      (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      (attempt) => this.#tell({ id, name, outcome: "retrying", attempt, problem: null }),
    );
    this.#conclude(id, name, delivery);
    return delivery.kind === "accepted";
  }

  dismiss(id: string): void {
    this.notices = this.notices.filter((notice) => notice.id !== id);
  }

  #conclude(id: string, name: string, delivery: Delivery): void {
    if (delivery.kind === "expired") session.expire();
    const outcome = delivery.kind === "accepted" && delivery.repeated ? "repeated" : delivery.kind;
    const problem = delivery.kind === "refused" ? delivery.problem : null;
    this.#tell({ id, name, outcome, attempt: 0, problem });
    // What was refused or lost stays until somebody has read it.
    if (DONE.includes(outcome)) setTimeout(() => this.dismiss(id), SHOWN_MS);
  }

  #tell(notice: Notice): void {
    this.notices = [notice, ...this.notices.filter(({ id }) => id !== notice.id)].slice(0, KEPT);
  }
}

async function post<Path extends keyof Commands>(path: Path, command: Commands[Path], id: string): Promise<Answer> {
  const params = { header: { "Command-Id": id } };
  // One shape for every path: openapi-fetch cannot narrow a path that is itself a type parameter.
  const send = client.POST as unknown as (
    path: Path,
    init: { params: typeof params; body: Commands[Path] },
  ) => Promise<{ data?: { repeated: boolean }; error?: Problem; response: Response }>;
  const { data, error, response } = await send(path, { params, body: command });
  const after = Number(response.headers.get("Retry-After"));
  return {
    status: response.status,
    repeated: data?.repeated ?? false,
    problem: error && typeof error === "object" ? error : null,
    retryAfterSeconds: Number.isFinite(after) && after > 0 ? after : null,
  };
}

export const desk = new CommandDesk();
