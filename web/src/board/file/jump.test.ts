import assert from "node:assert/strict";
import { test } from "node:test";
import { ARMED_MS, jump, LETTERS, SECTIONS } from "./jump.ts";

const press = (key: string, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });

test("g then its letter goes to each section", () => {
  for (const name of SECTIONS) {
    const first = jump(null, press("g"), false, 0);
    assert.deepEqual(first, { armed: 0, to: null, mine: true });
    assert.deepEqual(jump(first.armed, press(LETTERS[name]), false, 500), { armed: null, to: name, mine: true });
  }
});

test("no two sections share a letter", () => {
  assert.equal(new Set(Object.values(LETTERS)).size, SECTIONS.length);
});

test("in a field letters are letters, and the browser's shortcuts are left alone", () => {
  assert.equal(jump(null, press("g"), true, 0).mine, false);
  assert.deepEqual(jump(0, press("n"), true, 1), { armed: null, to: null, mine: false });
  assert.equal(jump(null, press("g", { ctrlKey: true }), false, 0).mine, false);
});

test("a slip after g does nothing at all, and Escape stays Escape", () => {
  assert.deepEqual(jump(0, press("1"), false, 10), { armed: null, to: null, mine: true });
  assert.deepEqual(jump(0, press("Escape"), false, 10), { armed: null, to: null, mine: false });
});

test("a letter that comes too late is not for the file", () => {
  assert.deepEqual(jump(0, press("n"), false, ARMED_MS + 1), { armed: null, to: null, mine: false });
  assert.deepEqual(jump(0, press("g"), false, ARMED_MS + 1), { armed: ARMED_MS + 1, to: null, mine: true });
});
