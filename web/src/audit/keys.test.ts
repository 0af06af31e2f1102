import assert from "node:assert/strict";
import { test } from "node:test";
import { move } from "./keys.ts";

const press = (key: string, more = {}) => ({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more });

test("arrows step by facts, with shift by accesses", () => {
  assert.equal(move(press("ArrowLeft"), false), "earlier");
  assert.equal(move(press("ArrowRight"), false), "later");
  assert.equal(move(press("ArrowLeft", { shiftKey: true }), false), "earlier_access");
  assert.equal(move(press("ArrowRight", { shiftKey: true }), false), "later_access");
  assert.equal(move(press("Home"), false), "first");
  assert.equal(move(press("End"), false), "last");
});

test("a field and the browser keep their own keys", () => {
  assert.equal(move(press("ArrowLeft"), true), null);
  assert.equal(move(press("ArrowLeft", { altKey: true }), false), null);
  assert.equal(move(press("x"), false), null);
});
