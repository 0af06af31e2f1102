import assert from "node:assert/strict";
import { test } from "node:test";
import { fitted } from "./rows.ts";

const rows = (n: number) => Array.from({ length: n }, (_, each) => each);

test("all rows that fit are shown; where some do not, the last line says how many", () => {
  assert.deepEqual(fitted(rows(4), 400, 100), { shown: rows(4), more: 0 });
  assert.deepEqual(fitted(rows(5), 400, 100), { shown: rows(3), more: 2 });
  assert.deepEqual(fitted(rows(5), 99, 100), { shown: [], more: 5 });
});

test("nothing is shown before the room is measured, and nobody is lost of those counted", () => {
  assert.deepEqual(fitted(rows(3), 0, 0), { shown: [], more: 3 });
  for (let n = 0; n < 30; n += 1) {
    const { shown, more } = fitted(rows(n), 1000, 90);
    assert.equal(shown.length + more, n);
  }
});
