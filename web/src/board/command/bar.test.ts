import assert from "node:assert/strict";
import { test } from "node:test";
import type { Board } from "../../shared/api/types.ts";
import { en } from "../../shared/i18n/en.ts";
import { fr } from "../../shared/i18n/fr.ts";
import { choices } from "./complete.ts";
import { Typed } from "./history.ts";
import type { Scene } from "./scene.ts";
import { STEPS } from "./steps.ts";
import { VERBS } from "./verbs.ts";

const teams = { M21: { id: "M21", availability: "available", mission: null }, M22: { id: "M22", availability: "available", mission: null } };
const calls = { "c-123": { id: "c-123", regulator: "dr-1" } };
const missions = { "m-1": { id: "m-1", call: "c-123", state: "requested", team: null, proposal: null } };
const board = { calls, teams, missions, alarms: {}, visios: {}, accesses: {}, standing_orders: {} } as unknown as Board;
const scene: Scene = { board, user: "dr-1", role: "doctor", call: "c-123", newId: (prefix) => prefix };
const shown = (text: string) => choices(text, scene).map(({ shown: each }) => each);
const taken = (text: string, n = 0) => choices(text, scene)[n]?.line;

test("the first word may be a verb, a team or a call", () => {
  assert.ok(shown("/pr").includes("/prendre"));
  assert.deepEqual(shown("/m2"), ["/M21", "/M22"]);
  assert.equal(taken("/m2", 1), "/M22 ");
  assert.deepEqual(shown("/"), []);
});

test("what follows is offered in its place, and taken with a space after it", () => {
  assert.deepEqual(shown("/send "), ["M21", "M22"]);
  assert.equal(taken("/send "), "/send M21 ");
  assert.deepEqual(shown("/send m2 "), ["M21", "M22"]);
  assert.equal(taken("/send m2 connue", 1), "/send M22 connue");
  assert.equal(taken("/orient do"), undefined, "one meaning only: nothing to choose");
  assert.ok(shown("/m21 ").includes("in"));
});

test("the arrows walk through what was sent, and come back to the draft", () => {
  const typed = new Typed();
  assert.equal(typed.back("draft"), "draft");
  typed.keep("/p1");
  typed.keep("/carte");
  typed.keep("/carte");
  assert.deepEqual([typed.back("dr"), typed.back("x"), typed.back("x")], ["/carte", "/p1", "/p1"]);
  assert.deepEqual([typed.forth("x"), typed.forth("x"), typed.forth("dr")], ["/carte", "dr", "dr"]);
});

test("every verb and every step has its words in both languages", () => {
  for (const { bar } of [fr, en]) {
    for (const { id } of VERBS) assert.ok(bar.verbs[id].trim(), id);
    for (const { code, does } of STEPS) {
      const explained = "outcome" in does || !["cancel-mission", "decline-mission", "assign-destination"].includes(does.type);
      if (explained) assert.ok(bar.explain[`step.${code}` as keyof typeof bar.explain]("M21", "c-1").trim(), code);
    }
  }
});
