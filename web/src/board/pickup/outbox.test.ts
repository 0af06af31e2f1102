import assert from "node:assert/strict";
import { test } from "node:test";
import { AGAIN_MS, type Heard, type Job, Outbox } from "./outbox.ts";

const job = (key: string, id = key): Job => ({ key, id, command: { type: "lose-caller", call: "c1" } });

/** An outbox before a server that gives these answers in turn, the last for ever. */
function before(...answers: Heard[]) {
  const sent: string[] = [];
  const news: string[] = [];
  const waits: number[] = [];
  const box = new Outbox(
    async ({ id }) => answers[Math.min(sent.push(id), answers.length) - 1] ?? { kind: "lost" },
    ({ id }, told) => news.push(`${id} ${told.kind}`),
    async (ms) => void waits.push(ms),
  );
  return { box, sent, news, waits };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const yes: Heard = { kind: "accepted", repeated: false, at: "2026-01-10T20:00:00Z" };

test("one after the other, in the order of the questions", async () => {
  const { box, sent } = before(yes);
  for (const key of ["receive", "place", "caller"]) box.put(job(key));
  assert.deepEqual(sent, []);
  box.start();
  await settled();
  assert.deepEqual([sent, box.empty], [["receive", "place", "caller"], true]);
});

test("a later word replaces one that has not left, never one that is on its way", async () => {
  const { box, sent } = before(yes);
  box.put(job("place", "place-1"));
  box.put(job("place", "place-2"));
  box.start();
  box.put(job("place", "place-3"));
  box.put(job("place", "place-4"));
  await settled();
  assert.deepEqual(sent, ["place-2", "place-4"]);
});

test("a network that is cut is asked again with the same number until it answers", async () => {
  const { box, sent, news, waits } = before({ kind: "lost" }, { kind: "lost" }, yes);
  box.put(job("place"));
  box.start();
  await settled();
  assert.deepEqual([sent, waits], [["place", "place", "place"], [AGAIN_MS, AGAIN_MS]]);
  assert.deepEqual(news, ["place waiting", "place sending", "place retrying", "place retrying", "place saved"]);
});

test("what is refused is told in the server's words and holds nothing else", async () => {
  const told: string[] = [];
  let first = true;
  const box = new Outbox(
    async () => (first ? ((first = false), { kind: "refused", problem: { title: "Non", detail: "why" } }) : yes),
    ({ key }, news) => told.push(news.kind === "refused" ? `${key}: ${news.words}` : `${key} ${news.kind}`),
    async () => {},
  );
  box.put(job("place"));
  box.put(job("caller"));
  box.start();
  await settled();
  assert.deepEqual(told.slice(2), ["place sending", "place: Non : why", "caller sending", "caller saved"]);
});

test("a session that is over keeps what waits, for when it is back", async () => {
  const { box, sent, news } = before({ kind: "expired" }, yes);
  box.put(job("place"));
  box.start();
  await settled();
  assert.deepEqual([box.empty, news.at(-1)], [false, "place waiting"]);
  box.start();
  await settled();
  assert.deepEqual([sent, box.empty], [["place", "place"], true]);
});

test("a newer word spares asking again for one that got lost", async () => {
  const sent: string[] = [];
  const box = new Outbox(
    async ({ id }) => {
      sent.push(id);
      if (id === "old") box.put(job("place", "new"));
      return id === "old" ? { kind: "lost" } : yes;
    },
    () => {},
    async () => {},
  );
  box.put(job("place", "old"));
  box.start();
  await settled();
  assert.deepEqual([sent, box.empty], [["old", "new"], true]);
});
