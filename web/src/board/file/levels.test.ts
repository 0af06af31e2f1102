import assert from "node:assert/strict";
import { test } from "node:test";
import { levelOf } from "./levels.ts";

const press = (key: string, code: string, more = {}) =>
  levelOf({ key, code, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...more });

test("1 to 4 give R1 to R4, on the pad too", () => {
  assert.deepEqual(["1", "2", "3", "4"].map((key) => press(key, `Digit${key}`)), ["R1", "R2", "R3", "R4"]);
  assert.equal(press("3", "Numpad3"), "R3");
});

test("a French keyboard gives them with and without Shift", () => {
  assert.deepEqual([press("&", "Digit1"), press("2", "Digit2", { shiftKey: true })], ["R1", "R2"]);
});

test("nothing else does, nor a key held down", () => {
  assert.deepEqual(
    [press("0", "Digit0"), press("5", "Digit5"), press("!", "Digit1", { shiftKey: true }), press("a", "KeyA"), press("Enter", "Enter")],
    [null, null, null, null, null],
  );
  assert.deepEqual([press("1", "Digit1", { ctrlKey: true }), press("1", "Digit1", { repeat: true })], [null, null]);
});
