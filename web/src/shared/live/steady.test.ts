import assert from "node:assert/strict";
import { test } from "node:test";
import { steadyClock } from "./steady.ts";

test("counts sleep, ignores a wall clock set back, never goes back", () => {
  let [ticks, wall] = [100, 1_000_000];
  const clock = steadyClock(() => ticks, () => wall);
  [ticks, wall] = [1_100, 1_001_000];
  assert.equal(clock(), 1_000);
  [ticks, wall] = [1_200, 1_061_000]; // a minute of sleep: the tick counter stood still
  assert.equal(clock(), 61_000);
  [ticks, wall] = [2_200, 5_000]; // the wall clock is set back
  assert.equal(clock(), 62_000);
});
