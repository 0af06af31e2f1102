import assert from "node:assert/strict";
import { test } from "node:test";
import type { AccessRow } from "../../shared/api/types.ts";
import { type Claim, missing, phase, said, secondsLeft } from "./dmp.ts";

const claim = (more: Partial<Claim>): Claim => ({
  mode: "bris_de_glace", cannotExpressWill: false, immediateRisk: false, patientAgrees: false, reason: "", ...more,
});

test("breaking the glass needs both conditions and the reason", () => {
  assert.deepEqual(missing(claim({})), ["will", "risk", "reason"]);
  assert.deepEqual(missing(claim({ cannotExpressWill: true, reason: " " })), ["risk", "reason"]);
  assert.deepEqual(missing(claim({ cannotExpressWill: true, immediateRisk: true, reason: "Coma" })), []);
});

test("the centre needs nothing, the normal mode the patient's agreement", () => {
  assert.deepEqual(missing(claim({ mode: "centre_15" })), []);
  assert.deepEqual(missing(claim({ mode: "normal" })), ["agreement"]);
  assert.deepEqual(missing(claim({ mode: "normal", patientAgrees: true })), []);
});

test("nothing is attested that the mode does not ask for", () => {
  const all = { cannotExpressWill: true, immediateRisk: true, patientAgrees: true, reason: " Coma " };
  const none = { cannot_express_will: false, immediate_risk: false, patient_agrees: false };
  assert.deepEqual(said(claim({ ...all, mode: "centre_15" })), { attestation: none, reason: null });
  assert.deepEqual(said(claim({ ...all, mode: "normal" })), { attestation: { ...none, patient_agrees: true }, reason: null });
  assert.deepEqual(said(claim(all)), { attestation: { ...none, cannot_express_will: true, immediate_risk: true }, reason: "Coma" });
});

test("an access is open, about to end, and over at the second", () => {
  const row = { state: "open", expires_at: "2026-01-10T20:30:00Z" } as AccessRow;
  const at = (time: string) => Date.parse(`2026-01-10T20:${time}Z`);
  assert.deepEqual(["24:59", "25:00", "29:59", "30:00"].map((time) => phase(row, at(time))), ["open", "ending", "ending", "over"]);
  assert.equal(phase({ state: "requested", expires_at: null } as AccessRow, at("00:00")), "asking");
  assert.deepEqual([secondsLeft(row, at("29:59")), secondsLeft(row, at("31:00"))], [1, 0]);
});
