import assert from "node:assert/strict";
import { test } from "node:test";
import { fits } from "./wire.ts";

const offer = { description: { type: "offer", sdp: "" } } as const;
const answer = { description: { type: "answer", sdp: "" } } as const;
const candidate = { candidate: null };

test("what belongs to the connection that is there is for it", () => {
  for (const data of [offer, answer, candidate]) assert.equal(fits(0, data), "this");
  for (const data of [offer, answer, candidate]) assert.equal(fits(2, { ...data, attempt: 2 }), "this");
});

test("an offer of a later one begins it; the rest of it is too early", () => {
  assert.equal(fits(0, { ...offer, attempt: 1 }), "next");
  assert.equal(fits(0, { ...answer, attempt: 1 }), "none");
  assert.equal(fits(0, { ...candidate, attempt: 1 }), "none");
});

test("what was on the way when another was made is let go", () => {
  for (const data of [offer, answer, candidate]) assert.equal(fits(1, data), "none");
});

test("the first word of a peer begins a connection, whatever it is", () => {
  assert.equal(fits(null, offer), "next");
  assert.equal(fits(null, { ...offer, attempt: 3 }), "next");
  assert.equal(fits(null, candidate), "next");
});

test("a plea is heard by the connection that is there, whichever it asks for", () => {
  assert.equal(fits(0, { restart: true }), "this");
  assert.equal(fits(0, { restart: true, attempt: 1 }), "this");
  assert.equal(fits(null, { restart: true, attempt: 1 }), "none");
});
