import assert from "node:assert/strict";
import { test } from "node:test";
import { Coalescer } from "./coalesce.ts";

/** A time that the test moves, and what waits for it. */
function time() {
  let now = 0;
  const waiting = new Map<object, { at: number; then: () => void }>();
  return {
    now: () => now,
    after: (ms: number, then: () => void) => {
      const key = {};
      waiting.set(key, { at: now + ms, then });
      return () => void waiting.delete(key);
    },
    pass: (ms: number) => {
      now += ms;
      for (const [key, { at, then }] of [...waiting]) {
        if (at > now) continue;
        waiting.delete(key);
        then();
      }
    },
    waiting,
  };
}

test("the first comes at once, then two a second at most, and the last always comes", () => {
  const [clock, seen] = [time(), [] as [number, number][]];
  const coalescer = new Coalescer<number>((value) => seen.push([clock.now(), value]), 500, clock);
  for (let n = 0; n <= 100; n += 1) {
    coalescer.offer(n);
    clock.pass(20);
  }
  clock.pass(500);
  assert.deepEqual(seen[0], [0, 0]);
  assert.equal(seen.at(-1)?.[1], 100);
  assert.ok(seen.slice(1).every(([at], n) => at - (seen[n]?.[0] ?? 0) >= 500), JSON.stringify(seen));
  assert.equal(seen.length, 6);
});

test("what comes after a silence is not kept waiting, and one that is closed shows nothing more", () => {
  const [clock, seen] = [time(), [] as string[]];
  const coalescer = new Coalescer<string>((value) => seen.push(value), 500, clock);
  coalescer.offer("a");
  clock.pass(2_000);
  coalescer.offer("b");
  assert.deepEqual(seen, ["a", "b"]);
  coalescer.offer("c");
  coalescer.close();
  clock.pass(2_000);
  assert.deepEqual([seen, clock.waiting.size], [["a", "b"], 0]);
});
