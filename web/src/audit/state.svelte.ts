import { client } from "../shared/api/client.ts";
import type { AccessTimeline, AccessTrace, AuditQuery, ReviewItem } from "../shared/api/types.ts";
import { read } from "./ask.ts";
import { Replay } from "./replay.svelte.ts";

export const TABS = ["search", "reviews", "replay", "readings", "integrity", "exports"] as const;
export type Tab = (typeof TABS)[number];

/** One auditor at work. */
export class AuditState {
  tab = $state<Tab>("search");
  fault = $state("");
  found = $state.raw<readonly AccessTrace[] | null>(null);
  before = $state<number | null>(null);
  followed = $state.raw<AccessTimeline | null>(null);
  reviews = $state.raw<readonly ReviewItem[] | null>(null);
  readonly replay = new Replay();
  #query: AuditQuery = {};

  async search(query: AuditQuery): Promise<void> {
    this.#query = query;
    this.found = null;
    this.followed = null;
    await this.#page();
  }

  async more(): Promise<void> {
    if (this.before !== null) await this.#page(this.before);
  }

  async follow(access: string): Promise<void> {
    const path = { access };
    this.followed = await read(client.GET("/api/audit/accesses/{access}", { params: { path } }), (why) => (this.fault = why));
  }

  /** Show the situation at the place of one fact, with the file of the call beside it. */
  async replayAt(position: number, call: string): Promise<void> {
    this.tab = "replay";
    this.replay.choose(call);
    await this.replay.go({ position });
  }

  async readReviews(): Promise<void> {
    const page = await read(client.GET("/api/audit/reviews"), (why) => (this.fault = why));
    if (page) this.reviews = page.reviews;
  }

  async #page(before?: number): Promise<void> {
    // Posted, so that no INS number stands in an address.
    const body = { ...this.#query, limit: PAGE, ...(before === undefined ? {} : { before }) };
    const page = await read(client.POST("/api/audit/searches", { body }), (why) => (this.fault = why));
    if (page === null) return;
    this.found = [...(before === undefined ? [] : (this.found ?? [])), ...page.accesses];
    this.before = page.before;
  }
}

const PAGE = 50;
