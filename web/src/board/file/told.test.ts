import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallFile } from "../../shared/api/types.ts";
import { decisions, ends, level, notes } from "./told.ts";

const by = { role: "MEDECIN", id: "doctor-1" };
const fact = (n: number, type: string, more = {}) => ({
  event: `regulation-call:c-1@${n}`, position: n, at: `2026-01-10T20:0${n}:00Z`, by, fact: { type: `regulation-call.${type}`, ...more },
});
const file = {
  call: "c-1", status: "ACTIF", state: { type: "decided" }, visios: [],
  facts: [
    fact(1, "received"),
    fact(2, "observation-noted", { text: "Sueurs" }),
    fact(3, "care-level-assessed", { level: "R3" }),
    fact(4, "observation-noted", { text: "Pâleur" }),
    fact(5, "care-level-assessed", { level: "R1" }),
    fact(6, "advice-given", { text: "Allonger" }),
    fact(7, "patient-oriented", { orientation: "URGENCES", destination: "Hautepierre" }),
    fact(8, "completed"),
    fact(9, "reopened", { reason: "Rappel" }),
  ],
} as unknown as CallFile;

test("notes come newest first, with their author", () => {
  assert.deepEqual(notes(file).map(({ by: who, fact: { text } }) => [who, text]), [["doctor-1", "Pâleur"], ["doctor-1", "Sueurs"]]);
});

test("decisions keep their order, and the level is the last one given", () => {
  assert.deepEqual(decisions(file).map(({ fact: { type } }) => type), ["regulation-call.advice-given", "regulation-call.patient-oriented"]);
  assert.deepEqual([level(file)?.fact.level, level(file)?.at], ["R1", "2026-01-10T20:05:00Z"]);
  assert.equal(level({ ...file, facts: [] }), null);
});

test("ends and what undid them are told in order", () => {
  assert.deepEqual(ends(file).map(({ fact: { type } }) => type), ["regulation-call.completed", "regulation-call.reopened"]);
});
