import assert from "node:assert/strict";
import { test } from "node:test";
import { type Aggregate, type Answer, blanksOf, countTicks, lasting, legTables, type Load, missing, stacked, tick, ticks } from "./figures.ts";

const aggregate = (leg: string, priority: string | null, more: Partial<Aggregate> = {}) =>
  ({ leg, priority, hour: null, count: 1, median: 10, p90: 20, blanks: {}, ...more }) as Aggregate;

test("each interval has its table: all together, then the worst first, those without a priority last", () => {
  const answer = {
    overall: [aggregate("pick-up", null, { p90: 40 })],
    by_priority: [aggregate("pick-up", null), aggregate("pick-up", "P3"), aggregate("pick-up", "P0"), aggregate("arrival", "P0")],
  } as unknown as Answer;
  const [pickUp] = legTables(answer);
  assert.deepEqual(pickUp?.rows.map(({ priority }) => priority), [null, "P0", "P3", null]);
  assert.deepEqual([pickUp?.leg, pickUp?.longest], ["pick-up", 40]);
});

test("missing values are counted with their reasons, the most frequent first", () => {
  const row = aggregate("arrival", null, { blanks: { cancelled: 1, "not-yet": 4, clock: 1 } });
  assert.deepEqual(blanksOf(row).map(({ reason, count }) => `${count} ${reason}`), ["4 not-yet", "1 cancelled", "1 clock"]);
  assert.equal(missing(row), 6);
});

test("durations are rounded once, never to 60", () => {
  assert.deepEqual([0, 8.4, 59.4, 59.5, 65, 3599.6, 3600, 7_169, 7_170].map(lasting), ["0 s", "8 s", "59 s", "1 min 00 s", "1 min 05 s", "1 h 00 min", "1 h 00 min", "1 h 59 min", "2 h 00 min"]);
  assert.deepEqual([15, 75, 300, 3600, 5400].map(tick), ["15 s", "75 s", "5 min", "1 h", "1 h 30"]);
});

test("an axis begins at zero, is round, holds the longest, and has few marks", () => {
  for (const longest of [0, 1, 8, 61, 500, 1678, 20_000, 200_000, 4_000_000]) {
    const axis = ticks(longest);
    assert.ok(axis[0] === 0 && (axis.at(-1) ?? 0) >= longest && axis.length <= 7, `${longest}: ${axis}`);
  }
  assert.deepEqual([countTicks(0), countTicks(3), countTicks(14)], [[0, 1], [0, 1, 2, 3], [0, 5, 10, 15]]);
});

test("bars stand on each other without a hole, and are as high as all calls of the hour", () => {
  const hour = { hour: 3, calls: 6, by_priority: { P3: 2, P0: 1, "P?": 3 }, missions: 0 } as Load;
  assert.deepEqual(stacked(hour), [
    { priority: "P0", from: 0, to: 1 },
    { priority: "P3", from: 1, to: 3 },
    { priority: "P?", from: 3, to: 6 },
  ]);
});
