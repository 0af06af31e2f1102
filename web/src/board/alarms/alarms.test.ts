import assert from "node:assert/strict";
import { test } from "node:test";
import type { AlarmRow } from "../../shared/api/types.ts";
import { first, isNews, MUTE_MS, pace, pressing, standing, stepOf } from "./alarms.ts";

const row = (id: string, more: Partial<AlarmRow> = {}) =>
  ({ id, kind: "crew-silent", subject: id, rank: "high", step: 0, raised_at: "2026-01-10T20:00:00Z", acknowledged_by: null, ...more }) as AlarmRow;
const ids = (rows: readonly AlarmRow[]) => rows.map(({ id }) => id);

test("what nobody has seen comes first, then the rank, then the age", () => {
  const rows = [
    row("seen", { acknowledged_by: "dr-1" }), row("medium", { rank: "medium", raised_at: "2026-01-10T19:00:00Z" }),
    row("young", { raised_at: "2026-01-10T20:05:00Z" }), row("old"),
  ];
  assert.deepEqual(ids(standing(rows)), ["old", "young", "medium", "seen"]);
  assert.equal(first(rows)?.id, "old");
  assert.equal(first([row("seen", { acknowledged_by: "dr-1" })]), null);
});

test("a mission is told once, by the worst of what is wrong with it", () => {
  const rows = [row("w", { kind: "mission-waiting", subject: "m-1" }), row("e", { kind: "mission-escalated", subject: "m-1" }), row("o", { kind: "mission-waiting", subject: "m-2" })];
  assert.deepEqual(ids(standing(rows)), ["e", "o"]);
});

test("only what is high and seen by nobody presses", () => {
  assert.deepEqual(ids(pressing([row("a"), row("b", { rank: "medium" }), row("c", { acknowledged_by: "dr-1" })])), ["a"]);
});

test("it sounds until it is seen, sooner once it has escalated", () => {
  assert.equal(pace([], 0, 10), null);
  assert.equal(pace([row("a", { rank: "medium" })], 0, 10), null);
  const [calm, loud] = [pace([row("a")], 0, 10), pace([row("a", { step: 1 })], 0, 10)];
  assert.ok(calm !== null && loud !== null && loud < calm);
});

test("a silence ends by itself", () => {
  assert.equal(pace([row("a")], MUTE_MS, MUTE_MS - 1), null);
  assert.notEqual(pace([row("a")], MUTE_MS, MUTE_MS), null);
});

test("another alarm, or one that escalates, is news; one that somebody has seen is not", () => {
  const known = new Set([stepOf(row("a"))]);
  assert.ok(!isNews(known, [row("a")]));
  assert.ok(isNews(known, [row("a"), row("b")]));
  assert.ok(isNews(known, [row("a", { step: 1 })]));
  assert.ok(!isNews(known, [row("b", { acknowledged_by: "dr-1" })]));
});
