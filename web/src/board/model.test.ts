import assert from "node:assert/strict";
import { test } from "node:test";
import type { AccessRow, Board, CallRow, MissionRow, VisioRow } from "../shared/api/types.ts";
import { callViews, expectedAt, isoAge, longestWait, minutesOverdue, missionsInOrder, visioBadge } from "./model.ts";

const at = (minute: number) => `2026-11-21T03:${String(minute).padStart(2, "0")}:00Z`;
const call = (id: string, more: Partial<CallRow> = {}) =>
  ({ id, state: "waiting", waiting_since: at(0), priority: "P2", missions: [], ...more }) as CallRow;
const EMPTY: Board = { calls: {}, teams: {}, missions: {}, visios: {}, accesses: {}, standing_orders: {}, alarms: {}, documents: {}, safety: {}, teleconsultations: {} };
const board = (more: Partial<Board>): Board => ({ ...EMPTY, ...more });
const only = (more: Partial<Board>) => {
  const view = callViews(board(more)).get("c1");
  assert.ok(view);
  return view;
};

test("the wait counts from the ring, the hold from when a doctor took it", () => {
  assert.equal(only({ calls: { c1: call("c1") } }).since, at(0));
  const held = { c1: call("c1", { state: "in-regulation", regulated_at: at(5) }) };
  assert.deepEqual([only({ calls: held }).since, only({ calls: held }).section], [at(5), "held"]);
});

test("a reopened file counts from its reopening, not from its first regulation", () => {
  const calls = { c1: call("c1", { state: "in-regulation", waiting_since: at(30), regulated_at: at(5) }) };
  assert.equal(only({ calls }).since, at(30));
});

test("break-glass is flagged as soon as it is asked, and other modes never are", () => {
  const access = (mode: AccessRow["mode"]) => ({ id: "a", call: "c1", mode, state: "requested" }) as AccessRow;
  const calls = { c1: call("c1") };
  assert.equal(only({ calls, accesses: { a: access("bris_de_glace") } }).breakGlass, true);
  assert.equal(only({ calls, accesses: { a: access("centre_15") } }).breakGlass, false);
});

test("of several sessions the live one is shown", () => {
  const visio = (id: string, state: VisioRow["state"]) => ({ id, call: "c1", state }) as VisioRow;
  const visios = { a: visio("a", "invited"), b: visio("b", "live"), c: visio("c", "consented") };
  assert.equal(only({ calls: { c1: call("c1") }, visios }).visio?.id, "b");
});

test("the sign says what was asked, and whoever waits to be seen stands out", () => {
  const said = (state: VisioRow["state"], want: VisioRow["want"], position: VisioRow["position"] = null) => visioBadge({ state, want, position });
  assert.deepEqual(["invited", "consented", "live", "photos", "by-phone"].map((state) => said(state as VisioRow["state"], "video")), ["asked", "toJoin", "live", "photos", "phone"]);
  assert.deepEqual([said("invited", "photo"), said("consented", "location"), said("consented", "location", { lat: 48.5, lon: 7.5 })], ["photoAsked", "placeAsked", "placeGiven"]);
});

test("missions to order come first, then changes proposed, then priority, then age", () => {
  const mission = (id: string, state: MissionRow["state"], priority: MissionRow["priority"], minute: number) =>
    ({ id, call: "c1", state, priority, requested_at: at(minute) }) as MissionRow;
  const missions = [
    mission("a", "en-route", "P0", 0),
    mission("b", "requested", "P2", 0),
    mission("c", "requested", "P1", 9),
    mission("d", "requested", "P1", 3),
    { ...mission("e", "en-route", "P3", 0), reassignment: {} as MissionRow["reassignment"] },
  ];
  assert.deepEqual(missionsInOrder(missions).map(({ id }) => id), ["d", "c", "b", "e", "a"]);
  assert.equal(only({ calls: { c1: call("c1") }, missions: Object.fromEntries(missions.map((m) => [m.id, m])) }).toOrder, 3);
});

test("a team is expected from its departure or else its order, on the screen as on paper, until it is there", () => {
  const step = (status: string, minute: number) => ({ status, at: at(minute), device_at: null }) as unknown as MissionRow["steps"][number];
  const mission = (state: string, ...steps: MissionRow["steps"]) => ({ eta: 600, state: state as MissionRow["state"], steps });
  assert.equal(expectedAt(mission("alerted", step("DECISION", 1), step("DECLENCHE", 2))), "2026-11-21T03:11:00.000Z");
  assert.equal(expectedAt(mission("en-route", step("DECISION", 1), step("DEPART", 4))), "2026-11-21T03:14:00.000Z");
  assert.deepEqual([expectedAt(mission("on-scene", step("DEPART", 4))), expectedAt({ ...mission("alerted", step("DECISION", 1)), eta: null })], [null, null]);
});

test("a team that nobody says is there is overdue by whole minutes from when it was expected", () => {
  const expected = "2026-11-21T03:11:00.000Z";
  const over = (later: number) => minutesOverdue(expected, Date.parse(expected) + later * 1000);
  assert.deepEqual([-600, 0, 59, 60, 2279, 2280].map(over), [0, 0, 0, 1, 37, 38]);
  assert.deepEqual([minutesOverdue(null, Date.parse(expected)), minutesOverdue(expected, null)], [0, 0]);
});

test("the longest wait ignores calls in a doctor's hands", () => {
  const calls = {
    old: call("old", { state: "decided", waiting_since: at(0) }),
    a: call("a", { waiting_since: at(7) }),
    b: call("b", { waiting_since: at(4) }),
  };
  assert.equal(longestWait(callViews(board({ calls })).values()), at(4));
  assert.equal(longestWait([]), null);
});

test("ages read from the national format only", () => {
  assert.deepEqual(isoAge("P84Y"), { count: 84, unit: "Y" });
  assert.deepEqual([isoAge("84"), isoAge("P84Y2M"), isoAge(null)], [null, null, null]);
});
