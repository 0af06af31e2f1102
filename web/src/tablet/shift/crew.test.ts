import assert from "node:assert/strict";
import { test } from "node:test";
import { crewOk, nextTime, type ShiftDraft, startShift } from "./crew.ts";

const NOW = new Date(2026, 0, 10, 20, 0).getTime();
const DRAFT: ShiftDraft = {
  crew: [{ id: "nurse-1", role: "INFIRMIER" }],
  vehicle: "VL 1",
  base: "Obernai",
  skills: ["nurse"],
  care: "PARAMED",
  endsAt: "08:00",
};

test("a shift ends the next time that the clock shows its end", () => {
  assert.equal(nextTime("08:00", NOW)?.getTime(), new Date(2026, 0, 11, 8, 0).getTime());
  assert.equal(nextTime("21:30", NOW)?.getTime(), new Date(2026, 0, 10, 21, 30).getTime());
  assert.equal(nextTime("", NOW), null);
});

test("nothing is sent while something is missing", () => {
  for (const hole of [{ crew: [] }, { vehicle: " " }, { base: "" }, { endsAt: "" }]) assert.equal(startShift("t1", { ...DRAFT, ...hole }, NOW), null);
  assert.equal(startShift("t1", DRAFT, NOW)?.ends_at, new Date(2026, 0, 11, 8, 0).toISOString());
});

test("a crew names each member once, as the accounts do", () => {
  assert.ok(crewOk(DRAFT.crew));
  assert.ok(!crewOk([...DRAFT.crew, ...DRAFT.crew]));
  assert.ok(!crewOk([{ id: "Jeanne Dupont", role: "INFIRMIER" }]));
  assert.ok(!crewOk([]));
});
