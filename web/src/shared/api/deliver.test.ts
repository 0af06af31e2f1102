import assert from "node:assert/strict";
import { test } from "node:test";
import { type Answer, deliver, RETRIES } from "./deliver.ts";

const answer = (status: number, more: Partial<Answer> = {}): Answer => ({
  status,
  repeated: false,
  problem: null,
  retryAfterSeconds: null,
  ...more,
});

/** Delivers through a server that gives these answers in turn; an Error is a network failure. */
async function through(...answers: (Answer | Error)[]) {
  const waits: number[] = [];
  let posts = 0;
  const delivery = await deliver(
    async () => {
      const next = answers[Math.min(posts++, answers.length - 1)];
      if (next === undefined || next instanceof Error) throw next ?? new Error("no answer");
      return next;
    },
    async (ms) => void waits.push(ms),
    () => {},
  );
  return { delivery, posts, waits };
}

test("accepted at once is posted once", async () => {
  assert.deepEqual(await through(answer(200)), { delivery: { kind: "accepted", repeated: false }, posts: 1, waits: [] });
});

test("a lost reply is asked again, and the server says it had it already", async () => {
  const { delivery, posts } = await through(new Error("cut"), answer(200, { repeated: true }));
  assert.deepEqual([delivery, posts], [{ kind: "accepted", repeated: true }, 2]);
});

test("a refusal is final, with its own words", async () => {
  const problem = { title: "Équipe déjà engagée", detail: "team M21 is on mission m-1" };
  assert.deepEqual(await through(answer(409, { problem })), { delivery: { kind: "refused", problem }, posts: 1, waits: [] });
});

test("a busy server is given the time it asks for", async () => {
  assert.deepEqual((await through(answer(503, { retryAfterSeconds: 5 }), answer(200))).waits, [5_000]);
});

test("no session is not a refusal", async () => {
  assert.deepEqual((await through(answer(401))).delivery, { kind: "expired" });
});

test("it gives up after every retry and says that nobody knows", async () => {
  const { delivery, posts, waits } = await through(new Error("cut"));
  assert.deepEqual([delivery, posts, waits], [{ kind: "lost" }, RETRIES.length + 1, RETRIES]);
});

test("a server that stays unavailable is told in its own words", async () => {
  const problem = { title: "Journal indisponible" };
  assert.deepEqual((await through(answer(503, { problem }))).delivery, { kind: "refused", problem });
});
