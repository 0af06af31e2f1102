/** What goes on paper, in order. Pure. */
import type { Board, MissionRow, TeamRow } from "../shared/api/types.ts";
import { type CallView, callViews, missionsInOrder } from "../board/model.ts";
import { ideal } from "../board/order.ts";

export interface PaperBoard {
  readonly calls: readonly CallView[];
  readonly missions: readonly MissionRow[];
  readonly teams: readonly TeamRow[];
}

/** Calls as the queue has them, the worst first; missions to order first; teams by name, as they are called on the radio. */
export function paperBoard(board: Board): PaperBoard {
  const views = callViews(board);
  return {
    calls: ideal([...views.values()]).flatMap(({ id }) => views.get(id) ?? []),
    missions: missionsInOrder(Object.values(board.missions)),
    teams: Object.values(board.teams).sort((a, b) => a.id.localeCompare(b.id, "fr", { numeric: true })),
  };
}

/** Lines left for what comes while nothing works: enough for a busy hour. */
export const BLANK_LINES = 14;
