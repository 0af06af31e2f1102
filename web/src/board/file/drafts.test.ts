import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts } from "./drafts.ts";

test("a draft is its author's, for that call and that field", () => {
  const drafts = new Drafts();
  drafts.keep("doctor-1", "c-1", "note", "Pâleur");
  assert.equal(drafts.read("doctor-1", "c-1", "note"), "Pâleur");
  for (const [user, call, field] of [["doctor-2", "c-1", "note"], ["doctor-1", "c-2", "note"], ["doctor-1", "c-1", "CONSEIL"]] as const) {
    assert.equal(drafts.read(user, call, field), "");
  }
});

test("an emptied draft is none", () => {
  const drafts = new Drafts();
  drafts.keep("doctor-1", "c-1", "note", "Pâleur");
  assert.equal(drafts.any, true);
  drafts.keep("doctor-1", "c-1", "note", " \n");
  assert.deepEqual([drafts.any, drafts.read("doctor-1", "c-1", "note")], [false, ""]);
});
