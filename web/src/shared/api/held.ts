/** What can't be undone waits before it leaves, so that a hand can be taken back. Pure but for its clock. */
import type { Commands } from "./types.ts";

export type CommandType = Commands[keyof Commands]["type"];

/** How long each action waits, in milliseconds, and why so long. What is not here leaves at once. */
export const HOLD_MS: Readonly<Partial<Record<CommandType, number>>> = {
  // A crew rolls: time to read the name of the team, and no more.
  "order-mission": 4_000,
  "reassign-teams": 4_000,
  // A crew turns round, and another may have taken its place by the time somebody regrets it.
  "cancel-mission": 6_000,
  // These take a file off everybody's board: nobody would notice the wrong one. Nobody waits for them either.
  "dismiss-call": 6_000,
  "link-duplicate": 6_000,
  "complete-call": 6_000,
  "validate-call": 6_000,
};

/** Due longer ago than this, the machine slept: an order of before is not given after. */
export const LATE_MS = 2_000;

/** due, hastened: to be sent. undone: taken back. dropped: the session is over. lapsed: the machine slept. */
export type Ending = "due" | "hastened" | "undone" | "dropped" | "lapsed";

/** One action that waits, since `since` for `ms`, on the clock of its Holding. */
export interface Held {
  readonly id: number;
  readonly name: string;
  readonly since: number;
  readonly ms: number;
}

/** A clock in milliseconds, and how to be woken by it; `later` returns how not to be. */
export interface Waking {
  now(): number;
  later(ms: number, wake: () => void): () => void;
}

interface Waiting {
  readonly held: Held;
  readonly end: (ending: Ending) => void;
}

export class Holding {
  readonly #waking: Waking;
  readonly #changed: (held: readonly Held[]) => void;
  #waiting: readonly Waiting[] = [];
  #last = 0;

  /** `changed` hears of all that waits, the oldest first, each time that changes. */
  constructor(waking: Waking, changed: (held: readonly Held[]) => void) {
    this.#waking = waking;
    this.#changed = changed;
  }

  /** Wait `ms`, or for what happens before. The caller sends, or does not. */
  hold(name: string, ms: number): Promise<Ending> {
    const held = { id: ++this.#last, name, since: this.#waking.now(), ms };
    return new Promise((resolve) => {
      const cancel = this.#waking.later(ms, () => this.#end(held.id, this.#late(held) ? "lapsed" : "due"));
      const end = (ending: Ending) => {
        cancel();
        resolve(ending);
      };
      this.#set([...this.#waiting, { held, end }]);
    });
  }

  /** Take back one of them, the newest where none is named. */
  undo(id?: number): void {
    this.#end(id, "undone");
  }

  /** Send one of them now, the newest where none is named. */
  hasten(id?: number): void {
    this.#end(id, "hastened");
  }

  /** Nothing of what waits may leave any more. */
  drop(): void {
    for (const { held } of this.#waiting) this.#end(held.id, "dropped");
  }

  #late({ since, ms }: Held): boolean {
    return this.#waking.now() - since > ms + LATE_MS;
  }

  #end(id: number | undefined, ending: Ending): void {
    const ended = id === undefined ? this.#waiting.at(-1) : this.#waiting.find(({ held }) => held.id === id);
    if (!ended) return;
    this.#set(this.#waiting.filter((one) => one !== ended));
    ended.end(ending);
  }

  #set(waiting: readonly Waiting[]): void {
    this.#waiting = waiting;
    this.#changed(waiting.map(({ held }) => held));
  }
}

/** Whole seconds before `held` leaves, at `now`. */
export function secondsLeft(held: Held, now: number): number {
  return Math.max(0, Math.ceil((held.since + held.ms - now) / 1_000));
}
