/** A hand left resting this long holds nothing any more: a forgotten pointer must not hide the worst call. */
const IDLE_MS = 30_000;

/** Whether somebody's hand is on the queue, by pointer or by keyboard. */
export class HandOn {
  focused = $state(false);
  #hovering = $state(false);
  #idle = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly holds = $derived((this.focused || this.#hovering) && !this.#idle);

  /** Watch `node`; returns how to stop. */
  readonly watch = (node: HTMLElement): (() => void) => {
    const over = new AbortController();
    const on = (name: string, does: (event: Event) => void) => node.addEventListener(name, does, { signal: over.signal });
    on("pointerenter", () => this.#enter());
    on("pointermove", () => this.#stir());
    on("pointerleave", () => (this.#hovering = false));
    on("keydown", () => this.#stir());
    on("focusin", () => this.#focus());
    // The focus may only have gone to another part of the node.
    on("focusout", (event) => (this.focused = node.contains((event as FocusEvent).relatedTarget as Node | null)));
    return () => {
      over.abort();
      clearTimeout(this.#timer);
    };
  };

  #enter(): void {
    this.#hovering = true;
    this.#stir();
  }

  #focus(): void {
    this.focused = true;
    this.#stir();
  }

  #stir(): void {
    this.#idle = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#idle = true), IDLE_MS);
  }
}
