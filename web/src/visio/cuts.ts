/** Cuts of a connection that was there, and how long until it was back: over whichever new line or address. Pure. */
export class Cuts {
  readonly #ownOnly: boolean;
  #was = false;
  #since: number | null = null;
  #lineFell = false;

  /** `ownOnly`: a cut counts only where this end's own line fell with it. */
  constructor(ownOnly: boolean) {
    this.#ownOnly = ownOnly;
  }

  lineFell(): void {
    this.#lineFell = true;
  }

  /** `connected` null: nobody is there, so nothing is cut. Milliseconds of the cut that is over now, else null. */
  look(connected: boolean | null, now: number): number | null {
    if (connected === null) {
      this.#was = this.#lineFell = false;
      this.#since = null;
      return null;
    }
    if (!connected) {
      if (this.#was) this.#since = now;
      this.#was = false;
      return null;
    }
    const [since, counts] = [this.#since, this.#lineFell || !this.#ownOnly];
    this.#was = true;
    this.#since = null;
    this.#lineFell = false;
    return since === null || !counts ? null : now - since;
  }
}
