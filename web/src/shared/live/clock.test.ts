import assert from "node:assert/strict";
import { test } from "node:test";
import { corrected, duration, secondsSince, serverNow, stopwatch } from "./clock.ts";

const reading = { serverMs: 1_000_000, steadyMs: 500, pace: 1 };

test("server time runs on from the last reading, whatever the machine's own date", () => {
  assert.equal(serverNow(reading, 2_500), 1_002_000);
});

test("in a demonstration server time passes faster than ours", () => {
  assert.equal(serverNow({ ...reading, pace: 6 }, 2_500), 1_012_000);
});

test("a beat is believed even when it sets the clock back; a patch only moves it forward", () => {
  assert.equal(corrected(reading, { serverMs: 900_000, steadyMs: 600, pace: 1 }, "beat").serverMs, 900_000);
  assert.equal(corrected(reading, { serverMs: 900_000, steadyMs: 600, pace: 1 }, "patch"), reading);
  assert.equal(corrected(reading, { serverMs: 1_900_000, steadyMs: 600, pace: 1 }, "patch").serverMs, 1_900_000);
});

test("seconds since an instant are whole and never negative", () => {
  const now = Date.parse("2026-11-21T03:00:10.900Z");
  assert.equal(secondsSince("2026-11-21T03:00:00Z", now), 10);
  assert.equal(secondsSince("2026-11-21T03:01:00Z", now), 0);
  assert.equal(secondsSince(null, now), null);
});

test("durations read as a stopwatch and as words", () => {
  assert.deepEqual([7, 754, 3723].map(stopwatch), ["0:07", "12:34", "1:02:03"]);
  assert.deepEqual([42, 180, 185, 725, 7800, 7200].map(duration), ["42 s", "3 min", "3 min 5 s", "12 min", "2 h 10 min", "2 h"]);
});
