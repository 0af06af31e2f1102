import assert from "node:assert/strict";
import { test } from "node:test";
import { ACCEPTED_KEPT, deviceInstant, QueueFull, WAITING_LIMIT } from "./entry.ts";
import { flush } from "./flush.ts";
import { MemoryStore } from "./memory.ts";
import { action, Centre, type Fault, FragileStore, problem, stepOf, TabClosed } from "./trial.ts";
import { retryMs, verdict } from "./verdict.ts";

async function queued(steps: number, store = new FragileStore()) {
  for (let step = 1; step <= steps; step++) await store.add(action(step));
  return store;
}

const quiet = () => {};
const steps = (centre: Centre) => centre.log.map(({ step }) => step);
const kinds = async (store: MemoryStore) => (await store.all()).entries.map(({ fate }) => fate.kind);

test("actions leave in the order they were entered", async () => {
  const [store, centre] = [await queued(4), new Centre()];
  assert.deepEqual(await flush(store, centre, quiet), { kind: "empty" });
  assert.deepEqual(steps(centre), [1, 2, 3, 4]);
  assert.deepEqual(await kinds(store), ["accepted", "accepted", "accepted", "accepted"]);
});

test("a lost reply is asked again under the same id, and counts once", async () => {
  const [store, centre] = [await queued(2), new Centre()];
  centre.faults = ["lost-reply"];
  assert.equal((await flush(store, centre, quiet)).kind, "later");
  assert.deepEqual(await kinds(store), ["sent", "queued"]);
  await flush(store, centre, quiet);
  assert.deepEqual(steps(centre), [1, 2]);
  const [first] = (await store.all()).entries;
  assert.ok(first?.fate.kind === "accepted" && first.fate.repeated);
});

test("nothing overtakes an action that the network failed", async () => {
  const [store, centre] = [await queued(3), new Centre()];
  centre.faults = ["none", "cut"];
  await flush(store, centre, quiet);
  assert.equal(centre.posted.length, 2);
  assert.deepEqual(await kinds(store), ["accepted", "sent", "queued"]);
});

test("a tab closed between the server's answer and our note sends it again, and it counts once", async () => {
  const [store, centre] = [await queued(2), new Centre()];
  store.closeAt = 1;
  await assert.rejects(flush(store, centre, quiet), TabClosed);
  assert.deepEqual(steps(centre), [1]);
  await flush(store, centre, quiet);
  assert.deepEqual(steps(centre), [1, 2]);
});

test("a refusal is kept with its words, and what follows is still sent", async () => {
  const [store, centre] = [await queued(3), new Centre()];
  centre.withdrawn.add(2);
  await flush(store, centre, quiet);
  assert.deepEqual(await kinds(store), ["accepted", "refused", "refused"]);
  const fates = (await store.all()).entries.map(({ fate }) => (fate.kind === "refused" ? fate.reason : null));
  assert.deepEqual(fates, [null, "MissionWithdrawn", "OutOfOrder"]);
});

test("another person's actions wait for that person, and hold nobody up", async () => {
  const store = new MemoryStore();
  await store.add(action(7, "driver-1"));
  await store.add(action(1));
  const centre = new Centre();
  assert.deepEqual(await flush(store, centre, quiet), { kind: "empty" });
  assert.deepEqual(await kinds(store), ["queued", "accepted"]);
});

test("nobody signed in sends nothing", async () => {
  const [store, centre] = [await queued(1), new Centre()];
  centre.person = null;
  assert.deepEqual(await flush(store, centre, quiet), { kind: "sign-in" });
  assert.deepEqual(centre.posted, []);
});

for (const fault of ["portal", "busy"] satisfies Fault[]) {
  test(`an answer that decides nothing (${fault}) leaves the action waiting`, async () => {
    const [store, centre] = [await queued(1), new Centre()];
    centre.faults = [fault];
    assert.equal((await flush(store, centre, quiet)).kind, "later");
    assert.deepEqual(await kinds(store), ["sent"]);
  });
}

test("the order is that of the fingers, whatever the device's clock does", async () => {
  const store = new MemoryStore();
  const clocks = ["2026-01-10T20:00:00.000Z", "2026-01-10T18:00:00.000Z", deviceInstant(0), "2031-01-01T00:00:00.000Z"];
  for (const [at, clock] of clocks.entries()) await store.add(action(at + 1, "nurse-1", clock));
  const centre = new Centre();
  await flush(store, centre, quiet);
  assert.deepEqual(steps(centre), [1, 2, 3, 4]);
  assert.deepEqual((await store.all()).entries.map(({ deviceAt }) => deviceAt), clocks);
});

test("an absurd clock is not sent as the time of an action", () => {
  assert.equal(deviceInstant(0), null);
  assert.equal(deviceInstant(Number.NaN), null);
  assert.equal(deviceInstant(Date.UTC(2026, 0, 1)), "2026-01-01T00:00:00.000Z");
});

test("a full queue says so and loses nothing", async () => {
  const store = await queued(WAITING_LIMIT);
  await assert.rejects(store.add(action(WAITING_LIMIT + 1)), QueueFull);
  assert.equal((await store.all()).entries.length, WAITING_LIMIT);
});

test("actions entered together are all kept, in their order, or none is", async () => {
  const store = await queued(WAITING_LIMIT - 1);
  await assert.rejects(store.add(action(WAITING_LIMIT), action(WAITING_LIMIT + 1)), QueueFull);
  assert.equal((await store.all()).entries.length, WAITING_LIMIT - 1);
  const [pair, centre] = [new MemoryStore(), new Centre()];
  await pair.add(action(1), action(2));
  await flush(pair, centre, quiet);
  assert.deepEqual(steps(centre), [1, 2]);
});

test("old accepted actions make room; refused and waiting ones never do", async () => {
  const [store, centre] = [await queued(ACCEPTED_KEPT + 10), new Centre()];
  await store.add(action(ACCEPTED_KEPT + 12));
  await flush(store, centre, quiet);
  const { entries } = await store.all();
  assert.equal(entries.filter(({ fate }) => fate.kind === "accepted").length, ACCEPTED_KEPT);
  assert.deepEqual(entries.filter(({ fate }) => fate.kind === "refused").map(stepOf), [ACCEPTED_KEPT + 12]);
});

test("only what Vigie says no to is a refusal", () => {
  const read = (status: number, type: string) => verdict(problem(status, type), "x").kind;
  assert.equal(read(409, "urn:vigie:refusal:out-of-order"), "refused");
  assert.equal(read(404, "about:blank"), "later");
  assert.equal(read(403, "urn:vigie:csrf"), "sign-in");
  assert.equal(read(401, "urn:vigie:not-signed-in"), "sign-in");
  for (const status of [408, 429, 500, 503]) assert.equal(read(status, "urn:vigie:x"), "later", String(status));
  assert.equal(verdict({ status: 200, body: { command_id: "y" }, retryAfterSeconds: null }, "x").kind, "later");
});

test("a failure is tried again at once, then further and further apart, and later where the server asks", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 50].map((n) => retryMs(n, 0)), [0, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  assert.equal(retryMs(1, 30_000), 30_000);
});
