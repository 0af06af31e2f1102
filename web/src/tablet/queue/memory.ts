import { ACCEPTED_KEPT, type Entry, type Fate, type NewEntry, QueueFull, type Read, type Store, WAITING_LIMIT, waits } from "./entry.ts";

/** A store that lasts as long as the page: all there is where the browser refuses to store. */
export class MemoryStore implements Store {
  #entries: Entry[] = [];
  readonly #kept = new Map<string, unknown>();
  #last = 0;

  async add(...entries: readonly NewEntry[]): Promise<void> {
    const waiting = this.#entries.filter(({ fate }) => waits(fate.kind)).length;
    if (waiting + entries.length > WAITING_LIMIT) throw new QueueFull();
    for (const entry of entries) this.#entries.push({ ...entry, n: ++this.#last, fate: { kind: "queued" } });
  }

  async all(): Promise<Read> {
    return { entries: [...this.#entries], unreadable: 0 };
  }

  async next(by: string): Promise<Entry | null> {
    return this.#entries.find((entry) => entry.by === by && waits(entry.fate.kind)) ?? null;
  }

  async settle({ n }: Entry, fate: Fate): Promise<void> {
    this.#entries = this.#entries.map((entry) => (entry.n === n ? { ...entry, fate } : entry));
    const accepted = this.#entries.filter((entry) => entry.fate.kind === "accepted");
    const gone = new Set(accepted.slice(0, Math.max(0, accepted.length - ACCEPTED_KEPT)).map((entry) => entry.n));
    this.#entries = this.#entries.filter((entry) => !gone.has(entry.n));
  }

  async remove(n: number): Promise<void> {
    this.#entries = this.#entries.filter((entry) => entry.n !== n);
  }

  async keep(name: string, value: unknown): Promise<void> {
    this.#kept.set(name, structuredClone(value));
  }

  async kept(name: string): Promise<unknown> {
    return this.#kept.get(name);
  }

  async forget(name: string): Promise<void> {
    this.#kept.delete(name);
  }
}
