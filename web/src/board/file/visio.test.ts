import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallFile, VisioRow } from "../../shared/api/types.ts";
import { ending, findings, inFours, isConnected, mayJoin, readOut, standing, steps } from "./visio.ts";

const by = { role: "MEDECIN", id: "doctor-1" };
const fact = (n: number, type: string, more = {}) => ({
  event: `visio-session:v-1@${n}`, position: n, at: `2026-01-10T20:0${n}:00Z`, by, fact: { type: `visio-session.${type}`, ...more },
});
const file = {
  visios: [
    { session: "v-0", facts: [fact(1, "requested"), fact(2, "invitation-failed", { why: "Numéro inconnu" })] },
    {
      session: "v-1",
      facts: [
        fact(3, "requested"), fact(4, "participant-joined", { participant: "patient" }), fact(5, "finding-noted", { text: "Cyanose" }),
        fact(6, "quality-degraded", { why: "débit" }), fact(7, "ended", { result: "decision-changed" }),
      ],
    },
  ],
} as unknown as CallFile;
const row = (state: VisioRow["state"], present: VisioRow["present"] = []) => ({ state, present, want: "video" }) as VisioRow;

test("a failure is told with its reason, and only in its own session", () => {
  assert.deepEqual(steps(file, "v-0").map(({ name, why }) => [name, why]), [["requested", null], ["invitation-failed", "Numéro inconnu"]]);
  assert.deepEqual([steps(file, "v-9"), steps(null, "v-1")], [[], []]);
});

test("findings are apart from the steps", () => {
  assert.deepEqual(findings(file, "v-1").map(({ text }) => text), ["Cyanose"]);
  assert.deepEqual(steps(file, "v-1").map(({ name }) => name), ["requested", "participant-joined", "quality-degraded", "ended"]);
  assert.equal(steps(file, "v-1")[1]?.who, "patient");
});

test("one joins after consent, from more than one desk, and notes while both are there", () => {
  assert.deepEqual(["requested", "invited", "consented", "live", "over"].map((state) => mayJoin(row(state as VisioRow["state"]))), [false, false, true, true, false]);
  assert.equal(mayJoin(row("live", ["regulator"])), true);
  assert.equal(mayJoin({ ...row("consented"), want: "photo" }), false);
  assert.deepEqual([isConnected(row("audio-only")), isConnected(row("consented"))], [true, false]);
});

test("what was ended before anybody agreed was cancelled; a code is read out by four", () => {
  assert.deepEqual([ending({ how: "ended", consented_at: null }), ending({ how: "ended", consented_at: "2026-01-10T20:00:00Z" }), ending({ how: "failed", consented_at: null })], ["revoked", "ended", "failed"]);
  assert.deepEqual([inFours("12345678"), readOut("/v", "vigie.test"), readOut("https://visio.test/v", "vigie.test")], ["1234 5678", "vigie.test/v", "visio.test/v"]);
});

test("a photo or a place is awaited, then there; nothing of it is joined", () => {
  const visio = { state: "consented", want: "photo", opened_at: "2026-01-10T20:00:00Z", position: null } as const;
  assert.deepEqual([standing(visio, 0), standing(visio, 2)], ["photoAwaited", "photo"]);
  const place = { ...visio, want: "location" } as const;
  assert.deepEqual([standing(place, 0), standing({ ...place, position: { lat: 48.5, lon: 7.5 } }, 0)], ["placeAwaited", "place"]);
  assert.deepEqual([standing({ ...visio, want: "video" }, 1), standing({ ...visio, state: "invited" }, 0), standing({ ...place, state: "live" }, 0)], ["consented", "opened", "live"]);
});
