import assert from "node:assert/strict";
import { test } from "node:test";
import { applyRows, isNews } from "./patch.ts";

const rows = { a: { n: 1 }, b: { n: 2 } };

test("rows are added, replaced and taken away by id; the others are the same objects", () => {
  const next = applyRows(rows, { b: { n: 3 }, c: { n: 4 } });
  assert.deepEqual(next, { a: { n: 1 }, b: { n: 3 }, c: { n: 4 } });
  assert.equal(next["a"], rows.a);
  assert.deepEqual(applyRows(next, { a: null }), { b: { n: 3 }, c: { n: 4 } });
});

test("what was on screen is not edited in place", () => {
  applyRows(rows, { a: null, b: { n: 9 } });
  assert.deepEqual(rows, { a: { n: 1 }, b: { n: 2 } });
});

test("nothing to change gives the very same rows", () => {
  assert.equal(applyRows(rows, {}), rows);
  assert.equal(applyRows(rows, undefined), rows);
});

test("taking away a row that is not there is harmless", () => {
  assert.deepEqual(applyRows(rows, { z: null }), rows);
});

test("a frame seen twice, or older than the snapshot, is no news", () => {
  assert.deepEqual([4, 5, 6].map((position) => isNews(position, 5)), [false, false, true]);
});
