import assert from "node:assert/strict";
import { test } from "node:test";
import type { TeleconsultationRow, TeleconsultationStory } from "../../shared/api/types.ts";
import { enRemote } from "../../shared/i18n/remote.en.ts";
import { frRemote } from "../../shared/i18n/remote.fr.ts";
import { emergencyStands, FORMS, lastReport, missing, next, SCALES, steps } from "./remote.ts";

const row = (...lines: [string, boolean, boolean][]) =>
  ({ checklist: lines.map(([precondition, needed, met]) => ({ precondition, needed, met })) }) as unknown as TeleconsultationRow;

test("what is missing comes first, what only helps after it, and nothing when all is there", () => {
  const half = row(["agreement", true, true], ["companion", true, false], ["expertise", false, false], ["session", true, false]);
  assert.deepEqual(missing(half), ["companion", "session"]);
  assert.equal(next(half), "companion");
  assert.equal(next(row(["agreement", true, true], ["expertise", false, false])), "expertise");
  assert.equal(next(row(["agreement", true, true])), null);
});

test("a scale has its two ends and every whole number between", () => {
  assert.deepEqual(steps("change"), [1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual([steps("again")[0], steps("again").at(-1)], [0, 10]);
});

test("every form and every question has its words in both languages", () => {
  for (const words of [frRemote, enRemote]) {
    assert.deepEqual(Object.keys(words.forms).sort(), [...FORMS].sort());
    assert.deepEqual(Object.keys(words.questions), Object.keys(SCALES));
  }
  assert.deepEqual(FORMS.filter(emergencyStands), ["emergency", "regulation"]);
});

test("the report shown is its last version", () => {
  const fact = (version: number) => ({ fact: { type: "teleconsultation.report-written", version, reason: "toux" } });
  const story = { facts: [fact(1), fact(2), { fact: { type: "teleconsultation.questionnaire-answered" } }] } as unknown as TeleconsultationStory;
  assert.equal(lastReport(story)?.version, 2);
  assert.equal(lastReport(null), null);
});
