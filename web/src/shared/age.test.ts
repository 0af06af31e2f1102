import assert from "node:assert/strict";
import { test } from "node:test";
import { dataAge } from "./age.ts";

test("says plainly that nothing has come yet", () => {
  assert.equal(dataAge(null, 1_000), "Aucune donnée reçue");
});

test("counts seconds, then minutes", () => {
  assert.equal(dataAge(0, 59_999), "Données d'il y a 59 s");
  assert.equal(dataAge(0, 125_000), "Données d'il y a 2 min 5 s");
});

test("a screen whose clock is behind never shows a negative age", () => {
  assert.equal(dataAge(10_000, 5_000), "Données d'il y a 0 s");
});
