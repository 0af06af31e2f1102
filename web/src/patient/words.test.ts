import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { LANGUAGES, pick, TOLD_VERSION } from "./words/index.ts";

type Leaf = string | readonly string[] | ((value: never) => string);
type Tree = { readonly [key: string]: Leaf | Tree };

const isLeaf = (value: Leaf | Tree): value is Leaf => typeof value !== "object" || Array.isArray(value);
const leaves = (tree: Tree, path = ""): [string, Leaf][] =>
  Object.entries(tree).flatMap(([key, value]) => (isLeaf(value) ? [[`${path}${key}`, value] as [string, Leaf]] : leaves(value, `${path}${key}.`)));
const said = (leaf: Leaf): readonly string[] => (typeof leaf === "function" ? [(leaf as (value: unknown) => string)("15")] : typeof leaf === "string" ? [leaf] : leaf);
const all = Object.entries(LANGUAGES).map(([code, { words }]) => [code, leaves(words)] as const);

test("every language has every word, and none is empty", () => {
  const french = leaves(LANGUAGES["fr"]!.words).map(([path]) => path);
  for (const [code, words] of all) {
    assert.deepEqual(words.map(([path]) => path), french, code);
    for (const [path, leaf] of words) assert.ok(said(leaf).length > 0 && said(leaf).every((each) => each.trim()), `${code} ${path}`);
  }
});

test("nothing of our trade is said to a patient", () => {
  const jargon = /webrtc|token|jeton|serveur|server|visio(?!n)|régulat|regulat|signal|bitrate|débit|upload|session|SAMU-|getUserMedia/i;
  const found = all.flatMap(([code, words]) => words.flatMap(([path, leaf]) => said(leaf).filter((each) => jargon.test(each)).map((each) => `${code} ${path}: ${each}`)));
  assert.deepEqual(found, []);
});

test("sentences are short: at most 25 words, said aloud in one breath or two", () => {
  const long = all.flatMap(([code, words]) =>
    words.flatMap(([path, leaf]) => said(leaf).flatMap((text) => text.split(/[.!?:…]\s/)).filter((each) => each.split(/\s+/).length > 25).map((each) => `${code} ${path}: ${each}`)),
  );
  assert.deepEqual(long, []);
});

test("the first of the phone's languages that the page speaks, else French", () => {
  assert.deepEqual([pick(["de-DE", "en-GB", "fr"]), pick(["FR-ch"]), pick(["ar"]), pick([])], ["en", "fr", "fr", "fr"]);
});

test("what is told before consent has a number of its own: change one, raise the other", () => {
  const text = JSON.stringify(all.map(([code, words]) => [code, words.filter(([path]) => path.startsWith("told.")).map(([, leaf]) => said(leaf))]));
  assert.deepEqual([TOLD_VERSION, createHash("sha256").update(text).digest("hex").slice(0, 16)], [1, "4ca3398bacd78307"]);
});
