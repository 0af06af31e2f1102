import { session } from "../shared/api/session.svelte.ts";
import { deviceInstant, type Entry, type NewEntry, QueueFull, type Read, type Store, waits } from "./queue/entry.ts";
import { flush, type Pass } from "./queue/flush.ts";
import { server } from "./queue/http.ts";
import { inOrder } from "./queue/inorder.ts";
import { type Touch, Touched } from "./queue/touched.ts";
import { retryMs } from "./queue/verdict.ts";
import type { Wanted } from "./types.ts";

const LOCK = "vigie-tablet-flush";
const CHANNEL = "vigie-tablet";
/** A write that takes longer is told as such: nobody looks at a header after each touch. */
const SLOW_MS = 1_000;

/** What waits on this device, and its way to the log. */
export class Queue {
  entries = $state.raw<readonly Entry[]>([]);
  unreadable = $state(0);
  /** Why the last action could not even be queued. */
  fault = $state<"full" | "store" | null>(null);
  /** How the last pass ended, null before the first. */
  pass = $state.raw<Pass | null>(null);
  /** Touched, and not written on the device yet: not kept. */
  writing = $state(0);
  /** Something has been written for longer than anyone would think. */
  slow = $state(false);
  /** Touched just before a page was closed, and not kept: to be done again. */
  unkept = $state.raw<readonly Touch[]>([]);
  waiting = $derived(this.entries.filter(({ fate }) => waits(fate.kind)));
  refused = $derived(this.entries.filter(({ fate }) => fate.kind === "refused"));
  /** How many actions the log has not heard yet, from the touch on. */
  unsent = $derived(this.writing + this.waiting.length);

  readonly #store: Store;
  readonly #others = new BroadcastChannel(CHANNEL);
  readonly #touched = new Touched(() => localStorage);
  /** Show what the store has. */
  readonly load = inOrder(() => this.#store.all(), (read) => this.#show(read));
  #flushing = false;
  #again = false;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(store: Store) {
    this.#store = store;
    this.#others.onmessage = () => void this.load();
  }

  /** Try to send what was loaded, and whatever comes. */
  start(): void {
    // Closed now, the page would take what was just touched with it: the browser asks first.
    addEventListener("beforeunload", (event) => this.writing > 0 && event.preventDefault());
    addEventListener("online", () => this.kick());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.kick());
    this.kick();
  }

  /** Queue actions, all or none; false where they could not be kept: then they have not happened, and `fault` says so. */
  async enter(...wanted: readonly Wanted[]): Promise<boolean> {
    const by = session.person?.user;
    if (by === undefined) {
      this.fault = "store";
      return false;
    }
    const deviceAt = deviceInstant(Date.now());
    const entries = wanted.map((each) => ({ ...each, id: crypto.randomUUID(), by, deviceAt }));
    const touches = entries.map(({ id, command }) => ({ id, type: command.type }));
    const kept = await this.written(touches, () => this.#keep(entries));
    if (kept) this.kick();
    return kept;
  }

  /** Have `write` keep what was touched. Until it has, this page says that it has not, and so does the next one if this one is closed. */
  async written(touches: readonly Touch[], write: () => Promise<boolean>): Promise<boolean> {
    const late = setTimeout(() => (this.slow = true), SLOW_MS);
    this.writing += 1;
    this.#touched.begin(touches);
    let kept = false;
    try {
      kept = await write();
    } finally {
      clearTimeout(late);
      this.writing -= 1;
      if (this.writing === 0) this.slow = false;
      this.#touched.end(touches, kept);
      this.#look();
    }
    return kept;
  }

  async #keep(entries: readonly NewEntry[]): Promise<boolean> {
    // A call for help waits behind nothing, not even the disk: sent at once, and once more in its turn, under the same id.
    for (const each of entries) if (each.command.type === "request-help") void server.post(each).catch(() => undefined);
    try {
      await this.#store.add(...entries);
      this.fault = null;
    } catch (error) {
      this.fault = error instanceof QueueFull ? "full" : "store";
      return false;
    }
    // Kept, whatever comes after: what cannot be shown must not be taken for what was not kept.
    await this.#changed().catch(() => undefined);
    return true;
  }

  /** Another store of the device has these: they were kept. */
  found(ids: readonly string[]): void {
    this.#touched.lost(new Set(ids));
    this.#look();
  }

  /** The crew has read what was not kept. */
  forgetUnkept(): void {
    this.#touched.end(this.unkept, false);
    this.#look();
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

  #show({ entries, unreadable }: Read): void {
    [this.entries, this.unreadable] = [entries, unreadable];
    this.#look();
  }

  #look(): void {
    this.unkept = this.#touched.lost(new Set(this.entries.map(({ id }) => id)));
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
