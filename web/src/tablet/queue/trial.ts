/** A centre, a network and a device for the tests of the queue: each can fail when the test says. */
import { type Entry, type NewEntry } from "./entry.ts";
import type { Server } from "./flush.ts";
import { MemoryStore } from "./memory.ts";
import type { Reply } from "./verdict.ts";

/** What happens to one post: nothing, lost on the way, answered into the void, not by Vigie, out of order. */
export type Fault = "none" | "cut" | "lost-reply" | "portal" | "busy";

/** A server that counts a command id once, takes the steps 1, 2, 3… in their order, and refuses the rest. */
export class Centre implements Server {
  readonly log: { id: string; step: number }[] = [];
  readonly posted: string[] = [];
  person: string | null = "nurse-1";
  faults: Fault[] = [];
  readonly withdrawn = new Set<number>();

  async who(): Promise<string | null> {
    return this.person;
  }

  async post(entry: NewEntry): Promise<Reply> {
    this.posted.push(entry.id);
    const fault = this.faults.shift() ?? "none";
    if (fault === "cut") throw new TypeError("Failed to fetch");
    if (fault === "portal") return { status: 200, body: null, retryAfterSeconds: null };
    if (fault === "busy") return problem(503, "urn:vigie:log-unavailable");
    const reply = this.#execute(entry);
    if (fault === "lost-reply") throw new DOMException("timed out", "TimeoutError");
    return reply;
  }

  #execute(entry: NewEntry): Reply {
    const repeated = this.log.some(({ id }) => id === entry.id);
    const step = stepOf(entry);
    if (!repeated) {
      const due = (this.log.at(-1)?.step ?? 0) + 1;
      if (this.withdrawn.has(step)) return problem(409, "urn:vigie:refusal:mission-withdrawn", "MissionWithdrawn");
      if (step !== due) return problem(409, "urn:vigie:refusal:out-of-order", "OutOfOrder");
      this.log.push({ id: entry.id, step });
    }
    const position = this.log.findIndex(({ id }) => id === entry.id) + 1;
    return { status: 200, body: { command_id: entry.id, position, repeated, facts: [] }, retryAfterSeconds: null };
  }
}

export function problem(status: number, type: string, reason?: string): Reply {
  return { status, body: { type, title: "Refusé", detail: "said by the test", reason }, retryAfterSeconds: null };
}

/** The n-th action of a trial: its number travels as the reason of a made-up unavailability. */
export function action(step: number, by = "nurse-1", deviceAt: string | null = "2026-01-10T20:00:00.000Z"): NewEntry {
  const command = { type: "make-team-unavailable", team: "t1", why: String(step) } as const;
  return { where: "/api/teams", command, id: crypto.randomUUID(), by, deviceAt };
}

export function stepOf({ command }: Pick<Entry, "command">): number {
  return "why" in command ? Number(command.why) : 0;
}

/** A store whose tab can be closed at any write: the write it was closed at has happened, or has not. */
export class FragileStore extends MemoryStore {
  closeAt: number | null = null;

  override async settle(entry: Entry, fate: Entry["fate"]): Promise<void> {
    if (this.closeAt !== null && this.closeAt-- === 0) {
      this.closeAt = null;
      throw new TabClosed();
    }
    return super.settle(entry, fate);
  }
}

export class TabClosed extends Error {}
