import assert from "node:assert/strict";
import { test } from "node:test";
import { confirmed, newest, unchanged } from "./newest.ts";
import type { SheetAt } from "./types.ts";

const at = (position: number, team = "t1"): SheetAt => ({
  team,
  position,
  at: "2026-01-10T20:00:00Z",
  heardAt: position,
  etag: `"${position}"`,
  sheet: null,
});

test("an answer that was overtaken by a newer one is not shown", () => {
  assert.equal(newest(at(120), at(110)).position, 120);
  assert.equal(newest(at(110), at(120)).position, 120);
  assert.equal(newest(null, at(110)).position, 110);
});

test("another team's sheet is never kept instead of ours, however far it was", () => {
  assert.equal(newest(at(500, "t2"), at(110)).team, "t1");
});

test("a word that nothing has changed renews the age and moves the position on, never back", () => {
  const known = at(120);
  assert.deepEqual(confirmed(known, 130, "2026-01-10T20:00:15Z", 7), { ...known, position: 130, at: "2026-01-10T20:00:15Z", heardAt: 7 });
  assert.equal(confirmed(known, 110, known.at, 7).position, 120);
});

test("where the server says only that nothing has changed, its hour goes on by what the device counted", () => {
  const known = { ...at(120), heardAt: 1_000 };
  const twice = unchanged(unchanged(known, 130, 5_000), 130, 61_000);
  assert.deepEqual(twice, { ...known, position: 130, at: "2026-01-10T20:01:00.000Z", heardAt: 61_000 });
  assert.equal(unchanged(known, 130, 0).at, "2026-01-10T20:00:00.000Z");
});
