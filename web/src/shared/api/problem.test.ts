import assert from "node:assert/strict";
import { test } from "node:test";
import { told } from "./problem.ts";

const problem = { title: "Motif obligatoire", detail: "a reason is needed" };

test("the detail is for those who read English", () => {
  assert.equal(told(problem, "fr"), "Motif obligatoire");
  assert.equal(told({ ...problem, title: "A reason is needed" }, "en"), "A reason is needed: a reason is needed");
});

test("nothing said is nothing told", () => {
  assert.deepEqual([told(null, "fr"), told({}, "en"), told({ title: "Fini" }, "en")], ["", "", "Fini"]);
});
