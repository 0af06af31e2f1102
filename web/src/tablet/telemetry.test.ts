import assert from "node:assert/strict";
import { test } from "node:test";
import { LEAST_MS, LOW_POWER_MS, MOST_MS, shares, worthSending } from "./telemetry.ts";

const at = (measuredAt: number, metresNorth = 0) => ({ lat: 48.5 + metresNorth / 111_195, lon: 7.5, measuredAt });

test("positions leave at a bounded rate: sooner on the move, now and then at rest, rarely on a low battery", () => {
  assert.ok(worthSending(null, at(0), false));
  assert.ok(!worthSending(at(0), at(LEAST_MS - 1, 500), false));
  assert.ok(worthSending(at(0), at(LEAST_MS, 500), false));
  assert.ok(!worthSending(at(0), at(MOST_MS - 1, 10), false));
  assert.ok(worthSending(at(0), at(MOST_MS), false));
  assert.ok(!worthSending(at(0), at(MOST_MS, 5_000), true));
  assert.ok(worthSending(at(0), at(LOW_POWER_MS), true));
});

test("a clock set back silences nobody", () => {
  assert.ok(worthSending(at(9_000_000), at(1_000), false));
});

test("a crew's choice is for its own shift: nothing off duty, nothing for the next crew", () => {
  const choice = { shift: "2026-01-10T19:00:00Z", share: true };
  assert.ok(shares(choice, choice.shift));
  assert.ok(!shares(choice, null));
  assert.ok(!shares(choice, "2026-01-11T07:00:00Z"));
  assert.ok(!shares({ ...choice, share: false }, choice.shift));
  assert.ok(!shares(null, choice.shift));
});
