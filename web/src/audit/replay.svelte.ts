import { client } from "../shared/api/client.ts";
import { BoardState } from "../board/state.svelte.ts";
import type { Board, PastBoardAnswer, PastFile } from "../shared/api/types.ts";
import { read } from "./ask.ts";

export type Where = { readonly position: number } | { readonly at: string } | Record<string, never>;

/** The time slider: one place in the log, the board there, and the file of one call there. */
export class Replay {
  /** The regulator's own board, that starts no feed: its parts show it, and offer nothing to an auditor. */
  readonly board = new BoardState();
  shown = $state.raw<PastBoardAnswer | null>(null);
  file = $state.raw<PastFile | null>(null);
  fault = $state("");
  busy = $state(false);
  #asked = 0;
  #fileOf = "";

  readonly position = $derived(this.shown?.position ?? 0);
  readonly steps = $derived(this.shown?.steps ?? null);

  choose(call: string): void {
    this.board.open(call);
  }

  /** Show another place. What was asked before and comes later is left. */
  async go(where: Where): Promise<void> {
    const turn = ++this.#asked;
    this.busy = true;
    const answer = await read(client.GET("/api/audit/past/board", { params: { query: where } }), (why) => (this.fault = why));
    if (turn !== this.#asked) return;
    this.busy = false;
    if (answer === null) return;
    this.shown = answer;
    const at = answer.at ?? new Date(0).toISOString();
    this.board.live.replay({ board: answer.board as Board, position: answer.position, at });
    this.board.released += 1;
  }

  async step(to: "earlier" | "later" | "earlier_access" | "later_access"): Promise<void> {
    const position = this.steps?.[to] ?? null;
    if (position !== null) await this.go({ position });
  }

  /** The file of the chosen call at the place shown. */
  async readFile(call: string | null, position: number): Promise<void> {
    const wanted = `${call}@${position}`;
    if (call === null || this.shown === null || wanted === this.#fileOf) return;
    this.#fileOf = wanted;
    const params = { path: { call }, query: { position } };
    const answer = await client.GET("/api/audit/past/calls/{call}", { params }).catch(() => null);
    if (this.#fileOf === wanted) this.file = answer?.data ?? null;
  }
}
