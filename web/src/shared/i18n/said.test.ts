import assert from "node:assert/strict";
import { test } from "node:test";
import { day, decimals } from "./said.ts";

test("a measure has the decimal mark of its language, however it was typed", () => {
  assert.equal(decimals("36.9", "fr-FR"), "36,9");
  assert.equal(decimals("36,9", "en-GB"), "36.9");
  assert.equal(decimals("125/72", "fr-FR"), "125/72");
  assert.equal(decimals("1.2/0.8", "fr-FR"), "1,2/0,8");
  assert.equal(decimals("env. 36", "fr-FR"), "env. 36");
});

test("a day is told day first, known or not", () => {
  assert.equal(day("1943-05-02"), "02/05/1943");
  assert.equal(day("1943-00-00"), "00/00/1943");
  assert.equal(day("hier"), "hier");
});
