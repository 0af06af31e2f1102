/** A hand left resting this long holds nothing any more: a forgotten pointer must not hide the worst call. */
const IDLE_MS = 30_000;

/** Whether somebody's hand is on the queue, by pointer or by keyboard. */
export class HandOn {
  focused = $state(false);
  #hovering = $state(false);
  #idle = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly holds = $derived((this.focused || this.#hovering) && !this.#idle);

  enter(): void {
    this.#hovering = true;
    this.stir();
  }

  leave(): void {
    this.#hovering = false;
  }

  focus(): void {
    this.focused = true;
    this.stir();
  }

  /** `inside`: the focus only went to another part of the queue. */
  blur(inside: boolean): void {
    this.focused = inside;
  }

  stir(): void {
    this.#idle = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#idle = true), IDLE_MS);
  }
}
