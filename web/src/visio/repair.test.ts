import assert from "node:assert/strict";
import { test } from "node:test";
import { Repair } from "./repair.ts";

/** A clock that is moved by hand, a way, and when it was begun anew, in milliseconds. */
function way(firstMs = 8_000) {
  let now = 0;
  let waiting: { at: number; wake: () => void }[] = [];
  const begun: number[] = [];
  const later = (ms: number, wake: () => void) => {
    const each = { at: now + ms, wake };
    waiting.push(each);
    return () => (waiting = waiting.filter((other) => other !== each));
  };
  const repair = new Repair({ now: () => now, later }, firstMs, () => begun.push(now));
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
  return { repair, begun, until };
}

test("a first way that is not found is begun anew, each time with more patience", () => {
  const { begun, until } = way();
  until(40_000);
  assert.deepEqual(begun, [8_000, 12_000, 18_000, 27_000]);
});

test("a way that was found is left alone", () => {
  const { repair, begun, until } = way();
  repair.ice("connected");
  until(60_000);
  assert.deepEqual([begun, repair.connected], [[], true]);
});

test("one that is lost is given a moment, one that failed none", () => {
  const { repair, begun, until } = way();
  repair.ice("connected");
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
  const { repair, begun, until } = way();
  repair.ice("connected");
  assert.equal(repair.silence(true), true);
  assert.equal(repair.silence(true), false);
  until(1_000);
  repair.ice("connected");
  until(5_000);
  assert.deepEqual([begun, repair.connected], [[0, 4_000], false]);
  repair.silence(false);
  until(60_000);
  assert.deepEqual([begun, repair.connected], [[0, 4_000], true]);
});

test("who asks a moment after the same cut gets the way that is under way, later a new one", () => {
  const { repair, begun, until } = way();
  repair.ice("connected");
  repair.silence(true);
  until(1_000);
  repair.asked();
  assert.deepEqual(begun, [0]);
  repair.silence(false);
  until(30_000);
  repair.asked();
  assert.deepEqual(begun, [0, 30_000]);
});

test("a way that the other end began has its time", () => {
  const { repair, begun, until } = way();
  until(7_000);
  repair.begun();
  until(14_000);
  assert.deepEqual(begun, []);
  repair.ice("connected");
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
