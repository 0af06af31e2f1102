import assert from "node:assert/strict";
import { test } from "node:test";
import { isAskable, local, LONGEST_MS, period } from "./period.ts";

const at = (text: string) => new Date(text).getTime();

test("a night goes from eight to eight: the one that runs, or else the last", () => {
  assert.deepEqual(period("night", at("2026-01-10T23:30")), { since: at("2026-01-10T20:00"), until: at("2026-01-10T23:30") });
  assert.deepEqual(period("night", at("2026-01-11T03:00")), { since: at("2026-01-10T20:00"), until: at("2026-01-11T03:00") });
  assert.deepEqual(period("night", at("2026-01-11T15:00")), { since: at("2026-01-10T20:00"), until: at("2026-01-11T08:00") });
});

test("every preset can be asked for; what is empty, backwards or too long cannot", () => {
  const now = at("2026-01-11T15:00");
  for (const name of ["day", "night", "week", "month"] as const) assert.ok(isAskable(period(name, now)), name);
  for (const [since, until] of [[now, now], [now, now - 1], [now - LONGEST_MS - 1, now], [Number.NaN, now]] as const) {
    assert.equal(isAskable({ since, until }), false);
  }
});

test("what a field of date and time is given, it gives back", () => {
  assert.equal(at(local(at("2026-07-01T20:05"))), at("2026-07-01T20:05"));
});
