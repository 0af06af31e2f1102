import assert from "node:assert/strict";
import { test } from "node:test";
import { Cuts } from "./cuts.ts";

test("a cut is told once it is over, with how long it took", () => {
  const cuts = new Cuts(false);
  const at = [false, true, true, false, false, true, true].map((connected, n) => cuts.look(connected, n * 1_000));
  assert.deepEqual(at, [null, null, null, null, null, 2_000, null]);
});

test("who leaves is not cut", () => {
  const cuts = new Cuts(false);
  assert.deepEqual([true, false, null, false, true].map((connected, n) => cuts.look(connected, n)), [null, null, null, null, null]);
});

test("where only one's own cuts count, the line has to have fallen", () => {
  const cuts = new Cuts(true);
  assert.deepEqual([true, false, true].map((connected, n) => cuts.look(connected, n * 10)), [null, null, null]);
  cuts.look(false, 30);
  cuts.lineFell();
  assert.equal(cuts.look(true, 50), 20);
});
