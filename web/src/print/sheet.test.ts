import assert from "node:assert/strict";
import { test } from "node:test";
import type { Board } from "../shared/api/types.ts";
import { paperBoard } from "./sheet.ts";

test("paper has every call, the worst first, missions to order first, teams by name", () => {
  const at = "2026-01-10T20:00:00Z";
  const call = (id: string, priority: string | null, state = "waiting") => ({ id, priority, state, waiting_since: at, regulated_at: at, completed_at: at });
  const mission = (id: string, state: string) => ({ id, call: "c-1", state, priority: "P2", requested_at: at, reassignment: null });
  const board = {
    calls: { "c-1": call("c-1", "P3"), "c-2": call("c-2", "P0"), "c-3": call("c-3", "P1", "completed"), "c-4": call("c-4", null) },
    missions: { "m-1": mission("m-1", "en-route"), "m-2": mission("m-2", "requested") },
    teams: { M10: { id: "M10" }, M9: { id: "M9" } },
    visios: {},
    accesses: {},
    standing_orders: {},
  } as unknown as Board;
  const paper = paperBoard(board);
  assert.deepEqual(paper.calls.map(({ id }) => id), ["c-2", "c-4", "c-1", "c-3"]);
  assert.deepEqual(paper.missions.map(({ id }) => id), ["m-2", "m-1"]);
  assert.deepEqual(paper.teams.map(({ id }) => id), ["M9", "M10"]);
});
