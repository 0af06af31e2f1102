import type { Beat, Board, BoardAnswer, Patch, TeamPosition } from "../shared/api/types.ts";
import { corrected, type Reading, serverNow } from "../shared/live/clock.ts";
import { Feed, type FrameName } from "../shared/live/feed.ts";
import { freshness, type Line } from "../shared/live/freshness.ts";
import { applyRows, isNews } from "../shared/live/patch.ts";
import { steady } from "../shared/live/steady.ts";
import { callViews, type CallView } from "./model.ts";

const TICK_MS = 500;

/** The board as the live feed tells it, with how much to believe it. */
export class LiveBoard {
  board = $state.raw<Board | null>(null);
  position = $state(0);
  positions = $state.raw<Readonly<Record<string, TeamPosition>>>({});
  line = $state.raw<Line>({ connection: "connecting", dialledAt: 0, heardAt: null, cutAt: null });
  #steadyMs = $state(steady());
  #reading = $state.raw<Reading | null>(null);

  readonly freshness = $derived(freshness(this.line, this.#steadyMs));
  /** A board that is not fresh nor shaky must not be believed. */
  readonly stale = $derived(this.freshness.kind === "stale");
  /** Server time in milliseconds since the epoch, null before the server said it. It stops with the data. */
  readonly now = $derived(this.#reading === null ? null : serverNow(this.#reading, this.#believed()));
  readonly calls = $derived(this.board === null ? new Map<string, CallView>() : callViews(this.board));

  #pace = 1;
  readonly #feed: Feed;
  #tick: ReturnType<typeof setInterval> | undefined;

  constructor(url: string, onRefused: () => void) {
    const listener = {
      frame: (name: FrameName, data: unknown) => this.#frame(name, data),
      line: (line: Line) => (this.line = line),
      refused: onRefused,
    };
    this.#feed = new Feed(url, listener, steady);
  }

  start(): void {
    this.stop();
    this.#tick = setInterval(() => (this.#steadyMs = steady()), TICK_MS);
    this.#feed.start();
  }

  stop(): void {
    clearInterval(this.#tick);
    this.#feed.stop();
  }

  /** Show one board of the past: time stands still at `at`. For the auditor's replay, which starts no feed. */
  replay(answer: Omit<BoardAnswer, "pace">): void {
    this.#reading = null;
    this.#snapshot({ ...answer, pace: 0 });
  }

  #believed(): number {
    return this.freshness.kind === "stale" ? (this.line.heardAt ?? this.#steadyMs) : this.#steadyMs;
  }

  #frame(name: FrameName, data: unknown): void {
    if (name === "snapshot") this.#snapshot(data as BoardAnswer);
    else if (name === "patch") this.#patch(data as Patch);
    else if (name === "position") this.#moved(data as TeamPosition);
    else this.#tellTime((data as Beat).at, "beat");
    this.#steadyMs = steady();
  }

  #snapshot({ board, position, at, pace }: BoardAnswer): void {
    this.board = board;
    this.position = position;
    this.#pace = pace;
    this.#tellTime(at, "beat");
  }

  #patch(patch: Patch): void {
    if (this.board === null || !isNews(patch.position, this.position)) return;
    this.board = patched(this.board, patch);
    this.position = patch.position;
    this.#tellTime(patch.at, "patch");
  }

  #moved(position: TeamPosition): void {
    this.positions = { ...this.positions, [position.team]: position };
  }

  #tellTime(at: string, source: "beat" | "patch"): void {
    this.#reading = corrected(this.#reading, { serverMs: Date.parse(at), steadyMs: steady(), pace: this.#pace }, source);
  }
}

function patched(board: Board, patch: Patch): Board {
  return {
    calls: applyRows(board.calls, patch.calls),
    teams: applyRows(board.teams, patch.teams),
    missions: applyRows(board.missions, patch.missions),
    visios: applyRows(board.visios, patch.visios),
    accesses: applyRows(board.accesses, patch.accesses),
    standing_orders: applyRows(board.standing_orders, patch.standing_orders),
    alarms: applyRows(board.alarms, patch.alarms),
    documents: applyRows(board.documents, patch.documents),
    teleconsultations: applyRows(board.teleconsultations, patch.teleconsultations),
    safety: applyRows(board.safety, patch.safety),
  };
}
