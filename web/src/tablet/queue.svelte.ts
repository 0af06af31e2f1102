import { session } from "../shared/api/session.svelte.ts";
import { deviceInstant, type Entry, QueueFull, type Store, waits } from "./queue/entry.ts";
import { flush, type Pass } from "./queue/flush.ts";
import { server } from "./queue/http.ts";
import { retryMs } from "./queue/verdict.ts";
import type { Wanted } from "./types.ts";

const LOCK = "vigie-tablet-flush";
const CHANNEL = "vigie-tablet";

/** What waits on this device, and its way to the log. */
export class Queue {
  entries = $state.raw<readonly Entry[]>([]);
  unreadable = $state(0);
  /** Why the last action could not even be queued. */
  fault = $state<"full" | "store" | null>(null);
  /** How the last pass ended, null before the first. */
  pass = $state.raw<Pass | null>(null);
  /** Touched, and not written on the device yet. */
  #entering = $state(0);
  waiting = $derived(this.entries.filter(({ fate }) => waits(fate.kind)));
  refused = $derived(this.entries.filter(({ fate }) => fate.kind === "refused"));
  /** How many actions the log has not heard yet, from the touch on. */
  unsent = $derived(this.#entering + this.waiting.length);

  readonly #store: Store;
  readonly #others = new BroadcastChannel(CHANNEL);
  #flushing = false;
  #again = false;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(store: Store) {
    this.#store = store;
    this.#others.onmessage = () => void this.load();
  }

  /** Read what the store has, and try to send it. */
  async start(): Promise<void> {
    await this.load();
    addEventListener("online", () => this.kick());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.kick());
    this.kick();
  }

  /** Queue one action; false where it could not be kept, and then it has not happened. */
  async enter(wanted: Wanted): Promise<boolean> {
    const by = session.person?.user;
    if (by === undefined) return false;
    this.#entering += 1;
    try {
      return await this.#keep(wanted, by);
    } finally {
      this.#entering -= 1;
    }
  }

  async #keep(wanted: Wanted, by: string): Promise<boolean> {
    try {
      const added = await this.#store.add({ ...wanted, id: crypto.randomUUID(), by, deviceAt: deviceInstant(Date.now()) });
      // A call for help waits behind nothing: sent at once, and once more in its turn, under the same id.
      if (wanted.command.type === "request-help") void server.post(added).catch(() => undefined);
      this.fault = null;
    } catch (error) {
      this.fault = error instanceof QueueFull ? "full" : "store";
      return false;
    }
    await this.#changed();
    this.kick();
    return true;
  }

  /** The crew has read a refusal: it may go. */
  async dismiss(entry: Entry): Promise<void> {
    await this.#store.remove(entry.n);
    await this.#changed();
  }

  /** Try now, whatever the wait. */
  kick(): void {
    clearTimeout(this.#retry);
    if (this.#flushing) this.#again = true;
    else void this.#flush();
  }

  async load(): Promise<void> {
    const { entries, unreadable } = await this.#store.all();
    [this.entries, this.unreadable] = [entries, unreadable];
  }

  async #flush(): Promise<void> {
    if (this.waiting.length === 0) return;
    this.#flushing = true;
    try {
      // One tab at a time: the others wait here, then read what is left.
      this.pass = await navigator.locks.request(LOCK, () => flush(this.#store, server, () => void this.#changed()));
    } catch {
      this.pass = { kind: "later", afterMs: 0, status: null };
    } finally {
      this.#flushing = false;
    }
    await this.#changed();
    this.#conclude();
  }

  #conclude(): void {
    if (this.pass?.kind === "sign-in") session.expire();
    this.#failures = this.pass?.kind === "later" ? this.#failures + 1 : 0;
    if (this.#again) {
      this.#again = false;
      this.kick();
    } else if (this.pass?.kind === "later") {
      this.#retry = setTimeout(() => this.kick(), retryMs(this.#failures, this.pass.afterMs));
    }
  }

  async #changed(): Promise<void> {
    await this.load();
    this.#others.postMessage("changed");
  }
}
