import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "../shared/i18n/en.ts";
import { codesOf, everyField, namesIn } from "../shared/i18n/factsPage.ts";
import { fr } from "../shared/i18n/fr.ts";
import { TERMS } from "../shared/i18n/terms.ts";
import { tablesOf } from "./codes.ts";
import { UNITS } from "./measures.ts";
import { of } from "./telling.ts";

/** Codes that are words already. */
const AS_THEY_ARE = new Set(["MediaType"]);

for (const [language, t, terms] of [["French", fr, TERMS.fr], ["English", en, TERMS.en]] as const) {
  test(`every code of every field is told in words, in ${language}`, () => {
    const tables = tablesOf(t, terms);
    const untold = everyField().flatMap(({ owner, name, type }) =>
      namesIn(type)
        .filter((each) => !AS_THEY_ARE.has(each))
        .flatMap(codesOf)
        .filter((code) => !of(tables, owner, name)?.[code])
        .map((code) => `${owner}.${name} ${code}`),
    );
    assert.deepEqual(untold, []);
  });
}

test("every table is of a field that there is", () => {
  const fields = new Set([...everyField().flatMap(({ owner, name }) => [name, `${owner}.${name}`]), "scores.type"]);
  assert.deepEqual(Object.keys(tablesOf(fr, TERMS.fr)).filter((name) => !fields.has(name)), []);
});

/** Numbers without a unit: what is counted, numbered or scored. */
const COUNTED = new Set([
  "attempt", "basis", "checkpoints", "count", "eye", "facts", "faults", "generation", "hidden", "keys", "motor", "position", "reading", "seen",
  "signed", "step", "threshold", "tick", "told_version", "total", "value", "verbal", "version", "witnessed",
]);

test("every number has its unit, or is a count", () => {
  const numbers = new Set(everyField().filter(({ type }) => /^(whole )?number\b/.test(type)).map(({ name }) => name));
  assert.ok(numbers.size > 40);
  assert.deepEqual([...numbers].filter((name) => !(name in UNITS) && !COUNTED.has(name)), []);
});
