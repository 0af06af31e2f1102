/**
 * What was touched and is not on the disk yet. To write an action takes the device a moment; a page closed meanwhile
 * has not kept it, and the next page says so. Noted at once, in clear: the kind of action and nothing of anybody.
 */

export interface Touch {
  /** The command id it would have had. */
  readonly id: string;
  readonly type: string;
}

const KEY = "vigie.touched";

/** Marks in the browser's small storage, shared by the tabs. Without that storage there are none: nothing depends on them. */
export class Touched {
  readonly #storage: () => Pick<Storage, "getItem" | "setItem">;
  /** Those that this page is writing now. */
  readonly #own = new Set<string>();

  constructor(storage: () => Pick<Storage, "getItem" | "setItem">) {
    this.#storage = storage;
  }

  begin(touches: readonly Touch[]): void {
    for (const { id } of touches) this.#own.add(id);
    this.#write([...this.#read(), ...touches]);
  }

  /** The page knows how these ended. An action that is kept stands for those of its kind that were not: it was done again. */
  end(touches: readonly Touch[], kept: boolean): void {
    for (const { id } of touches) this.#own.delete(id);
    const same = (a: Touch, b: Touch) => a.id === b.id || (kept && a.type === b.type && !this.#own.has(a.id));
    this.#write(this.#read().filter((each) => !touches.some((touch) => same(each, touch))));
  }

  /** Touched before a page was closed, and not among the `kept`. */
  lost(kept: ReadonlySet<string>): readonly Touch[] {
    const marks = this.#read();
    const lost = marks.filter(({ id }) => !kept.has(id));
    if (lost.length < marks.length) this.#write(lost);
    return lost.filter(({ id }) => !this.#own.has(id));
  }

  #read(): readonly Touch[] {
    try {
      const found: unknown = JSON.parse(this.#storage().getItem(KEY) ?? "[]");
      return Array.isArray(found) ? found.filter(isTouch) : [];
    } catch {
      return [];
    }
  }

  #write(touches: readonly Touch[]): void {
    try {
      this.#storage().setItem(KEY, JSON.stringify(touches));
    } catch {
      // Refused by the browser: a page that cannot keep anything says that on its own.
    }
  }
}

const isTouch = (value: unknown): value is Touch =>
  typeof value === "object" && value !== null && "id" in value && typeof value.id === "string" && "type" in value && typeof value.type === "string";
