import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldOf, inLine, instantOf, local, utc } from "./when.ts";

test("a field of local time and its instant are the same moment", () => {
  const instant = "2026-11-22T02:12:05.000Z";
  assert.equal(instantOf(fieldOf(instant)), instant);
  assert.equal(instantOf(""), null);
  assert.equal(instantOf("yesterday"), null);
});

test("an instant is told with its day and its seconds", () => {
  assert.equal(utc("2026-11-22T03:12:05+01:00"), "2026-11-22 02:12:05");
  assert.match(local("2026-11-22T12:12:05Z", "fr-FR"), /^2[12]\/11\/2026 \d\d:\d\d:05$/);
});

test("an instant in a line is not broken, and what is none is left", () => {
  assert.equal(inLine("2026-11-22T12:12:05.250000+00:00", "fr-FR"), local("2026-11-22T12:12:05Z", "fr-FR").replace(" ", "\u00a0"));
  for (const text of ["hier", "2026-11-22", "2026-13-22T12:12:05Z"]) assert.equal(inLine(text, "fr-FR"), null);
});
