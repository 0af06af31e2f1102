import assert from "node:assert/strict";
import { test } from "node:test";
import { Repair } from "./repair.ts";

/** A clock that is moved by hand, a way, and when it was begun anew, in milliseconds. */
function way(firstMs = 8_000) {
  let now = 0;
  let waiting: { at: number; wake: () => void }[] = [];
  const begun: number[] = [];
  const anew: number[] = [];
  const later = (ms: number, wake: () => void) => {
    const each = { at: now + ms, wake };
    waiting.push(each);
    return () => (waiting = waiting.filter((other) => other !== each));
  };
  const repair = new Repair({ now: () => now, later }, firstMs, (all) => (all ? anew : begun).push(now));
  /** The way is there, and something came by it. */
  const there = () => {
    repair.ice("connected");
    repair.silence(false, true);
  };
  const until = (ms: number) => {
    for (;;) {
      const next = waiting.filter(({ at }) => at <= ms).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      waiting = waiting.filter((other) => other !== next);
      now = next.at;
      next.wake();
    }
    now = ms;
  };
  return { repair, begun, anew, there, until };
}

test("where there never was a way all is made anew, each time with more patience", () => {
  const { begun, anew, until } = way();
  until(40_000);
  assert.deepEqual([begun, anew], [[], [8_000, 12_000, 18_000, 27_000]]);
});

test("a way that was there is looked for over other addresses twice, then by another connection", () => {
  const { begun, anew, there, repair, until } = way();
  there();
  repair.ice("failed");
  until(20_000);
  assert.deepEqual([begun, anew], [[0, 4_000], [10_000, 19_000]]);
});

test("one that the browser calls joined and that never let anything through is made anew at once", () => {
  const { begun, anew, repair, until } = way();
  repair.ice("connected");
  repair.silence(true, false);
  until(1_000);
  assert.deepEqual([begun, anew], [[], [0]]);
});

test("one that was joined and is neither there nor lost is not waited for in vain", () => {
  const { begun, anew, there, repair, until } = way();
  there();
  repair.ice("checking");
  repair.ice("new");
  until(8_000);
  assert.deepEqual([begun, anew], [[8_000], []]);
});

test("a way that was found is left alone", () => {
  const { repair, begun, until } = way();
  repair.ice("connected");
  until(60_000);
  assert.deepEqual([begun, repair.connected], [[], true]);
});

test("one that is lost is given a moment, one that failed none", () => {
  const { repair, begun, there, until } = way();
  there();
  until(10_000);
  repair.ice("disconnected");
  until(12_000);
  assert.deepEqual(begun, [11_500]);
  repair.ice("connected");
  repair.ice("failed");
  until(12_000);
  assert.deepEqual(begun, [11_500, 12_000]);
});

test("a silent way is begun anew until something is heard, whatever the browser says of it", () => {
  const { repair, begun, there, until } = way();
  there();
  assert.equal(repair.silence(true, false), true);
  assert.equal(repair.silence(true, false), false);
  until(1_000);
  repair.ice("connected");
  until(5_000);
  assert.deepEqual([begun, repair.connected], [[0, 4_000], false]);
  repair.silence(false, true);
  until(60_000);
  assert.deepEqual([begun, repair.connected], [[0, 4_000], true]);
});

test("who asks a moment after the same cut gets the way that is under way, later a new one", () => {
  const { repair, begun, there, until } = way();
  there();
  repair.silence(true, false);
  until(1_000);
  repair.asked(false);
  assert.deepEqual(begun, [0]);
  repair.silence(false, true);
  until(30_000);
  repair.asked(false);
  assert.deepEqual(begun, [0, 30_000]);
});

test("a way that the other end began has its time", () => {
  const { repair, begun, there, until } = way();
  until(7_000);
  repair.begun();
  until(14_000);
  assert.deepEqual(begun, []);
  there();
  repair.ice("disconnected");
  repair.begun();
  until(17_000);
  assert.deepEqual(begun, []);
  until(18_000);
  assert.deepEqual(begun, [18_000]);
});

test("nothing is tried after the end", () => {
  const { repair, begun, until } = way();
  repair.stop();
  until(60_000);
  assert.deepEqual(begun, []);
});
