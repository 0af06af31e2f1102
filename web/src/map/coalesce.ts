/** Many changes, few drawings. Pure: time and waiting are given. */

export const MOST_OFTEN_MS = 500;

export interface Waiting {
  readonly now: () => number;
  /** Call `then` in so many milliseconds; returns how to stop waiting. */
  readonly after: (ms: number, then: () => void) => () => void;
}

const BROWSER: Waiting = {
  now: () => performance.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

/** Hands over the last value offered: at once, then every `everyMs` at most. The last one always comes through. */
export class Coalescer<Value> {
  readonly #show: (value: Value) => void;
  readonly #everyMs: number;
  readonly #waiting: Waiting;
  #shownAt = Number.NEGATIVE_INFINITY;
  #next: { value: Value } | null = null;
  #stop: (() => void) | null = null;

  constructor(show: (value: Value) => void, everyMs = MOST_OFTEN_MS, waiting: Waiting = BROWSER) {
    this.#show = show;
    this.#everyMs = everyMs;
    this.#waiting = waiting;
  }

  offer(value: Value): void {
    this.#next = { value };
    if (this.#stop !== null) return;
    const left = this.#shownAt + this.#everyMs - this.#waiting.now();
    if (left <= 0) this.#flush();
    else this.#stop = this.#waiting.after(left, () => this.#flush());
  }

  /** Show nothing any more. */
  close(): void {
    this.#stop?.();
    this.#stop = null;
    this.#next = null;
  }

  #flush(): void {
    this.#stop = null;
    const next = this.#next;
    this.#next = null;
    if (next === null) return;
    this.#shownAt = this.#waiting.now();
    this.#show(next.value);
  }
}
