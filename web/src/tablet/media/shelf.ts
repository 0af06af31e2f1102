/** Where pictures wait on the device: sealed, in a database of their own, so that a large one never slows the queue. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { makeKey, seal, type Sealed, unseal } from "../queue/seal.ts";
import { full, type Full, KEPT, type Outgoing } from "./outgoing.ts";

interface Row {
  readonly n?: number;
  readonly id: string;
  readonly sealed: Sealed;
}
interface Schema extends DBSchema {
  pictures: { key: number; value: Row };
  contents: { key: string; value: Sealed };
  keys: { key: string; value: CryptoKey };
}

const NAME = "vigie-tablet-media";
const STRICT = { durability: "strict" } as const;

export class ShelfFull extends Error {
  readonly why: Full;

  constructor(why: Full) {
    super(why);
    this.why = why;
  }
}

/** The pictures of this device. Every promise is kept only once the change would survive the end of the browser. */
export class Shelf {
  readonly #database: IDBPDatabase<Schema>;
  readonly #key: CryptoKey;

  private constructor(database: IDBPDatabase<Schema>, key: CryptoKey) {
    this.#database = database;
    this.#key = key;
  }

  /** Raises what the browser raises where it refuses to store. */
  static async open(): Promise<Shelf> {
    const database = await openDB<Schema>(NAME, 1, {
      upgrade(fresh) {
        fresh.createObjectStore("pictures", { keyPath: "n", autoIncrement: true });
        fresh.createObjectStore("contents");
        fresh.createObjectStore("keys");
      },
    });
    const made = await makeKey();
    const change = database.transaction("keys", "readwrite", STRICT);
    const first = await change.store.get("device");
    if (first === undefined) await change.store.put(made, "device");
    await change.done;
    return new Shelf(database, first ?? made);
  }

  async all(): Promise<Outgoing[]> {
    const rows = await this.#database.getAll("pictures");
    const read = await Promise.all(rows.map((row) => unseal(this.#key, row.id, row.sealed).catch(() => null)));
    return read.filter((each) => each !== null) as Outgoing[];
  }

  /** Raises ShelfFull. */
  async add(picture: Outgoing, content: Uint8Array<ArrayBuffer>): Promise<void> {
    const waiting = (await this.all()).filter(({ fate }) => fate.kind === "queued");
    const why = full(waiting, picture.bytes);
    if (why !== null) throw new ShelfFull(why);
    const sealed = await seal(this.#key, picture.id, picture);
    const bytes = await this.#sealed(picture.id, content);
    const change = this.#database.transaction(["pictures", "contents"], "readwrite", STRICT);
    await change.objectStore("contents").put(bytes, picture.id);
    await change.objectStore("pictures").add({ id: picture.id, sealed });
    await change.done;
  }

  async content(id: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const found = await this.#database.get("contents", id);
    if (found === undefined) return null;
    const of = { name: "AES-GCM", iv: found.iv, additionalData: new TextEncoder().encode(`content ${id}`) };
    return crypto.subtle.decrypt(of, this.#key, found.bytes).then((plain) => new Uint8Array(plain), () => null);
  }

  /** Note what became of a picture; its content stays only while it waits. */
  async settle(picture: Outgoing): Promise<void> {
    const sealed = await seal(this.#key, picture.id, picture);
    const change = this.#database.transaction(["pictures", "contents"], "readwrite", STRICT);
    const store = change.objectStore("pictures");
    const rows = await store.getAll();
    const row = rows.find((each) => each.id === picture.id);
    if (row !== undefined) await store.put({ ...row, sealed });
    if (picture.fate.kind !== "queued") await change.objectStore("contents").delete(picture.id);
    await change.done;
    await this.#tidy();
  }

  async remove(id: string): Promise<void> {
    const change = this.#database.transaction(["pictures", "contents"], "readwrite", STRICT);
    const rows = await change.objectStore("pictures").getAll();
    for (const row of rows) if (row.id === id && row.n !== undefined) await change.objectStore("pictures").delete(row.n);
    await change.objectStore("contents").delete(id);
    await change.done;
  }

  async #tidy(): Promise<void> {
    const accepted = (await this.all()).filter(({ fate }) => fate.kind === "accepted");
    for (const { id } of accepted.slice(0, Math.max(0, accepted.length - KEPT))) await this.remove(id);
  }

  async #sealed(id: string, content: Uint8Array<ArrayBuffer>): Promise<Sealed> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const of = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(`content ${id}`) };
    return { iv, bytes: await crypto.subtle.encrypt(of, this.#key, content) };
  }
}
