import assert from "node:assert/strict";
import { test } from "node:test";
import type { Entry } from "./queue/entry.ts";
import { serverTime, SOON_MS, watch } from "./safety.ts";
import { standing } from "./standing.ts";
import type { SafetyRow, Sheet, SheetAt } from "./types.ts";

const NOW = Date.parse("2026-01-10T20:00:00Z");
const iso = (ms: number) => new Date(ms).toISOString();
const ROW: SafetyRow = {
  id: "m1",
  team: "t1",
  context: "in-care",
  every: 1_800,
  due_at: iso(NOW + 30 * 60_000),
  said_at: null,
  missed_at: null,
  contact_lost: false,
};
const AT: SheetAt = {
  team: "t1",
  position: 10,
  at: iso(NOW),
  heardAt: 5_000,
  etag: null,
  sheet: { shift: { id: "t1", help_at: null }, notice: null, mission: { id: "m1" }, call: null, safety: ROW } as unknown as Sheet,
};

function did(command: Entry["command"], where: Entry["where"], fate: Entry["fate"] = { kind: "queued" }): Entry {
  return { n: 1, id: "a", by: "nurse-1", deviceAt: iso(NOW), where, command, fate } as Entry;
}
const said = (ms: number) => did({ type: "check-in", mission: "m1", team: "t1", said_at: iso(ms) }, "/api/crew-safety");

test("the tablet warns before a word is due, and says when it is overdue", () => {
  const due = Date.parse(ROW.due_at);
  assert.deepEqual(watch(null, NOW), { kind: "none" });
  assert.equal(watch(ROW, NOW).kind, "due");
  assert.deepEqual(watch(ROW, due - SOON_MS), { kind: "soon", leftMs: SOON_MS });
  assert.equal(watch(ROW, due).kind, "overdue");
  assert.equal(watch({ ...ROW, missed_at: iso(due) }, NOW).kind, "overdue");
});

test("a word on the tablet puts the next one off at once, without a network; an old one never brings it nearer", () => {
  assert.equal(standing(AT, [said(NOW + 600_000)])?.safety?.due_at, iso(NOW + 40 * 60_000));
  assert.equal(standing(AT, [said(NOW - 600_000)])?.safety?.due_at, ROW.due_at);
});

test("a word that was missed is no longer overdue once it is said", () => {
  const sheet = { ...(AT.sheet as Sheet), safety: { ...ROW, missed_at: iso(NOW), contact_lost: true } };
  const after = standing({ ...AT, sheet }, [said(NOW + 31 * 60_000)])?.safety ?? null;
  assert.equal(watch(after, NOW + 31 * 60_000).kind, "due");
});

test("a call for help shows from the touch on, from its first instant", () => {
  const asked = did({ type: "request-help", team: "t1" }, "/api/teams");
  assert.equal(standing(AT, [asked])?.shift.help_at, iso(NOW));
});

test("the server's time is counted from what it said, whatever this device believes", () => {
  assert.equal(serverTime(AT, 65_000), NOW + 60_000);
  assert.equal(serverTime(AT, 0), NOW);
});
