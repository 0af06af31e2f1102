/** What was typed and not sent: kept while the page is, for whoever typed it, never on the disk. Pure. */

export class Drafts {
  readonly #texts = new Map<string, string>();

  read(user: string, call: string, field: string): string {
    return this.#texts.get(key(user, call, field)) ?? "";
  }

  /** An empty text is no draft. */
  keep(user: string, call: string, field: string, text: string): void {
    if (text.trim()) this.#texts.set(key(user, call, field), text);
    else this.#texts.delete(key(user, call, field));
  }

  get any(): boolean {
    return this.#texts.size > 0;
  }
}

const key = (...parts: string[]) => JSON.stringify(parts);
