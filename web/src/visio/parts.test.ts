import assert from "node:assert/strict";
import { test } from "node:test";
import { digest, type Door, PART_BYTES, type PartAnswer, sendInParts } from "./parts.ts";

const PICTURE = new Blob([Uint8Array.from({ length: 2 * PART_BYTES + 5 }, (_, at) => at % 251)]);

/** A centre that keeps parts, and a network that drops the sends the test says. */
class Centre implements Door {
  readonly parts = new Map<number, Blob>();
  readonly sent: number[] = [];
  cutAt = -1;
  async here() {
    return [...this.parts.keys()];
  }
  async part(_: string, number: number, content: Blob): Promise<PartAnswer> {
    this.sent.push(number);
    if (number === this.cutAt) throw new TypeError("Failed to fetch");
    this.parts.set(number, content);
    return "ok";
  }
  async finish(_: string, parts: number, size: number, sha256: string): Promise<PartAnswer> {
    const whole = new Blob([...this.parts].sort(([a], [b]) => a - b).map(([, each]) => each));
    if (this.parts.size !== parts || whole.size !== size) return "again";
    return (await digest(whole)) === sha256 ? "ok" : "refused";
  }
}

test("the parts put together are the picture", async () => {
  const centre = new Centre();
  const told: number[] = [];
  assert.equal(await sendInParts("p", PICTURE, await digest(PICTURE), centre, (part) => told.push(part)), "ok");
  assert.deepEqual([centre.sent, told.at(-1)], [[0, 1, 2], 1]);
});

test("after a cut only what is missing is sent", async () => {
  const centre = new Centre();
  centre.cutAt = 1;
  assert.equal(await sendInParts("p", PICTURE, await digest(PICTURE), centre, () => {}), "later");
  [centre.cutAt, centre.sent.length] = [-1, 0];
  assert.equal(await sendInParts("p", PICTURE, await digest(PICTURE), centre, () => {}), "ok");
  assert.deepEqual(centre.sent, [1, 2]);
});

test("what the centre will not have is not sent for ever", async () => {
  const centre = new Centre();
  assert.equal(await sendInParts("p", PICTURE, "0".repeat(64), centre, () => {}), "refused");
});
