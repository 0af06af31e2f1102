/**
 * What was typed and not yet recorded, kept for a reload of this page: in the tab only, for the person who
 * typed it only. Pure but for the storage it is given.
 */
import type { Field } from "./fields.ts";

export type Kept = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;
const PREFIX = "vigie.pickup.";

export interface Draft {
  /** Fields that differ from what the log has. */
  readonly text: Partial<Record<Field, string>>;
  /** The pick-up itself, where it has not been answered. */
  readonly opening: { readonly id: string; readonly origin: string } | null;
}

export class Drafts {
  readonly #storage: Kept | null;
  readonly #user: string;

  /** `storage` is null where the browser refuses one: a reload then loses what was not recorded. */
  constructor(storage: Kept | null, user: string) {
    this.#storage = storage;
    this.#user = user;
  }

  read(call: string): Draft | null {
    try {
      return JSON.parse(this.#storage?.getItem(this.#key(call)) ?? "null") as Draft | null;
    } catch {
      return null;
    }
  }

  write(call: string, draft: Draft): void {
    const nothing = draft.opening === null && Object.keys(draft.text).length === 0;
    try {
      if (nothing) this.#storage?.removeItem(this.#key(call));
      else this.#storage?.setItem(this.#key(call), JSON.stringify(draft));
    } catch {
      // Full or refused: the page itself still has it.
    }
  }

  /** The files of this person that have something unsaid, in no order. */
  calls(): string[] {
    const mine = `${PREFIX}${this.#user}/`;
    return names(this.#storage).filter((name) => name.startsWith(mine)).map((name) => name.slice(mine.length));
  }

  #key(call: string): string {
    return `${PREFIX}${this.#user}/${call}`;
  }
}

/** Forget what anybody but `user` typed in this tab; what everybody typed where nobody is signed in. */
export function forget(storage: Kept | null, user: string | null): void {
  for (const name of names(storage)) {
    if (name.startsWith(PREFIX) && (user === null || !name.startsWith(`${PREFIX}${user}/`))) storage?.removeItem(name);
  }
}

function names(storage: Kept | null): string[] {
  return Array.from({ length: storage?.length ?? 0 }, (_, n) => storage?.key(n) ?? "");
}
