import assert from "node:assert/strict";
import { test } from "node:test";
import { action, type Focus } from "./keys.ts";

const press = (key: string, focus: Focus, more = {}) =>
  action({ key, ctrlKey: false, metaKey: false, altKey: false, ...more }, focus);

test("inside a field every letter and digit stays a letter; only Escape acts", () => {
  for (const key of ["j", "k", "o", "a", "m", "f", "t", "?", "0", "1", "Enter", "ArrowDown"]) {
    assert.equal(press(key, "field"), null, key);
  }
  assert.deepEqual(press("Escape", "field"), { do: "close" });
});

test("digits give a priority on a row and nowhere else", () => {
  assert.deepEqual(press("0", "row"), { do: "prioritise", priority: "P0" });
  assert.deepEqual(press("3", "row"), { do: "prioritise", priority: "P3" });
  assert.deepEqual([press("4", "row"), press("0", "page"), press("0", "control")], [null, null, null]);
});

test("a proposal is accepted with one key, from anywhere but fields", () => {
  for (const focus of ["row", "control", "page"] as const) assert.deepEqual(press("a", focus), { do: "accept" });
  assert.equal(press("a", "control", { ctrlKey: true }), null);
});

test("on a button Enter is the button's", () => {
  assert.deepEqual([press("Enter", "row"), press("Enter", "control")], [{ do: "open" }, null]);
});

test("letters move from anywhere but fields; arrows only where they do not scroll a control", () => {
  assert.deepEqual([press("j", "page"), press("j", "control"), press("k", "row")].map((a) => a?.do), ["next", "next", "previous"]);
  assert.deepEqual([press("ArrowDown", "page")?.do, press("ArrowDown", "control")], ["next", null]);
});

test("the browser's own shortcuts are left alone", () => {
  assert.equal(press("f", "page", { ctrlKey: true }), null);
  assert.equal(press("1", "row", { altKey: true }), null);
});

test("a call is picked up with one key, from anywhere but fields", () => {
  for (const focus of ["row", "control", "page"] as const) assert.deepEqual(press("n", focus), { do: "pickup" });
  assert.equal(press("n", "field"), null);
});
