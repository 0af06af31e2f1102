/** What was typed before, walked through with the arrows. Pure. */
const KEPT = 50;

export class Typed {
  #lines: readonly string[] = [];
  /** Where the walk is, from the newest; -1: at the line being written. */
  #at = -1;
  #draft = "";

  /** Keep a line that was sent; the same twice in a row is kept once. */
  keep(line: string): void {
    if (this.#lines[0] !== line) this.#lines = [line, ...this.#lines].slice(0, KEPT);
    this.#at = -1;
  }

  /** The line before, from `now` which is kept as the draft. */
  back(now: string): string {
    if (this.#at === -1) this.#draft = now;
    this.#at = Math.min(this.#at + 1, this.#lines.length - 1);
    return this.#lines[this.#at] ?? this.#draft;
  }

  /** The line after; past the newest, the draft again. */
  forth(now: string): string {
    if (this.#at === -1) return now;
    this.#at -= 1;
    return this.#lines[this.#at] ?? this.#draft;
  }

  /** The next walk begins at the newest. */
  rest(): void {
    this.#at = -1;
  }
}
