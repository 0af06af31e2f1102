import assert from "node:assert/strict";
import { test } from "node:test";
import { backoffMs, freshness, GRACE_MS, isSilent, SILENCE_MS, type Line } from "./freshness.ts";

const open = (heardAt: number | null): Line => ({ connection: "open", dialledAt: 0, heardAt, cutAt: null });

test("before the first frame there is no age to show", () => {
  assert.deepEqual(freshness(open(null), 5_000), { kind: "never" });
});

test("a beat is enough to stay fresh; silence freezes the board", () => {
  assert.deepEqual(freshness(open(1_000), 3_000), { kind: "fresh", ageMs: 2_000 });
  assert.equal(freshness(open(0), SILENCE_MS - 1).kind, "fresh");
  assert.equal(freshness(open(0), SILENCE_MS).kind, "stale");
});

test("a cut is shaky for a moment, then stale, however recent the data", () => {
  const cut: Line = { connection: "cut", dialledAt: 0, heardAt: 10_000, cutAt: 10_000 };
  assert.equal(freshness(cut, 10_000 + GRACE_MS - 1).kind, "shaky");
  assert.deepEqual(freshness(cut, 10_000 + GRACE_MS), { kind: "stale", ageMs: GRACE_MS });
});

test("a clock that steps back never shows a negative age", () => {
  assert.deepEqual(freshness(open(10_000), 9_000), { kind: "fresh", ageMs: 0 });
});

test("the watchdog gives a new call as much time as a quiet one", () => {
  assert.equal(isSilent(open(0), SILENCE_MS), true);
  assert.equal(isSilent({ ...open(0), dialledAt: SILENCE_MS }, SILENCE_MS + 1_000), false);
  assert.equal(isSilent({ ...open(null), dialledAt: 1_000 }, SILENCE_MS + 1_000), true);
});

test("waits double to a ceiling and are spread", () => {
  assert.deepEqual([0, 1, 2, 3].map((n) => backoffMs(n, 0)), [250, 500, 1_000, 2_000]);
  assert.equal(backoffMs(1_000, 0.999_999) <= 15_000, true);
  assert.notEqual(backoffMs(3, 0.1), backoffMs(3, 0.9));
});
