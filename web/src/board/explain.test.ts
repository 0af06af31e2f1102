import assert from "node:assert/strict";
import { test } from "node:test";
import type { Candidate, ExcludedTeam, MissionRow, Proposal } from "../shared/api/types.ts";
import { en } from "../shared/i18n/en.ts";
import { fr } from "../shared/i18n/fr.ts";
import { change, consequences, engagement, exclusionDetail, type Speech, takeOver } from "./explain.ts";

const speech: Speech = { t: fr, time: (instant) => instant.slice(11, 16) };
const candidate = (team: string, minutes: number, more: Partial<Candidate> = {}): Candidate => ({
  team,
  eta: minutes * 60,
  distance: minutes * 900,
  cost: minutes * 60,
  terms: [{ name: "travel", seconds: minutes * 60 }],
  position: { lat: 48.5, lon: 2.6 },
  position_age: 10,
  estimated: true,
  ...more,
});
const proposal = (more: Partial<Proposal> = {}): Proposal => ({
  solve_id: "s", chosen: "t1", ranked: [candidate("t1", 10)], excluded: [], objective: 600, status: "optimal", moves: [], unserved: [], ...more,
});
const mission = (id: string, more: Partial<MissionRow> = {}) => ({ id, priority: "P3", team: null, escalated: null, ...more }) as MissionRow;
const missions = { "m-12": mission("m-12") };

test("changes are whole signed minutes, seconds under one minute", () => {
  assert.deepEqual([360, 0, -120, -45, 29.6].map(change), ["+6 min", "+0 min", "−2 min", "−45 s", "+30 s"]);
});

test("another team costs this mission its journey, and the others only what it takes from them", () => {
  const alone = candidate("t2", 16, { counterfactual: { this_mission: 360, overall: 360, others: [] } });
  assert.deepEqual(consequences(alone, proposal(), {}, speech), ["+6 min pour cette mission, +0 min pour les autres"]);
  const dear = candidate("t2", 16, {
    counterfactual: { this_mission: 360, overall: 540, others: [{ mission: "m-12", before: "t2", after: "t5" }, { mission: "m-13", before: "t5", after: null }] },
  });
  assert.deepEqual(consequences(dear, proposal(), missions, speech), [
    "+6 min pour cette mission, +3 min pondérées pour les autres",
    "la mission m-12 (P3) passerait à t5",
    "la mission m-13 attendrait sans équipe",
  ]);
});

test("where nobody is proposed the mission would be served, at the price of leaving it waiting", () => {
  const left = proposal({ chosen: null, unserved: [{ name: "postponed", seconds: 5000 }] });
  const forced = candidate("t2", 10, { counterfactual: { this_mission: null, overall: 200, others: [] } });
  assert.deepEqual(consequences(forced, left, {}, speech), ["cette mission serait servie, +77 min pondérées pour les autres"]);
});

test("a busy team says when it is free, one on its way what it would leave, a free one nothing", () => {
  const busy = candidate("t3", 30, { free_at: "2026-11-21T03:42:00Z" });
  assert.equal(engagement(busy, proposal(), {}, speech), "occupée, libre vers 03:42");
  assert.equal(engagement(busy, proposal({ chosen: null, reserved: "t3" }), {}, speech), "occupée, libre vers 03:42 : réservée");
  assert.equal(engagement(candidate("t4", 5, { engaged_on: "m-12" }), proposal(), missions, speech), "en route vers m-12 (P3) : serait détournée");
  assert.equal(engagement(candidate("t1", 5), proposal(), {}, speech), null);
});

test("an order is enough for a free team; a team on its way leaves its mission to who would take it", () => {
  const free = (team: string) => team === "t5";
  const waits = mission("m-1");
  assert.deepEqual(takeOver(waits, candidate("t1", 5), free), []);
  const others = [{ mission: "m-12", before: "t4", after: "t5" }];
  const away = candidate("t4", 5, { engaged_on: "m-12", counterfactual: { this_mission: 60, overall: 60, others } });
  assert.deepEqual(takeOver(waits, away, free), [
    { mission: "m-1", before: null, after: "t4" },
    { mission: "m-12", before: "t4", after: "t5" },
  ]);
  assert.equal(takeOver(waits, away, () => false)[1]?.after, null);
  assert.deepEqual(takeOver(mission("m-1", { team: "t9" }), candidate("t1", 5), free), [{ mission: "m-1", before: "t9", after: "t1" }]);
});

test("details of the hard filters become words, and what is not known stays as it came", () => {
  const say = (reason: Parameters<typeof exclusionDetail>[0]["reason"], detail: string) => exclusionDetail({ team: "t", reason, detail }, speech);
  assert.equal(say("equipment-missing", "ecg, ultrasound"), "ECG, échographe");
  assert.equal(say("care-type-too-low", "PARAMED < MED"), "paramédical, il faut médical");
  assert.equal(say("eta-above-cap", "5400 s > 3600 s"), "1 h 30 min, 1 h au plus");
  assert.equal(say("eta-above-cap", "> 3600 s"), "aucun trajet connu en 1 h");
  assert.equal(say("shift-ends-first", "2026-11-21T05:10:00+00:00 > 2026-11-21T04:00:00+00:00"), "retour vers 05:10, fin de service 04:00");
  assert.equal(say("shift-ends-first", "> 2026-11-21T04:00:00+00:00"), "fin de service 04:00");
  assert.equal(say("position-unknown", "call"), "celle de l'appel");
  assert.equal(say("priority-not-lower", "P1 > P1"), "P1, demandée pour P1");
  assert.equal(say("locked", "m-12"), "m-12");
  assert.equal(exclusionDetail({ team: "t", reason: "engaged" } as ExcludedTeam, { ...speech, t: en }), "");
});
