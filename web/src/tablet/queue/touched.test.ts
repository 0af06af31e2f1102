import assert from "node:assert/strict";
import { test } from "node:test";
import { inOrder } from "./inorder.ts";
import { Touched } from "./touched.ts";

/** The storage of one browser: `pages` of it see the same. */
function device(): { page: () => Touched; values: Map<string, string> } {
  const values = new Map<string, string>();
  const storage = { getItem: (key: string) => values.get(key) ?? null, setItem: (key: string, value: string) => void values.set(key, value) };
  return { page: () => new Touched(() => storage), values };
}

const LEAVE = { id: "1", type: "leave-scene" };
const CLOSE = { id: "2", type: "close-mission" };
const NONE = new Set<string>();

test("what a page was closed upon is told by the next one, until it is done again", () => {
  const { page } = device();
  page().begin([CLOSE]);
  const next = page();
  assert.deepEqual(next.lost(NONE), [CLOSE]);
  next.begin([LEAVE]);
  next.end([LEAVE], true);
  assert.deepEqual(next.lost(NONE), [CLOSE]);
  const again = { ...CLOSE, id: "3" };
  next.begin([again]);
  assert.deepEqual(next.lost(NONE), [CLOSE]);
  next.end([again], true);
  assert.deepEqual(page().lost(NONE), []);
});

test("what is being written, what was written after all and what was said not to be are no loss", () => {
  const { page } = device();
  const own = page();
  own.begin([LEAVE, CLOSE]);
  assert.deepEqual(own.lost(NONE), []);
  assert.deepEqual(page().lost(new Set(["1", "2"])), []);
  assert.deepEqual(page().lost(NONE), []);
  own.begin([LEAVE]);
  own.end([LEAVE], false);
  assert.deepEqual(page().lost(NONE), []);
});

test("an action that could not be kept does not stand for an earlier one of its kind", () => {
  const { page } = device();
  page().begin([CLOSE]);
  const [next, again] = [page(), { ...CLOSE, id: "3" }];
  next.begin([again]);
  next.end([again], false);
  assert.deepEqual(next.lost(NONE), [CLOSE]);
});

test("a storage that is refused or spoilt tells nothing and stops nothing", () => {
  const refused = new Touched(() => {
    throw new DOMException("refused", "SecurityError");
  });
  refused.begin([CLOSE]);
  refused.end([CLOSE], true);
  assert.deepEqual(refused.lost(NONE), []);
  const { page, values } = device();
  for (const spoilt of ["{", "7", '[null, {"id": 7}]']) {
    values.set("vigie.touched", spoilt);
    assert.deepEqual(page().lost(NONE), []);
  }
});

test("a reading that was overtaken is not shown", async () => {
  const answers: ((value: string) => void)[] = [];
  const shown: string[] = [];
  const read = inOrder(() => new Promise<string>((answer) => answers.push(answer)), (value) => shown.push(value));
  const readings = [read(), read(), read()];
  for (const [at, value] of [[1, "second"], [0, "first"], [2, "third"]] as const) {
    answers[at]?.(value);
    await readings[at];
  }
  assert.deepEqual(shown, ["second", "third"]);
});
