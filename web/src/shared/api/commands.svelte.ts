import { client } from "./client.ts";
import { steady } from "../live/steady.ts";
import { type Answer, deliver, type Delivery, type Problem } from "./deliver.ts";
import { type Held, HOLD_MS, Holding } from "./held.ts";
import { isDone, type Notice, type Outcome, withNotice } from "./notices.ts";
import { session } from "./session.svelte.ts";
import type { Commands } from "./types.ts";

const SHOWN_MS = 6_000;
const waking = {
  now: steady,
  later: (ms: number, wake: () => void) => {
    const timer = setTimeout(wake, ms);
    return () => clearTimeout(timer);
  },
};

class CommandDesk {
  notices = $state.raw<readonly Notice[]>([]);
  /** What has been asked and has not left yet: nothing of it is done. */
  held = $state.raw<readonly Held[]>([]);
  readonly #holding = new Holding(waking, (held) => (this.held = held));
  readonly #asked = new Map<string, Promise<boolean>>();

  /**
   * Send `command`, after its undo window where it has one; true once the server has recorded it, false where it
   * was taken back or refused. The same again while it waits is the same once. `name` says what it is, to the person.
   */
  issue<Path extends keyof Commands>(path: Path, command: Commands[Path], name: string): Promise<boolean> {
    const ms = HOLD_MS[command.type];
    if (ms === undefined) return this.#send(path, command, name);
    const what = JSON.stringify([path, command]);
    const asked = this.#asked.get(what) ?? this.#wait(path, command, name, ms).finally(() => this.#asked.delete(what));
    this.#asked.set(what, asked);
    return asked;
  }

  /** Take back what waits, the newest where none is named. */
  undo(id?: number): void {
    this.#holding.undo(id);
  }

  /** Send what waits now, the newest where none is named. */
  hasten(id?: number): void {
    this.#holding.hasten(id);
  }

  /** Nothing of what waits is sent: whoever asked is gone. */
  drop(): void {
    this.#holding.drop();
  }

  /** Something was asked that the server has not recorded yet. */
  get unfinished(): boolean {
    return this.#asked.size > 0;
  }

  async #wait<Path extends keyof Commands>(path: Path, command: Commands[Path], name: string, ms: number): Promise<boolean> {
    const ending = await this.#holding.hold(name, ms);
    if (ending === "due" || ending === "hastened") return this.#send(path, command, name);
    this.#conclude(crypto.randomUUID(), name, ending, null);
    return false;
  }

  async #send<Path extends keyof Commands>(path: Path, command: Commands[Path], name: string): Promise<boolean> {
    const id = crypto.randomUUID();
    this.#tell({ id, name, outcome: "sending", attempt: 0, problem: null });
    const delivery = await deliver(
      () => post(path, command, id),
      (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      (attempt) => this.#tell({ id, name, outcome: "retrying", attempt, problem: null }),
    );
    this.#delivered(id, name, delivery);
    return delivery.kind === "accepted";
  }

  dismiss(id: string): void {
    this.notices = this.notices.filter((notice) => notice.id !== id);
  }

  #delivered(id: string, name: string, delivery: Delivery): void {
    if (delivery.kind === "expired") session.expire();
    const outcome = delivery.kind === "accepted" && delivery.repeated ? "repeated" : delivery.kind;
    this.#conclude(id, name, outcome, delivery.kind === "refused" ? delivery.problem : null);
  }

  #conclude(id: string, name: string, outcome: Outcome, problem: Problem | null): void {
    this.#tell({ id, name, outcome, attempt: 0, problem });
    // What was refused or lost stays until somebody has read it.
    if (isDone({ outcome })) setTimeout(() => this.dismiss(id), SHOWN_MS);
  }

  #tell(notice: Notice): void {
    this.notices = withNotice(this.notices, notice);
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
session.onClosing(() => desk.drop());
addEventListener("beforeunload", (event) => {
  if (desk.unfinished) event.preventDefault();
});
