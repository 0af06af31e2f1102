import assert from "node:assert/strict";
import { test } from "node:test";
import { detail } from "./telling.ts";

test("a fact tells its own fields, nested ones too, and nothing twice", () => {
  const fact = { type: "dmp-access.requested", call: "c1", reason: "Inconsciente", attestation: { immediate_risk: true, patient_agrees: false } };
  assert.equal(detail(fact), "reason : Inconsciente · attestation : immediate_risk");
  assert.equal(detail({ type: "x", confidentiality: ["N", "R"], proof: null }), "confidentiality : N, R");
});
