import { untrack } from "svelte";
import type { SessionState } from "../../shared/api/session.svelte.ts";
import { Drafts, forget, type Kept } from "./drafts.ts";
import { type Origin, PickUp } from "./pickup.svelte.ts";

/** The storage of this tab, null where the browser refuses it. */
export function tabStorage(): Kept | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

/** The files in the hands of whoever is at this screen. */
export class PickUps {
  #forms = $state.raw<ReadonlyMap<string, PickUp>>(new Map());
  #user: string | null = null;
  readonly #show: (call: string) => void;

  /** `show` puts a call on screen. */
  constructor(show: (call: string) => void) {
    this.#show = show;
    addEventListener("beforeunload", (event) => {
      if ([...this.#forms.values()].some((form) => form.busy)) event.preventDefault();
    });
  }

  /** The form of a call, where it is being filled in here. */
  of(call: string): PickUp | null {
    return this.#forms.get(call) ?? null;
  }

  /** Somebody picked up: a new file, from this second on. Returns its name. */
  pickUp(origin: Origin): string {
    const call = `c-${crypto.randomUUID().slice(0, 13)}`;
    const form = this.#add(call);
    form.receive({ id: crypto.randomUUID(), origin });
    this.#show(call);
    return call;
  }

  /** Complete an existing file. Opening it is a reading, and is recorded. */
  edit(call: string): void {
    if (this.of(call) === null) void this.#add(call).load();
    this.#show(call);
  }

  /** The form of `call` leaves the screen; what it has to say is still said. */
  end(call: string): void {
    this.of(call)?.saveAll();
    this.#forms = new Map([...this.#forms].filter(([name]) => name !== call));
  }

  /** Follow who is at this screen: what one person typed is never shown to another. */
  follow(state: SessionState, user: string | null): void {
    untrack(() => {
      if (state === "in" && user !== null && user !== this.#user) this.#begin(user);
      else if (state === "in") for (const form of this.#forms.values()) form.resume();
      else for (const form of this.#forms.values()) form.stop();
    });
  }

  /** Nobody is at this screen any more: nothing of it stays. */
  leave(): void {
    for (const form of this.#forms.values()) form.abandon();
    this.#forms = new Map();
    forget(tabStorage(), null);
  }

  #begin(user: string): void {
    for (const form of this.#forms.values()) form.abandon();
    this.#forms = new Map();
    this.#user = user;
    forget(tabStorage(), user);
    for (const call of new Drafts(tabStorage(), user).calls()) {
      const form = this.#add(call);
      if (new Drafts(tabStorage(), user).read(call)?.opening) form.restore();
      else void form.load();
      this.#show(call);
    }
  }

  #add(call: string): PickUp {
    const form = new PickUp(call, new Drafts(tabStorage(), this.#user ?? ""));
    this.#forms = new Map([...this.#forms, [call, form]]);
    return form;
  }
}
