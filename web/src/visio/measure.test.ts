import assert from "node:assert/strict";
import { test } from "node:test";
import { FreezeWatch, isRelayed, look, Smooth, type Stat } from "./measure.ts";

const chrome = (frames: number, received: number, lost: number): Stat[] => [
  { type: "transport", id: "T", selectedCandidatePairId: "P" },
  { type: "candidate-pair", id: "P", localCandidateId: "L", remoteCandidateId: "R", currentRoundTripTime: 0.08, availableOutgoingBitrate: 410_000, state: "succeeded", nominated: true },
  { type: "candidate-pair", id: "Q", localCandidateId: "X", remoteCandidateId: "R", currentRoundTripTime: 9 },
  { type: "local-candidate", id: "L", candidateType: "host" },
  { type: "remote-candidate", id: "R", candidateType: "relay" },
  { type: "inbound-rtp", id: "V", kind: "video", framesDecoded: frames, packetsReceived: received, packetsLost: lost, frameHeight: 360 },
  { type: "inbound-rtp", id: "A", kind: "audio", packetsReceived: 50, packetsLost: 0 },
  { type: "outbound-rtp", id: "O", kind: "video", packetsSent: 12, framesSent: frames * 2 },
  { type: "remote-inbound-rtp", id: "I", kind: "video", fractionLost: 0.02, roundTripTime: 0.1 },
];

test("what counts is what happened since the last look", () => {
  const first = look(chrome(30, 100, 0), null, true);
  const then = look(chrome(45, 180, 20), first.counters, true);
  assert.deepEqual([then.shown, then.filmed, then.height, then.relayed], [15, 30, 360, true]);
  assert.deepEqual(then.measure, { connected: true, loss: 0.2, rttMs: 80, outgoingBps: 410_000 });
});

test("a browser that says little leaves little known, and nothing wrong", () => {
  const old = look([{ type: "candidate-pair", id: "P", selected: true }, { type: "inbound-rtp", id: "A", kind: "audio", packetsReceived: 3 }], null, true);
  assert.deepEqual(old.measure, { connected: true, loss: null, rttMs: null, outgoingBps: null });
  assert.deepEqual([old.shown, old.filmed, old.height, old.relayed], [null, null, null, false]);
});

test("the way is not known before there is a pair, nor where its other end was not told of yet", () => {
  const between = (remote: string, local = "host") => chrome(1, 1, 0).map((each) => (each.id === "R" ? { ...each, candidateType: remote } : each.id === "L" ? { ...each, candidateType: local } : each));
  assert.deepEqual([between("relay"), between("host"), between("srflx"), between("prflx", "relay")].map(isRelayed), [true, false, false, true]);
  assert.deepEqual([[], between("prflx")].map(isRelayed), [null, null]);
});

test("where no keys were agreed on, answers of the network say nothing", () => {
  const pair = (responses: number): Stat => ({ type: "candidate-pair", id: "p", nominated: true, state: "succeeded", bytesReceived: 0, responsesReceived: responses });
  const keys = (dtlsState: string): Stat => ({ type: "transport", id: "t", selectedCandidatePairId: "p", dtlsState });
  assert.equal(look([pair(3), keys("connecting")], null, true).heard, 0);
  assert.equal(look([pair(3), keys("failed")], null, true).heard, 0);
  assert.equal(look([pair(3), keys("connected")], null, true).heard, 3);
  assert.equal(look([pair(3)], null, true).heard, 3);
});

test("counters that start again after a new agreement are no loss", () => {
  const before = look(chrome(100, 900, 30), null, true);
  const after = look(chrome(3, 12, 0), before.counters, true);
  assert.equal(after.measure.loss, 0.02);
});

test("a picture that stands still is told after two seconds, where one is due", () => {
  const watch = new FreezeWatch();
  assert.deepEqual([0, 1_000, 1_999].map((now) => watch.sample(0, true, now)), [0, 0, 0]);
  assert.equal(watch.sample(0, true, 2_500), 2_500);
  assert.equal(watch.sample(12, true, 3_000), 0);
  assert.equal(watch.sample(0, true, 4_000), 0);
  assert.equal(watch.sample(0, false, 9_000), 0);
  assert.equal(watch.sample(null, true, 9_000), 0);
});

test("a value is smoothed, and unknown ones change nothing", () => {
  const smooth = new Smooth();
  assert.deepEqual([null, 0.4, 0, null].map((value) => smooth.add(value)), [null, 0.4, 0.2, 0.2]);
});
