import assert from "node:assert/strict";
import { test } from "node:test";
import type { TeamCommand } from "../types.ts";
import { startShift } from "./crew.ts";
import { onTeam } from "./standing.ts";

const NOW = "2026-01-10T20:00:00.000Z";
const DRAFT = { crew: [{ id: "nurse-1", role: "INFIRMIER" }], vehicle: "VL 1", base: "Obernai", skills: ["nurse"], care: "PARAMED", endsAt: "08:00" } as const;
const START = startShift("t1", DRAFT, Date.parse(NOW)) ?? assert.fail();
const after = (...commands: TeamCommand[]) => commands.reduce<ReturnType<typeof onTeam>>((sheet, command) => onTeam(sheet, command, NOW), null);

test("a shift that the server does not know yet is on the screen, and can be checked, left and taken up again", () => {
  const begun = after(START)?.shift;
  assert.deepEqual([begun?.id, begun?.vehicle, begun?.base, begun?.equipment_checked_at], ["t1", "VL 1", "Obernai", null]);
  const items = [{ device: "ecg", state: "faulty" }] as const;
  const checked = after(START, { type: "check-equipment", team: "t1", equipment: [], items: [...items] })?.shift;
  assert.deepEqual([checked?.equipment_checked_at, checked?.checks], [NOW, items]);
  const out = after(START, { type: "make-team-unavailable", team: "t1", why: "plein" });
  assert.deepEqual([out?.shift.availability, out?.shift.why], ["out-of-service", "plein"]);
  assert.equal(onTeam(out, { type: "make-team-available", team: "t1" }, NOW)?.shift.availability, "available");
});

test("off duty there is nothing but to start; a second start changes nothing", () => {
  assert.equal(after({ type: "end-shift", team: "t1" }), null);
  const begun = after(START);
  assert.equal(onTeam(begun, { ...START, vehicle: "VL 2" }, NOW), begun);
  assert.equal(after(START, { type: "end-shift", team: "t1" }), null);
});
