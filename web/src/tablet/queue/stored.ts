import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { ACCEPTED_KEPT, type Entry, type Fate, type Kind, type NewEntry, QueueFull, type Read, type Store, WAITING_LIMIT } from "./entry.ts";
import { makeKey, seal, type Sealed, unseal } from "./seal.ts";

interface Row {
  readonly n?: number;
  readonly id: string;
  readonly kind: Kind;
  readonly sealed: Sealed;
}

interface Schema extends DBSchema {
  entries: { key: number; value: Row; indexes: { kind: Kind } };
  kept: { key: string; value: Sealed };
  keys: { key: string; value: CryptoKey };
}

const NAME = "vigie-tablet";
const VERSION = 1;
const WAITING: readonly Kind[] = ["queued", "sent"];
/** A write is over once it is on the disk, not in a cache that a flat battery empties. */
const STRICT = { durability: "strict" } as const;

/** The queue in IndexedDB. In clear: the order, the command id and the kind of fate. All else is sealed. */
export class IdbStore implements Store {
  readonly #database: IDBPDatabase<Schema>;
  readonly #key: CryptoKey;

  private constructor(database: IDBPDatabase<Schema>, key: CryptoKey) {
    this.#database = database;
    this.#key = key;
  }

  /** Raises what the browser raises where it refuses to store. */
  static async open(): Promise<IdbStore> {
    const database = await openDB<Schema>(NAME, VERSION, {
      upgrade(fresh) {
        fresh.createObjectStore("entries", { keyPath: "n", autoIncrement: true }).createIndex("kind", "kind");
        fresh.createObjectStore("kept");
        fresh.createObjectStore("keys");
      },
    });
    return new IdbStore(database, await theKey(database));
  }

  async add(...entries: readonly NewEntry[]): Promise<void> {
    const fate: Fate = { kind: "queued" };
    const sealed = (entry: NewEntry) => seal(this.#key, entry.id, { ...entry, fate });
    const rows = await Promise.all(entries.map(async (entry) => ({ id: entry.id, kind: fate.kind, sealed: await sealed(entry) })));
    // From here on nothing but the database is awaited: a transaction closes by itself at the first pause.
    const change = this.#database.transaction("entries", "readwrite", STRICT);
    const counts = await Promise.all(WAITING.map((kind) => change.store.index("kind").count(kind)));
    if (counts.reduce((sum, count) => sum + count, entries.length) > WAITING_LIMIT) throw new QueueFull();
    await Promise.all([...rows.map((row) => change.store.add(row)), change.done]);
  }

  async all(): Promise<Read> {
    const rows = await this.#database.getAll("entries");
    const read = await Promise.all(rows.map((row) => this.#read(row)));
    const entries = read.filter((entry) => entry !== null);
    return { entries, unreadable: rows.length - entries.length };
  }

  async next(by: string): Promise<Entry | null> {
    const found = await Promise.all(WAITING.map((kind) => this.#database.getAllFromIndex("entries", "kind", kind)));
    const rows = found.flat().sort((a, b) => (a.n ?? 0) - (b.n ?? 0));
    for (const row of rows) {
      const entry = await this.#read(row);
      if (entry?.by === by) return entry;
    }
    return null;
  }

  async settle(entry: Entry, fate: Fate): Promise<void> {
    const { n, ...rest } = entry;
    const sealed = await seal(this.#key, entry.id, { ...rest, fate });
    const change = this.#database.transaction("entries", "readwrite", STRICT);
    if ((await change.store.getKey(n)) !== undefined) await change.store.put({ n, id: entry.id, kind: fate.kind, sealed });
    const accepted = await change.store.index("kind").getAllKeys("accepted");
    await Promise.all(accepted.slice(0, Math.max(0, accepted.length - ACCEPTED_KEPT)).map((key) => change.store.delete(key)));
    await change.done;
  }

  async remove(n: number): Promise<void> {
    await this.#database.delete("entries", n);
  }

  async keep(name: string, value: unknown): Promise<void> {
    const sealed = await seal(this.#key, name, value);
    const change = this.#database.transaction("kept", "readwrite", STRICT);
    await change.store.put(sealed, name);
    await change.done;
  }

  async kept(name: string): Promise<unknown> {
    const sealed = await this.#database.get("kept", name);
    return sealed === undefined ? undefined : unseal(this.#key, name, sealed).catch(() => undefined);
  }

  async forget(name: string): Promise<void> {
    await this.#database.delete("kept", name);
  }

  async #read(row: Row): Promise<Entry | null> {
    const read = await unseal(this.#key, row.id, row.sealed).catch(() => null);
    return read === null ? null : { ...(read as NewEntry & { fate: Fate }), n: row.n ?? 0 };
  }
}

/** The device's key, made at the first opening. Two tabs that open at once end with the same one. */
async function theKey(database: IDBPDatabase<Schema>): Promise<CryptoKey> {
  const known = await database.get("keys", "device");
  if (known !== undefined) return known;
  const made = await makeKey();
  const change = database.transaction("keys", "readwrite", STRICT);
  const first = await change.store.get("device");
  if (first === undefined) await change.store.put(made, "device");
  await change.done;
  return first ?? made;
}
