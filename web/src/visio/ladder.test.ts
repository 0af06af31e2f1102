import assert from "node:assert/strict";
import { test } from "node:test";
import { type Change, Ladder, type Measure } from "./ladder.ts";

const GOOD: Measure = { connected: true, loss: 0, rttMs: 60, outgoingBps: 900_000, frozen: false };
const THIN: Measure = { connected: true, loss: 0.05, rttMs: 310, outgoingBps: 120_000, frozen: false };
const CUT: Measure = { connected: false, loss: null, rttMs: null, outgoingBps: null, frozen: false };

/** One look each second, from `from`, for `seconds`; every change with its second. */
function walk(ladder: Ladder, look: Measure, from: number, seconds: number): [number, Change][] {
  const changes: [number, Change][] = [];
  for (let second = from; second < from + seconds; second++) {
    const change = ladder.measure(look, second * 1_000);
    if (change) changes.push([second, change]);
  }
  return changes;
}
const steps = (changes: [number, Change][]) => changes.map(([, { step }]) => step);

test("a good network keeps the full picture", () => {
  assert.deepEqual(walk(new Ladder(0), GOOD, 0, 600), []);
});

test("one bad look is no bad network", () => {
  const ladder = new Ladder(0);
  for (let second = 10; second < 200; second += 3) {
    assert.equal(ladder.measure({ ...GOOD, loss: 0.4 }, second * 1_000), null);
    assert.equal(ladder.measure(GOOD, (second + 1) * 1_000), null);
  }
});

test("5 % lost, 300 ms, 150 kbit/s: a smaller picture, then sound, by itself and within half a minute", () => {
  const changes = walk(new Ladder(0), THIN, 0, 60);
  assert.deepEqual(steps(changes), ["low", "audio"]);
  assert.ok(changes.every(([second, { automatic, why, tookMs }]) => second <= 30 && automatic && why === "bandwidth" && tookMs >= 3_000));
});

test("a bandwidth that is still being found out is not held against it", () => {
  assert.deepEqual(walk(new Ladder(0), { ...GOOD, outgoingBps: 90_000 }, 0, 5), []);
});

test("back up when the network is good again, one step at a time", () => {
  const ladder = new Ladder(0);
  walk(ladder, THIN, 0, 60);
  assert.deepEqual(steps(walk(ladder, { ...GOOD, outgoingBps: null }, 60, 30)), ["low", "video"]);
});

test("a step that does not last is tried again later, and later still", () => {
  const ladder = new Ladder(0);
  const tries: number[] = [];
  for (let second = 0; second < 400; second++) {
    // Good as long as no picture is sent: as soon as one is, it is too much.
    const look = ladder.step === "audio" || ladder.step === "low" ? GOOD : { ...GOOD, loss: 0.3 };
    const change = ladder.measure(look, second * 1_000);
    if (change?.why === "recovered") tries.push(second);
  }
  const waits = tries.slice(1).map((second, n) => second - (tries[n] ?? 0));
  assert.ok(waits.every((wait, n) => wait >= (waits[n - 1] ?? 0)), String(waits));
  assert.ok((waits[0] ?? 99) < 25 && (waits.at(-1) ?? 0) >= 120, String(waits));
});

test("a way that is lost leads to photos, then to the telephone; one that is back leads up again", () => {
  const ladder = new Ladder(0);
  const lost = walk(ladder, CUT, 0, 60);
  assert.deepEqual(lost.map(([second, { step, why }]) => [second, step, why]), [[6, "photos", "disconnected"], [30, "phone", "disconnected"]]);
  const back = walk(ladder, GOOD, 60, 60);
  assert.deepEqual(steps(back), ["photos", "audio", "low", "video"]);
  assert.ok((back.at(-1)?.[0] ?? 99) - 60 <= 25);
});

test("a network that was changed for another is not made to wait as a poor one is", () => {
  const ladder = new Ladder(0);
  walk(ladder, GOOD, 0, 20);
  assert.deepEqual(steps(walk(ladder, CUT, 20, 8)), ["photos"]);
  const back = walk(ladder, GOOD, 28, 60);
  assert.deepEqual(steps(back), ["audio", "low", "video"]);
  assert.ok((back.at(-1)?.[0] ?? 99) - 28 <= 8, String(back.at(-1)));
});

test("a network too poor before it was cut waits as ever", () => {
  const ladder = new Ladder(0);
  walk(ladder, THIN, 0, 30);
  walk(ladder, CUT, 30, 8);
  const back = walk(ladder, GOOD, 38, 60);
  assert.deepEqual(steps(back), ["audio", "low", "video"]);
  assert.ok((back.at(-1)?.[0] ?? 0) - 38 >= 18, String(back.at(-1)));
});

test("what was lost in the cut itself takes no picture away once the way is back", () => {
  const ladder = new Ladder(0);
  const late = { ...GOOD, loss: 0.5, outgoingBps: 60_000 };
  const changes = [...walk(ladder, GOOD, 0, 20), ...walk(ladder, { ...GOOD, loss: 0.5 }, 20, 2), ...walk(ladder, CUT, 22, 4)];
  assert.deepEqual([...changes, ...walk(ladder, late, 26, 5), ...walk(ladder, GOOD, 31, 60)], []);
});

test("heavy loss takes the sound too", () => {
  assert.deepEqual(steps(walk(new Ladder(0), { ...GOOD, loss: 0.6 }, 0, 60)), ["low", "audio", "photos"]);
});

test("a camera that stands still is no picture", () => {
  const changes = walk(new Ladder(0), { ...GOOD, frozen: true }, 0, 20);
  assert.deepEqual(changes[0]?.[1].why, "frozen");
});

test("what a person chose is not undone by the machine, but it may still go lower", () => {
  const ladder = new Ladder(0);
  assert.deepEqual(ladder.byHand("audio", 1_000), { step: "audio", why: "by-hand", automatic: false, tookMs: 0 });
  assert.deepEqual(walk(ladder, GOOD, 2, 600), []);
  assert.deepEqual(steps(walk(ladder, CUT, 700, 10)), ["photos"]);
  assert.deepEqual(steps(walk(ladder, GOOD, 720, 100)), ["audio"]);
  ladder.byHand("video", 900_000);
  assert.equal(ladder.step, "video");
});

test("another end's hand holds here too, another end's machine does not", () => {
  const ladder = new Ladder(0);
  ladder.told("audio", false, 0);
  assert.deepEqual(walk(ladder, GOOD, 0, 60), []);
  ladder.told("video", false, 60_000);
  ladder.told("audio", true, 61_000);
  assert.deepEqual(steps(walk(ladder, GOOD, 62, 60)), ["low", "video"]);
});
