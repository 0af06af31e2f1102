import { session } from "../../shared/api/session.svelte.ts";
import { deviceInstant } from "../queue/entry.ts";
import { inOrder } from "../queue/inorder.ts";
import { retryMs } from "../queue/verdict.ts";
import type { Queue } from "../queue.svelte.ts";
import { mediaServer } from "./http.ts";
import { type Consent, type Full, type Kind, type Outgoing, sha256 } from "./outgoing.ts";
import { sendPicture } from "./send.ts";
import { Shelf, ShelfFull } from "./shelf.ts";

const LOCK = "vigie-tablet-media";

export interface Wanted {
  readonly mission: string;
  readonly kind: Kind;
  readonly consent: Consent | null;
  readonly caption: string | null;
}

/** The pictures that wait on this device. They leave once every action has left: what is small arrives first. */
export class Pictures {
  all = $state.raw<readonly Outgoing[]>([]);
  /** Why the last picture could not be kept. */
  fault = $state<Full | "store" | null>(null);
  /** Parts sent of the picture that is leaving now. */
  progress = $state.raw<{ readonly id: string; readonly done: number; readonly of: number } | null>(null);
  waiting = $derived(this.all.filter(({ fate }) => fate.kind === "queued"));
  refused = $derived(this.all.filter(({ fate }) => fate.kind === "refused"));

  readonly #queue: Queue;
  #shelf: Shelf | null = null;
  #sending = false;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  /** Open what is kept, and send when there is a way. Returns what stops it. */
  start(): () => void {
    void Shelf.open().then(
      async (shelf) => {
        this.#shelf = shelf;
        await this.#load();
        this.kick();
      },
      () => (this.fault = "store"),
    );
    const soon = () => this.kick();
    addEventListener("online", soon);
    return () => {
      removeEventListener("online", soon);
      clearTimeout(this.#retry);
    };
  }

  /** Keep one picture; false where it could not be, and then it is not. */
  async enter(wanted: Wanted, picture: Blob | Promise<Blob>): Promise<boolean> {
    const by = session.person?.user;
    const shelf = this.#shelf;
    if (by === undefined || shelf === null) {
      this.fault = "store";
      return false;
    }
    const base = { ...wanted, id: crypto.randomUUID(), by, deviceAt: deviceInstant(Date.now()) };
    const kept = await this.#queue.written([{ id: base.id, type: wanted.kind }], () => this.#keep(shelf, base, picture));
    if (kept) this.kick();
    return kept;
  }

  async #keep(shelf: Shelf, base: Omit<Outgoing, "bytes" | "sha256" | "fate">, picture: Blob | Promise<Blob>): Promise<boolean> {
    try {
      const content = new Uint8Array(await (await picture).arrayBuffer());
      await shelf.add({ ...base, bytes: content.length, sha256: await sha256(content), fate: { kind: "queued" } }, content);
      this.fault = null;
    } catch (error) {
      this.fault = error instanceof ShelfFull ? error.why : "store";
      return false;
    }
    await this.#load().catch(() => undefined);
    return true;
  }

  async dismiss(id: string): Promise<void> {
    await this.#shelf?.remove(id);
    await this.#load();
  }

  /** Try now, whatever the wait. */
  kick(): void {
    clearTimeout(this.#retry);
    if (!this.#sending) void this.#pass();
  }

  async #pass(): Promise<void> {
    if (this.#shelf === null || !this.#mayLeave()) return;
    this.#sending = true;
    let again = false;
    try {
      again = await navigator.locks.request(LOCK, () => this.#sendAll());
    } finally {
      this.#sending = false;
      this.progress = null;
      await this.#load();
    }
    this.#failures = again ? this.#failures + 1 : 0;
    if (again) this.#retry = setTimeout(() => this.kick(), Math.max(1_000, retryMs(this.#failures, 0)));
  }

  /** Small facts go first, and only those of who is signed in go at all. */
  #mayLeave(): boolean {
    const me = session.person?.user;
    if (session.state !== "in" || this.#queue.waiting.some(({ by }) => by === me)) return false;
    return this.waiting.some(({ by }) => by === me);
  }

  /** Whether something is left for later. */
  async #sendAll(): Promise<boolean> {
    await this.#load();
    for (const picture of this.waiting) {
      if (!this.#mayLeave()) return false;
      if (picture.by !== session.person?.user) continue;
      if (await this.#send(picture)) return true;
    }
    return false;
  }

  async #send(picture: Outgoing): Promise<boolean> {
    const shelf = this.#shelf;
    const content = await shelf?.content(picture.id);
    if (!shelf || !content) return false;
    const told = (done: number, of: number) => (this.progress = { id: picture.id, done, of });
    const sent = await sendPicture(picture, content, mediaServer, () => this.#queue.waiting.length > 0, told);
    if (sent.kind === "sign-in") session.expire();
    if (sent.kind === "ok") await shelf.settle({ ...picture, fate: { kind: "accepted" } });
    if (sent.kind === "refused") await shelf.settle({ ...picture, fate: { kind: "refused", title: sent.title, detail: sent.detail } });
    await this.#load();
    return sent.kind === "later" || sent.kind === "paused";
  }

  readonly #load = inOrder(
    async () => (await this.#shelf?.all()) ?? [],
    (all: readonly Outgoing[]) => {
      this.all = all;
      this.#queue.found(all.map(({ id }) => id));
    },
  );
}
