import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeviceCheck, Equipment } from "../types.ts";
import { counted, nextState, toItems } from "./checks.ts";

test("touches go round: works, broken, absent, works", () => {
  const seen = [undefined, "working", "faulty", "absent"] as const;
  assert.deepEqual(seen.map((each) => nextState(each)), ["working", "faulty", "absent", "working"]);
});

test("what was not looked at is not sent, and only what works is equipment", () => {
  const checks = new Map<Equipment, DeviceCheck>([
    ["ecg", { device: "ecg", state: "faulty", remark: "câble" }],
    ["oximeter", { device: "oximeter", state: "working", battery: 80 }],
  ]);
  const { equipment, items } = toItems(["oximeter", "otoscope", "ecg"], checks);
  assert.deepEqual(equipment, ["oximeter"]);
  assert.deepEqual(items.map(({ device, state, battery, remark }) => [device, state, battery, remark]), [
    ["oximeter", "working", 80, null],
    ["ecg", "faulty", null, "câble"],
  ]);
  assert.equal(counted(items[0]), " · 80 %");
  assert.equal(counted(undefined), "");
});
