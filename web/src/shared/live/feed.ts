import { backoffMs, isSilent, type Line } from "./freshness.ts";
import type { Steady } from "./steady.ts";

/** What the page does with the live feed. `data` is the parsed JSON of a frame, `id` its position. */
export interface Listener {
  frame(event: FrameName, data: unknown): void;
  line(line: Line): void;
  /** The server answered, but not with a feed: perhaps the session ended. */
  refused(): void;
}

export type FrameName = (typeof FRAMES)[number];
const FRAMES = ["snapshot", "patch", "position", "sheet", "beat"] as const;
const WATCH_MS = 1_000;

/**
 * One live connection, kept up. A dropped line is taken up again by the browser, which says the last
 * id it saw; a line refused or silent for too long is hung up and called again, and starts with a snapshot.
 */
export class Feed {
  #source: EventSource | null = null;
  #watch: ReturnType<typeof setInterval> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #line: Line = { connection: "connecting", dialledAt: 0, heardAt: null, cutAt: null };
  readonly #url: () => string;
  readonly #listener: Listener;
  readonly #now: Steady;

  /** `url` may be a function, asked at each call: what the page has by then may be part of it. */
  constructor(url: string | (() => string), listener: Listener, now: Steady) {
    this.#url = typeof url === "string" ? () => url : url;
    this.#listener = listener;
    this.#now = now;
  }

  start(): void {
    this.stop();
    this.#watch = setInterval(() => this.#check(), WATCH_MS);
    this.#dial();
  }

  stop(): void {
    clearInterval(this.#watch);
    clearTimeout(this.#retry);
    if (this.#source) this.#cut();
    this.#source?.close();
    this.#source = null;
  }

  #dial(): void {
    this.#source?.close();
    const source = new EventSource(this.#url());
    this.#source = source;
    this.#tell({ connection: "connecting", dialledAt: this.#now() });
    source.onopen = () => this.#opened();
    source.onerror = () => this.#failed(source);
    for (const name of FRAMES) {
      source.addEventListener(name, (event: MessageEvent<string>) => this.#heard(name, event.data));
    }
  }

  /** A line taken up again is current at once: what was missed comes with the answer, if anything was. */
  #opened(): void {
    const again = this.#line.heardAt !== null;
    this.#tell({ connection: "open", ...(again && { heardAt: this.#now(), cutAt: null }) });
  }

  #heard(name: FrameName, text: string): void {
    this.#attempt = 0;
    this.#tell({ connection: "open", heardAt: this.#now(), cutAt: null });
    this.#listener.frame(name, JSON.parse(text));
  }

  #failed(source: EventSource): void {
    this.#cut();
    if (source.readyState !== EventSource.CLOSED) return;
    this.#listener.refused();
    this.#redialLater();
  }

  #check(): void {
    if (!isSilent(this.#line, this.#now())) return;
    this.#cut();
    clearTimeout(this.#retry);
    this.#dial();
  }

  #redialLater(): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#dial(), backoffMs(this.#attempt++, Math.random()));
  }

  #cut(): void {
    this.#tell({ connection: "cut", cutAt: this.#line.cutAt ?? this.#now() });
  }

  #tell(change: Partial<Line>): void {
    this.#line = { ...this.#line, ...change };
    this.#listener.line(this.#line);
  }
}
