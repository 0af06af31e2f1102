import assert from "node:assert/strict";
import { test } from "node:test";
import { flush } from "./flush.ts";
import { action, Centre, type Fault, FragileStore, stepOf, TabClosed } from "./trial.ts";

const SCHEDULES = 2_000;
const FAULTS: readonly Fault[] = ["none", "none", "cut", "lost-reply", "portal", "busy"];

/** Mulberry32: the same numbers for the same seed, on every machine. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Passes under faults, between entries and after them, until everything is answered. */
async function play(seed: number): Promise<{ centre: Centre; store: FragileStore; entered: number }> {
  const chance = chances(seed);
  const pick = (below: number) => Math.floor(chance() * below);
  const [centre, store, entered] = [new Centre(), new FragileStore(), 1 + pick(8)];
  if (chance() < 0.3) centre.withdrawn.add(1 + pick(entered));
  const pass = async () => {
    centre.faults = Array.from({ length: pick(5) }, () => FAULTS[pick(FAULTS.length)] ?? "none");
    store.closeAt = chance() < 0.3 ? pick(6) : null;
    await flush(store, centre, () => {}).catch((error: unknown) => assert.ok(error instanceof TabClosed));
  };
  for (let step = 1; step <= entered; step++) {
    await store.add(action(step));
    if (chance() < 0.6) await pass();
  }
  for (let more = pick(4); more > 0; more--) await pass();
  [centre.faults, store.closeAt] = [[], null];
  assert.equal((await flush(store, centre, () => {})).kind, "empty");
  return { centre, store, entered };
}

test(`${SCHEDULES} random schedules: each action once and in order, or refused with the crew told`, async () => {
  for (let seed = 1; seed <= SCHEDULES; seed++) {
    const { centre, store, entered } = await play(seed);
    const { entries } = await store.all();
    const accepted = entries.filter(({ fate }) => fate.kind === "accepted").map(stepOf);
    const refused = entries.filter(({ fate }) => fate.kind === "refused").map(stepOf);
    assert.deepEqual(centre.log.map(({ step }) => step), accepted, `seed ${seed}`);
    assert.deepEqual([...accepted].sort((a, b) => a - b), accepted, `seed ${seed}`);
    assert.equal(new Set([...accepted, ...refused]).size, entered, `seed ${seed}`);
    if (centre.withdrawn.size === 0) assert.deepEqual(refused, [], `seed ${seed}`);
  }
});
