import { client } from "../../shared/api/client.ts";
import { type Told, told } from "../../shared/api/problem.ts";
import type { CallFile } from "../../shared/api/types.ts";
import { words } from "../../shared/i18n/words.svelte.ts";
import { newId } from "../state.svelte.ts";
import { Drafts } from "./drafts.ts";

/** The content of one call's file, for as long as one panel shows it: one reading, however often it changes. */
export class OpenFile {
  file = $state.raw<CallFile | null>(null);
  readAt = $state("");
  busy = $state(false);
  fault = $state("");
  readonly #call: string;
  readonly #opening = newId("o");
  #again = false;

  constructor(call: string) {
    this.#call = call;
  }

  /** Read the file, or read it again; asked for while it is being read, it is read once more. */
  async read(now: number): Promise<void> {
    this.#again = this.busy;
    if (this.busy) return;
    this.busy = true;
    do {
      this.#again = false;
      await this.#ask(now);
    } while (this.#again);
    this.busy = false;
  }

  async #ask(now: number): Promise<void> {
    const params = { path: { call: this.#call }, query: { opening: this.#opening } };
    const answer = await client.GET("/api/calls/{call}", { params }).catch(() => null);
    this.fault = answer?.data ? "" : inWords(answer?.error);
    if (!answer?.data) return;
    this.file = answer.data;
    this.readAt = words.time(now);
  }
}

/** What the server refused with, in its words; or that it does not answer. */
export function inWords(error: unknown): string {
  return told(error as Told | undefined, words.language) || words.t.login.unreachable;
}

export const drafts = new Drafts();
addEventListener("beforeunload", (event) => {
  if (drafts.any) event.preventDefault();
});
