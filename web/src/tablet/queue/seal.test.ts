import assert from "node:assert/strict";
import { test } from "node:test";
import { makeKey, seal, unseal } from "./seal.ts";

const SAID = { text: "Glycémie 0,4 g/l" };

test("what is sealed comes back whole, under its own name only", async () => {
  const key = await makeKey();
  const sealed = await seal(key, "a", SAID);
  assert.deepEqual(await unseal(key, "a", sealed), SAID);
  await assert.rejects(unseal(key, "b", sealed));
  await assert.rejects(unseal(await makeKey(), "a", sealed));
});

test("a changed byte is noticed", async () => {
  const key = await makeKey();
  const sealed = await seal(key, "a", SAID);
  const bytes = new Uint8Array(sealed.bytes);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  await assert.rejects(unseal(key, "a", { iv: sealed.iv, bytes: bytes.buffer }));
});

test("the words are not in the bytes, and the same words never look the same twice", async () => {
  const key = await makeKey();
  const [one, two] = [await seal(key, "a", SAID), await seal(key, "a", SAID)];
  assert.ok(!Buffer.from(one.bytes).includes("Glyc"));
  assert.notDeepEqual(new Uint8Array(one.bytes), new Uint8Array(two.bytes));
});

test("the key cannot be read out", async () => {
  const key = await makeKey();
  assert.equal(key.extractable, false);
  await assert.rejects(crypto.subtle.exportKey("raw", key));
});
