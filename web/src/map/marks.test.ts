import assert from "node:assert/strict";
import { test } from "node:test";
import type { Board, CallRow, MissionRow, TeamRow } from "../shared/api/types.ts";
import { communeOf, marksOf, placesOf, shortAge } from "./marks.ts";

const at = "2026-01-10T20:00:00Z";
const call = (id: string, more: Partial<CallRow> = {}) =>
  ({ id, state: "waiting", priority: "P2", waiting_since: at, regulated_at: null, completed_at: null, position: { lat: 48.5, lon: 7.5 }, place: "1 rue A, Barr", motive: null, ...more }) as CallRow;
const team = (id: string, more: Partial<TeamRow> = {}) =>
  ({ id, availability: "available", mission: null, base: "Barr", base_position: { lat: 48.4, lon: 7.4 }, ...more }) as TeamRow;
const board = (calls: CallRow[], teams: TeamRow[], missions: Partial<MissionRow>[] = []) => {
  const by = <Row extends { id?: string }>(rows: Row[]) => Object.fromEntries(rows.map((row) => [row.id, row]));
  return { calls: by(calls), teams: by(teams), missions: by(missions), visios: {}, accesses: {}, standing_orders: {} } as unknown as Board;
};
const heard = (name: string, lat: number, lon: number) => ({ [name]: { team: name, lat, lon, at } });

test("the worst call comes first, those where only paper is left are not on the map", () => {
  const marks = marksOf(board([call("c-1"), call("c-2", { priority: "P0" }), call("c-3", { state: "completed" }), call("c-4", { priority: null, waiting_since: "2026-01-10T19:00:00Z" })], []), {});
  assert.deepEqual(marks.calls.map(({ id }) => id), ["c-2", "c-4", "c-1"]);
});

test("the nearest team is free and located; an engaged one beside the patient is not it", () => {
  const teams = [team("M1"), team("M2"), team("M3", { availability: "engaged" }), team("M4")];
  const positions = { ...heard("M1", 48.6, 7.5), ...heard("M2", 48.9, 7.5), ...heard("M3", 48.5, 7.5) };
  const [mark] = marksOf(board([call("c-1")], teams), positions).calls;
  assert.equal(mark?.nearest?.team, "M1");
  assert.equal(Math.round((mark?.nearest?.metres ?? 0) / 1000), 11);
  assert.equal(marksOf(board([call("c-1")], [team("M4")]), {}).calls[0]?.nearest, null);
});

test("a mission is a line from where its team is to its call; a team nobody located has none", () => {
  const teams = [team("M1", { availability: "engaged", mission: "m-1" }), team("M2", { availability: "engaged", mission: "m-2" })];
  const missions = [{ id: "m-1", call: "c-1", status: "DEPART" as const, position: null }, { id: "m-2", call: "c-1", status: null, position: null }];
  const marks = marksOf(board([call("c-1")], teams, missions), heard("M1", 48.6, 7.5));
  assert.deepEqual(marks.lines, [[{ lat: 48.6, lon: 7.5 }, { lat: 48.5, lon: 7.5 }]]);
  assert.deepEqual(marks.teams.map(({ call, at, metres }) => [call, at === null, metres === null]), [["c-1", false, false], ["c-1", true, true]]);
});

test("what the view must hold: calls, teams and bases, each base once, and nothing without a place", () => {
  const marks = marksOf(board([call("c-1"), call("c-2", { position: null })], [team("M1"), team("M2")]), heard("M1", 48.6, 7.5));
  assert.deepEqual(placesOf(marks).length, 3);
  assert.deepEqual(marks.bases.map(({ label }) => label), ["Barr"]);
});

test("communes and ages in as few letters as a mark has room for", () => {
  assert.deepEqual([communeOf("3 place du Marché, Haguenau"), communeOf("Barr"), communeOf(null), communeOf(" , ")], ["Haguenau", "Barr", null, null]);
  assert.deepEqual([8.9, 60, 299, 3600, 86_400].map(shortAge), ["8 s", "1 min", "4 min", "1 h", "24 h"]);
});
