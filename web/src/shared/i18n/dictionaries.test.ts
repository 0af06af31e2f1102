import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { en as every } from "./en.ts";
import { everyField } from "./factsPage.ts";
import { fr as source } from "./fr.ts";
import { TERMS } from "./terms.ts";

const fr = { ...source, terms: TERMS.fr };
const en = { ...every, terms: TERMS.en };

type Leaf = string | ((...values: never[]) => string);
type Tree = { readonly [key: string]: Leaf | Tree };

function leaves(tree: Tree, path = ""): [string, Leaf][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "object" ? leaves(value, `${path}${key}.`) : [[`${path}${key}`, value] as [string, Leaf]],
  );
}

const said = (leaf: Leaf) => (typeof leaf === "string" ? leaf : (leaf as (...values: unknown[]) => string)(2, "Y", "z"));

test("both languages have exactly the same words", () => {
  assert.deepEqual(leaves(en).map(([path]) => path), leaves(fr).map(([path]) => path));
});

test("no word is empty, and functions take as many values in both", () => {
  const english = new Map(leaves(en));
  for (const [path, leaf] of leaves(fr)) {
    const other = english.get(path);
    assert.ok(other !== undefined && said(leaf).trim() && said(other).trim(), path);
    assert.equal(typeof other, typeof leaf, path);
    if (typeof leaf === "function" && typeof other === "function") assert.equal(other.length, leaf.length, path);
  }
});

test("the auditor reads every fact that the log can hold in words", () => {
  const tags = readFileSync(new URL("../../../../tests/domain/tags.txt", import.meta.url), "utf8").split("\n").filter(Boolean).map((line) => line.split("=")[0] ?? "");
  assert.ok(tags.length > 150);
  assert.deepEqual(tags.filter((tag) => !(tag in fr.terms.fact && tag in en.terms.fact)), []);
});

test("the auditor reads every field of every fact in words", () => {
  const names = [...new Set(everyField().map(({ name }) => name))];
  assert.ok(names.length > 200);
  assert.deepEqual(names.filter((name) => !(name in fr.terms.field && name in en.terms.field)), []);
});

test("the auditor's words are of fields that there are", () => {
  const fields = new Set([...everyField().flatMap(({ owner, name }) => [name, `${owner}.${name}`]), "type"]);
  assert.deepEqual(Object.keys(fr.terms.field).filter((name) => !fields.has(name)), []);
});

test("a colon stays with the word before it", () => {
  assert.equal(fr.colon, "\u00a0: ");
  assert.equal(en.colon, ": ");
});

test("plurals follow each language: zero is singular in French only", () => {
  assert.equal(fr.summary.waiting(0), "0 appel en attente");
  assert.equal(en.summary.waiting(0), "0 calls waiting");
  assert.equal(fr.age(2, "M"), "2 mois");
  assert.equal(en.age(1, "Y"), "1 year");
});
