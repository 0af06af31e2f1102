import { client } from "../shared/api/client.ts";
import { session } from "../shared/api/session.svelte.ts";
import { skew } from "./age.ts";
import type { Store } from "./queue/entry.ts";
import { TIMEOUT_MS } from "./queue/http.ts";
import type { Queue } from "./queue.svelte.ts";
import type { Sheet, SheetAt } from "./types.ts";

const EVERY_MS = 4_000;
const KEPT = "sheet";

/** The last sheet of the team, from the server or from this device, with its age. */
export class SheetReader {
  at = $state.raw<SheetAt | null>(null);
  line = $state<"trying" | "on" | "off">("trying");
  /** How far this device's clock is ahead of the server's, where that matters. */
  aheadMs = $state<number | null>(null);
  readonly #store: Store;
  readonly #queue: Queue;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  constructor(store: Store, queue: Queue) {
    this.#store = store;
    this.#queue = queue;
  }

  /** Show what is kept, then read again and again. Returns what stops it. */
  start(team: string): () => void {
    const turn = ++this.#turn;
    const soon = () => void this.#round(team, turn);
    void this.#fromDevice(team).then(soon);
    addEventListener("online", soon);
    return () => {
      this.#turn++;
      clearTimeout(this.#timer);
      removeEventListener("online", soon);
    };
  }

  /** Forget the patient: the crew has signed out. */
  async forget(): Promise<void> {
    this.at = null;
    await this.#store.forget(KEPT);
  }

  async #fromDevice(team: string): Promise<void> {
    const kept = (await this.#store.kept(KEPT)) as SheetAt | undefined;
    if (kept?.team === team && this.at === null) this.at = kept;
  }

  async #round(team: string, turn: number): Promise<void> {
    if (turn !== this.#turn) return;
    clearTimeout(this.#timer);
    const heard = await this.#read(team, turn).catch(() => false);
    if (turn !== this.#turn) return;
    const was = this.line;
    this.line = heard ? "on" : "off";
    if (heard && was !== "on") this.#queue.kick();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#round(team, turn), EVERY_MS);
  }

  /** Ask for the sheet once; false where no answer of ours came. Raises where the network fails. */
  async #read(team: string, turn: number): Promise<boolean> {
    const last = Math.max(0, ...this.#queue.entries.map(({ fate }) => (fate.kind === "accepted" ? fate.position : 0)));
    const known = this.at;
    const after = Math.max(last, known?.position ?? 0);
    const header = known?.etag ? { "If-None-Match": known.etag } : {};
    const { data, response } = await client.GET("/api/teams/{team}/sheet", {
      params: { path: { team }, query: { after }, header },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      // The browser's own cache would keep patients' names in clear.
      cache: "no-store",
    });
    if (turn !== this.#turn) return false;
    if (response.status === 401) session.expire();
    if (response.status === 304 && known) await this.#take({ ...known, position: after, heardAt: Date.now() });
    if (data) {
      this.aheadMs = skew(data.at, Date.now());
      const [etag, sheet] = [response.headers.get("ETag"), data.sheet as Sheet | null];
      await this.#take({ team, position: data.position, at: data.at, heardAt: Date.now(), etag, sheet });
    }
    return response.status === 304 || data !== undefined || response.status === 401;
  }

  async #take(at: SheetAt): Promise<void> {
    this.at = at;
    await this.#store.keep(KEPT, at).catch(() => undefined);
  }
}
