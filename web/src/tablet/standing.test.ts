import assert from "node:assert/strict";
import { test } from "node:test";
import { decimals } from "../shared/i18n/said.ts";
import { freshness, skew } from "./age.ts";
import type { Entry, Fate } from "./queue/entry.ts";
import { lateMs, standing } from "./standing.ts";
import { type Action, commandFor, offer, type Said } from "./steps.ts";
import type { Sheet, SheetAt } from "./types.ts";
import { doubt, FIELDS, vitalsOf } from "./vitals.ts";

const NOW = "2026-01-10T20:00:00.000Z";
const CLEAR = { acknowledged_at: null, bilan: null, steps: [] };

const SHEET = {
  shift: { id: "t1", availability: "engaged", mission: "m1", equipment: ["ecg"], equipment_checked_at: null },
  notice: { why: "withdrawn", mission: "m0", to: "m1", by: "doctor-1", at: NOW, words: null },
  mission: { id: "m1", state: "alerted", status: "DECLENCHE", ...CLEAR },
  call: { id: "c1" },
} as unknown as Sheet;
const AT: SheetAt = { team: "t1", position: 10, at: NOW, heardAt: 0, etag: null, sheet: SHEET };
const QUEUED: Fate = { kind: "queued" };
let n = 0;

function did(action: Action, fate: Fate = QUEUED, said: Said = {}, mission = "m1"): Entry {
  const command = commandFor(action, mission, "t1", said);
  return { n: ++n, id: String(n), by: "nurse-1", deviceAt: NOW, where: "/api/missions", command, fate };
}

const WALK: readonly Action[] = ["acknowledge", "depart", "arrive", "care", "bilan", "hand-over", "leave", "close"];

test("the large action leads from the order to being available, one touch after the other", () => {
  const done: Entry[] = [];
  for (const action of WALK) {
    const mission = standing(AT, done)?.mission;
    assert.ok(mission);
    assert.equal(offer(mission)?.primary, action);
    done.push(did(action, QUEUED, { text: "Conscient" }));
  }
  const over = standing(AT, done);
  assert.equal(over?.mission, null);
  assert.equal(over?.shift.availability, "available");
});

test("an action that was accepted shows until the sheet has it, and only until then", () => {
  const accepted = did("acknowledge", { kind: "accepted", position: 11, at: NOW, repeated: false });
  assert.equal(standing(AT, [accepted])?.mission?.acknowledged_at, NOW);
  assert.equal(standing({ ...AT, position: 11 }, [accepted])?.mission?.acknowledged_at, null);
});

test("a refused action changes nothing on screen, nor one about another mission", () => {
  const refused = did("acknowledge", { kind: "refused", title: "", detail: "", reason: null });
  assert.deepEqual(standing(AT, [refused, did("depart", QUEUED, {}, "m9")]), SHEET);
});

test("steps that are not in the log yet say so", () => {
  const waiting = standing(AT, [did("depart")])?.mission?.steps.at(-1);
  assert.deepEqual(waiting, { status: "DEPART", at: NOW, by: "nurse-1", device_at: NOW, waiting: true });
});

test("a step whose reply was lost neither shows twice nor takes back what happened since on another tablet", () => {
  const steps = [{ status: "DEPART", at: NOW, by: "nurse-1", device_at: NOW }, { status: "ARRIVEE", at: NOW, by: "driver-1" }];
  const further = { ...AT, sheet: { ...SHEET, mission: { ...SHEET.mission, state: "on-scene", status: "ARRIVEE", steps } } as unknown as Sheet };
  const lost = did("depart", { kind: "sent", tries: 1 });
  assert.deepEqual(standing(further, [lost]), further.sheet);
});

test("the check-list and the notice follow the finger", () => {
  const base = { by: "nurse-1", deviceAt: NOW, where: "/api/teams", fate: QUEUED } as const;
  const checked: Entry = { ...base, n: 1, id: "a", command: { type: "check-equipment", team: "t1", equipment: ["oximeter", "ecg"], items: [] } };
  const read: Entry = { ...base, n: 2, id: "b", command: { type: "read-notice", team: "t1" } };
  const sheet = standing(AT, [checked, read]);
  assert.deepEqual(sheet?.shift.equipment, ["ecg", "oximeter"]);
  assert.equal(sheet?.shift.equipment_checked_at, NOW);
  assert.equal(sheet?.notice, null);
});

test("no sheet is no sheet: nothing is made up from the queue", () => {
  assert.equal(standing(null, [did("depart")]), null);
  assert.equal(standing({ ...AT, sheet: null }, [did("depart")]), null);
});

test("an action recorded a minute after it happened is late", () => {
  assert.equal(lateMs("2026-01-10T20:00:00Z", "2026-01-10T20:14:00Z"), 14 * 60_000);
  assert.equal(lateMs("2026-01-10T20:00:00Z", "2026-01-10T20:00:05Z"), null);
  assert.equal(lateMs(null, NOW), null);
});

test("the age of a sheet is never made younger by a clock set back", () => {
  assert.deepEqual(freshness(null, 5), { kind: "never" });
  assert.deepEqual(freshness(1_000, 4_000), { kind: "fresh", ageMs: 3_000 });
  assert.deepEqual(freshness(1_000, 61_000), { kind: "stale", ageMs: 60_000 });
  assert.deepEqual(freshness(900_000, 1_000), { kind: "unknown" });
});

test("a clock far from the server's is noticed on both sides", () => {
  const server = Date.parse(NOW);
  assert.equal(skew(NOW, server + 30_000), null);
  assert.equal(skew(NOW, server + 600_000), 600_000);
  assert.equal(skew(NOW, server - 600_000), -600_000);
});

test("what is typed is sent as written, with a decimal point, and doubted outside what lives", () => {
  const typed = { TEMPERATURE: "38,5", PRESSION_ARTERIELLE: "125/72", GLASGOW: " " };
  const by = { source: "typed", device: "", confirmed: false } as const;
  const bp = { parameter: "PRESSION_ARTERIELLE", value: "125/72", unit: "mmHg", ...by };
  assert.deepEqual(vitalsOf(typed), [bp, { parameter: "TEMPERATURE", value: "38.5", unit: "°C", ...by }]);
  const spoken = { TEMPERATURE: decimals("36.9", "fr-FR"), HEMOGLOCOTEST: "1.05" };
  assert.deepEqual(vitalsOf(spoken).map(({ value }) => value), ["36.9", "1.05"]);
  const field = (parameter: string) => FIELDS.find((each) => each.parameter === parameter) ?? assert.fail();
  assert.equal(doubt(field("TEMPERATURE"), "385"), "unlikely");
  assert.equal(doubt(field("TEMPERATURE"), "38,5"), null);
  assert.equal(doubt(field("PRESSION_ARTERIELLE"), "72/125"), "unlikely");
  assert.equal(doubt(field("PRESSION_ARTERIELLE"), "125"), "unreadable");
  assert.equal(doubt(field("GLASGOW"), "quinze"), "unreadable");
  assert.equal(doubt(field("GLASGOW"), ""), null);
});
