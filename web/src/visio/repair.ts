/** When a way that is lost is looked for again, and by whom. Pure: time and timers are given. */

export interface Time {
  now(): number;
  /** Call `wake` after `ms`; the answer takes it back. */
  later(ms: number, wake: () => void): () => void;
}

const CUT_MS = 1_500;
/** A way through a relay at 600 ms there and back takes this long to be found; one that failed is given longer. */
const AGAIN_MS = 4_000;
const LONGEST_MS = 15_000;
/** An end that notices the same cut a moment later asks for what is already under way. */
const SAME_CUT_MS = 3_000;
/** So often a way that was there is looked for over other addresses. After that, as where none ever was, all is made anew. */
const MENDED_FIRST = 2;

export class Repair {
  readonly #time: Time;
  readonly #firstMs: number;
  readonly #begin: (anew: boolean) => void;
  #ever = false;
  #joined = false;
  #silent = false;
  #tries = 0;
  #triedAt = -Infinity;
  #takeBack: (() => void) | null = null;

  /**
   * `firstMs`: how long the first way may take. `begin` looks for another: over other addresses, or `anew` by another
   * connection, for one that its two ends understood differently never gets well by itself.
   */
  constructor(time: Time, firstMs: number, begin: (anew: boolean) => void) {
    this.#time = time;
    this.#firstMs = firstMs;
    this.#begin = begin;
    this.#plan(firstMs);
  }

  get connected(): boolean {
    return this.#joined && !this.#silent;
  }

  /** What the browser says of the way. */
  ice(state: string): void {
    this.#joined = state === "connected" || state === "completed";
    // Joined as ever while nothing comes is no way: only what is heard ends the search.
    if (this.connected) this.stop();
    else if (state === "disconnected" || state === "failed") this.#plan(state === "failed" ? 0 : CUT_MS);
    // A way that is neither there nor lost may stay so for ever: without addresses of the other end, say.
    else if (!this.#joined && !this.#takeBack && state !== "closed") this.#plan(this.#firstMs);
  }

  /** Whether it has been silent for long, and whether anything `came` since the last time. True where silence is news. */
  silence(silent: boolean, came: boolean): boolean {
    this.#ever ||= this.#joined && came;
    if (silent === this.#silent) return false;
    this.#silent = silent;
    if (silent) this.#plan(0);
    else if (this.connected) this.stop();
    return true;
  }

  /** The other end has begun a new way: it has its time before this end tries again. */
  begun(): void {
    if (this.#takeBack) this.#plan(this.#ever ? this.#pause() : this.#firstMs);
  }

  /** Begin for the other end, who asks. */
  asked(anew: boolean): void {
    if (anew || this.#time.now() - this.#triedAt >= SAME_CUT_MS) this.#try(anew);
  }

  stop(): void {
    this.#takeBack?.();
    this.#takeBack = null;
    this.#tries = 0;
  }

  #plan(ms: number): void {
    this.#takeBack?.();
    this.#takeBack = this.#time.later(ms, () => {
      this.#takeBack = null;
      if (this.connected) return;
      this.#tries++;
      // Planned first: what begins may end this, and another connection goes on.
      this.#plan(this.#pause());
      this.#try(!this.#ever || this.#tries > MENDED_FIRST);
    });
  }

  #try(anew: boolean): void {
    this.#triedAt = this.#time.now();
    this.#begin(anew);
  }

  #pause(): number {
    return Math.min(LONGEST_MS, AGAIN_MS * 1.5 ** Math.max(0, this.#tries - 1));
  }
}
