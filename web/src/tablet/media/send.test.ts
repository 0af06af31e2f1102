import assert from "node:assert/strict";
import { test } from "node:test";
import { full, LARGEST_BYTES, MOST_BYTES, MOST_WAITING, type Outgoing, PART_BYTES, partsToSend, sha256, within } from "./outgoing.ts";
import { type Answer, type MediaServer, sendPicture } from "./send.ts";

const SIZE = 2 * PART_BYTES + 10;
const CONTENT = Uint8Array.from({ length: SIZE }, (_, at) => at % 251);
const picture = async (): Promise<Outgoing> => ({
  id: "p-1",
  mission: "m-1",
  by: "nurse-1",
  deviceAt: null,
  kind: "photo",
  consent: "patient",
  caption: null,
  bytes: SIZE,
  sha256: await sha256(CONTENT),
  fate: { kind: "queued" },
});

/** A server that keeps parts, and drops the line at the posts that the test says. */
class Centre implements MediaServer {
  readonly parts = new Map<number, Uint8Array>();
  readonly posts: string[] = [];
  cutAt: number | null = null;
  finished = 0;

  async here() {
    return [...this.parts.keys()];
  }

  async part(_: Outgoing, part: number, content: Uint8Array<ArrayBuffer>): Promise<Answer> {
    this.posts.push(`part ${part}`);
    if (this.cutAt === this.posts.length) throw new TypeError("Failed to fetch");
    this.parts.set(part, content);
    return { kind: "ok" };
  }

  async finish(of: Outgoing, parts: number): Promise<Answer> {
    this.posts.push("finish");
    const whole = [...this.parts].sort(([a], [b]) => a - b).flatMap(([, each]) => [...each]);
    if (this.parts.size !== parts) return { kind: "refused", slug: "parts-missing", title: "", detail: "" };
    assert.equal(await sha256(Uint8Array.from(whole)), of.sha256);
    this.finished++;
    return { kind: "ok" };
  }
}

const never = () => false;
const nobody = () => {};

test("a picture goes in parts that put together are the picture", async () => {
  const centre = new Centre();
  assert.deepEqual(await sendPicture(await picture(), CONTENT, centre, never, nobody), { kind: "ok" });
  assert.deepEqual(centre.posts, ["part 0", "part 1", "part 2", "finish"]);
});

test("after a cut only what is missing is sent", async () => {
  const centre = new Centre();
  centre.cutAt = 2;
  assert.deepEqual(await sendPicture(await picture(), CONTENT, centre, never, nobody), { kind: "later" });
  centre.posts.length = 0;
  centre.cutAt = null;
  await sendPicture(await picture(), CONTENT, centre, never, nobody);
  assert.deepEqual([centre.posts, centre.finished], [["part 1", "part 2", "finish"], 1]);
});

test("a picture makes way for what is smaller", async () => {
  const centre = new Centre();
  const pause = () => centre.posts.length >= 1;
  assert.deepEqual(await sendPicture(await picture(), CONTENT, centre, pause, nobody), { kind: "paused" });
  assert.deepEqual(centre.posts, ["part 0"]);
});

test("a server that lost the parts gets them again", async () => {
  const centre = new Centre();
  centre.here = async () => [0, 1, 2];
  assert.deepEqual(await sendPicture(await picture(), CONTENT, centre, never, nobody), { kind: "later" });
});

test("what may wait is bounded, and what is too much is said", () => {
  const one = { bytes: 1_000 };
  assert.equal(full([], LARGEST_BYTES + 1), "one");
  assert.equal(full(Array.from({ length: MOST_WAITING }, () => one), 1), "count");
  assert.equal(full([{ bytes: MOST_BYTES - 10 }], 11), "bytes");
  assert.equal(full([{ bytes: MOST_BYTES - 10 }], 10), null);
});

test("parts cover every byte once", () => {
  assert.deepEqual(partsToSend(SIZE, [1]), [[0, 0, PART_BYTES], [2, 2 * PART_BYTES, SIZE]]);
});

test("a picture is made smaller, never larger, in its own proportions", () => {
  assert.deepEqual(within(4000, 3000, 1600), [1600, 1200]);
  assert.deepEqual(within(30, 3000, 1600), [16, 1600]);
  assert.deepEqual(within(300, 200, 1600), [300, 200]);
});
