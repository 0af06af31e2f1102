import { client, type Schemas } from "../shared/api/client.ts";
import { session } from "../shared/api/session.svelte.ts";
import { Feed, type FrameName } from "../shared/live/feed.ts";
import type { Line } from "../shared/live/freshness.ts";
import { steady } from "../shared/live/steady.ts";
import { skew } from "./age.ts";
import { confirmed, newest, unchanged } from "./newest.ts";
import { power } from "./power.svelte.ts";
import type { Store } from "./queue/entry.ts";
import { TIMEOUT_MS } from "./queue/http.ts";
import type { Queue } from "./queue.svelte.ts";
import type { Sheet, SheetAt } from "./types.ts";

const EVERY_MS = 4_000;
/** How long the feed may take before the sheet is asked for beside it. */
const FIRST_MS = 2_000;
const EVERY_LOW_MS = 15_000;
/** While the server tells: it hears so that the tablet is there. */
const SIGN_MS = 30_000;
const KEPT = "sheet";

/**
 * The last sheet of the team, from the server or from this device, with its age. The server tells each change as it
 * happens; where that line cannot be kept, the sheet is asked for again and again.
 */
export class SheetReader {
  at = $state.raw<SheetAt | null>(null);
  line = $state<"trying" | "on" | "off">("trying");
  /** Changes are told by the server as they happen; otherwise they are asked for every few seconds. */
  live = $state(false);
  /** How far this device's clock is ahead of the server's, where that matters. */
  aheadMs = $state<number | null>(null);
  readonly #store: Store;
  readonly #queue: Queue;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  /** What takes the line up again after the device said that the network was gone; null where it is up. */
  #resume: (() => void) | null = null;

  constructor(store: Store, queue: Queue) {
    this.#store = store;
    this.#queue = queue;
  }

  /** Show what is kept, then follow the server. Returns what stops it. */
  start(team: string): () => void {
    const turn = ++this.#turn;
    const feed = this.#feedOf(team, turn);
    const back = () => {
      this.#resume = null;
      feed.start();
      // Asking at once would be a second reading of the same sheet.
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#round(team, turn), FIRST_MS);
    };
    const gone = () => {
      // A line that the device knows to be cut says nothing more, and nobody waits for it.
      this.#resume = back;
      feed.stop();
      this.#heard(false);
    };
    void this.#fromDevice(team).then(() => {
      if (turn === this.#turn) back();
    });
    addEventListener("online", back);
    addEventListener("offline", gone);
    return () => {
      this.#turn++;
      clearTimeout(this.#timer);
      feed.stop();
      removeEventListener("online", back);
      removeEventListener("offline", gone);
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

  #feedOf(team: string, turn: number): Feed {
    const url = () => {
      const known = this.at?.team === team ? this.at.etag : null;
      return `/api/teams/${encodeURIComponent(team)}/live${known ? `?known=${encodeURIComponent(known)}` : ""}`;
    };
    const listener = {
      frame: (name: FrameName, data: unknown) => {
        if (turn === this.#turn) void this.#told(team, name, data);
      },
      line: (line: Line) => {
        if (turn === this.#turn) this.#lineIs(line, () => void this.#round(team, turn));
      },
      refused: () => void session.check(),
    };
    return new Feed(url, listener, steady);
  }

  /** A cut is looked into at once: perhaps only the line was lost, and not the network. */
  #lineIs({ connection, heardAt }: Line, look: () => void): void {
    const was = this.live;
    this.live = connection === "open" && heardAt !== null;
    if (was && !this.live) look();
  }

  async #told(team: string, name: FrameName, data: unknown): Promise<void> {
    const { position, at } = data as Schemas["SheetBeat"];
    this.aheadMs = skew(at, Date.now());
    if (name === "sheet") {
      const { etag, sheet } = data as Schemas["SheetEvent"];
      await this.#take({ team, position, at, heardAt: Date.now(), etag, sheet: sheet as Sheet | null });
    } else if (this.at?.team === team) {
      await this.#take(confirmed(this.at, position, at, Date.now()));
    }
    this.#heard(true);
  }

  async #round(team: string, turn: number): Promise<void> {
    if (turn !== this.#turn) return;
    clearTimeout(this.#timer);
    const heard = await this.#read(team, turn).catch(() => false);
    if (turn !== this.#turn) return;
    if (!this.live) this.#heard(heard);
    if (heard) this.#resume?.();
    clearTimeout(this.#timer);
    const wait = this.live ? SIGN_MS : power.low ? EVERY_LOW_MS : EVERY_MS;
    this.#timer = setTimeout(() => void this.#round(team, turn), wait);
  }

  #heard(heard: boolean): void {
    const was = this.line;
    this.line = heard ? "on" : "off";
    if (heard && was !== "on") this.#queue.kick();
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
    // The feed may have told more since the question.
    const now = this.at;
    if (response.status === 304 && now && now.etag === known?.etag) await this.#take(unchanged(now, after, Date.now()));
    if (data) {
      this.aheadMs = skew(data.at, Date.now());
      const [etag, sheet] = [response.headers.get("ETag"), data.sheet as Sheet | null];
      await this.#take({ team, position: data.position, at: data.at, heardAt: Date.now(), etag, sheet });
    }
    return response.status === 304 || data !== undefined || response.status === 401;
  }

  async #take(heard: SheetAt): Promise<void> {
    const taken = newest(this.at, heard);
    if (taken !== heard) return;
    this.at = taken;
    await this.#store.keep(KEPT, taken).catch(() => undefined);
  }
}
