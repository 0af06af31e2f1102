import assert from "node:assert/strict";
import { test } from "node:test";
import { action, type Focus } from "./keys.ts";

const press = (key: string, focus: Focus, more = {}) =>
  action({ key, code: "", shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more }, focus);

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

test("a French keyboard gives a priority without Shift and with it, and the pad gives it on any", () => {
  const azerty = ["à", "&", "é", '"'];
  azerty.forEach((key, n) => {
    const priority = { do: "prioritise", priority: `P${n}` };
    assert.deepEqual(press(key, "row", { code: `Digit${n}` }), priority, key);
    assert.deepEqual(press(String(n), "row", { code: `Digit${n}`, shiftKey: true }), priority);
    assert.deepEqual(press(String(n), "row", { code: `Numpad${n}` }), priority);
    assert.equal(press(key, "page", { code: `Digit${n}` }), null);
  });
  assert.deepEqual([press("'", "row", { code: "Digit4" }), press("End", "row", { code: "Numpad1" })], [null, null]);
});

test("a sign that a digit's key gives stays that sign", () => {
  assert.deepEqual(press("!", "row", { code: "Digit1", shiftKey: true }), { do: "acknowledge" });
  assert.equal(press("@", "row", { code: "Digit2", shiftKey: true }), null);
  assert.deepEqual(press("/", "row", { code: "Digit9" }), { do: "bar" });
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
