import assert from "node:assert/strict";
import { test } from "node:test";
import type { Other, Standing } from "../visio/visit.ts";
import { line } from "./standing.ts";

const DOCTOR = { id: "d", participant: "regulator", guest: null } as const;
const other = (connected: boolean) => ({ peer: DOCTOR, connected, frozenMs: 0, height: null, stream: null }) as unknown as Other;
const at = (more: Partial<Standing>): Standing => ({
  line: "up", step: "video", automatic: true, others: [], present: [], quality: "none", relayed: false, over: null, refused: null, ...more,
});
const BOTH = { filming: true, filmed: true, heard: true };

test("who is there is said, and what comes through", () => {
  assert.equal(line(at({ line: "opening" }), BOTH), "joining");
  assert.equal(line(at({}), BOTH), "alone");
  assert.equal(line(at({ present: [DOCTOR], others: [other(false)] }), BOTH), "connecting");
  const there = { present: [DOCTOR], others: [other(true)] };
  assert.equal(line(at(there), BOTH), "seen");
  assert.equal(line(at(there), { filming: true, filmed: false, heard: true }), "heard");
  assert.equal(line(at({ ...there, step: "low" }), BOTH), "weak");
  assert.equal(line(at({ ...there, step: "audio" }), BOTH), "audio");
  assert.equal(line(at({ ...there, step: "audio" }), { filming: true, filmed: false, heard: false }), "photos");
});

test("a camera that did not open is not called a poor network", () => {
  const mute = { filming: true, filmed: false, heard: false, wrong: true };
  const there = { present: [DOCTOR], others: [other(true)] };
  assert.deepEqual([line(at({ step: "photos" }), mute), line(at({ ...there, step: "photos" }), mute)], ["alone", "there"]);
  assert.equal(line(at({ ...there, step: "audio" }), { ...mute, heard: true }), "heard");
});

test("where no picture was asked for none is promised", () => {
  const still = { filming: false, filmed: false, heard: false };
  assert.deepEqual([line(at({ present: [DOCTOR], others: [other(false)] }), still), line(at({}), still)], ["there", "alone"]);
});

test("a network that is gone is said, and the telephone is last", () => {
  assert.equal(line(at({ line: "down", others: [other(false)] }), BOTH), "lost");
  assert.equal(line(at({ line: "down", present: [DOCTOR], others: [other(true)] }), BOTH), "seen");
  assert.equal(line(at({ line: "down", step: "phone" }), BOTH), "phone");
});
