import assert from "node:assert/strict";
import { test } from "node:test";
import { differs, frozen, ideal, lateness, type Queued, type Section } from "./order.ts";

const call = (id: string, priority: string | null, minute: number, section: Section = "waiting"): Queued => ({
  id,
  priority,
  since: `2026-11-21T03:${String(minute).padStart(2, "0")}:00Z`,
  section,
});
const ids = (places: readonly { id: string }[]) => places.map((place) => place.id).join(" ");

test("priority first, then the longest wait", () => {
  const calls = [call("c", "P2", 1), call("a", "P0", 30), call("b", "P1", 9), call("d", "P1", 2), call("e", "P3", 0)];
  assert.equal(ids(ideal(calls)), "a d b c e");
});

test("a call nobody assessed waits among the P2; not regulated comes last", () => {
  assert.equal(ids(ideal([call("n", "NR", 0), call("x", null, 5), call("y", "P2", 4), call("z", "P3", 0)])), "y x z n");
});

test("calls that nobody regulates come before those a doctor holds, whatever the priority", () => {
  assert.equal(ids(ideal([call("held", "P0", 0, "held"), call("wait", "P3", 59), call("done", "P0", 0, "done")])), "wait held done");
});

test("equal calls keep one order", () => {
  const [a, b] = [call("a", "P1", 0), call("b", "P1", 0)];
  assert.deepEqual(ideal([a, b]), ideal([b, a]));
});

test("while frozen nothing shown moves, goes or changes section; newcomers come last in theirs", () => {
  const shown = ideal([call("a", "P1", 0), call("b", "P2", 0), call("h", "P2", 0, "held")]);
  const wanted = ideal([call("b", "P0", 0, "held"), call("h", "P2", 0, "held"), call("new", "P0", 9)]);
  assert.deepEqual(frozen(shown, wanted), [
    { id: "a", section: "waiting" },
    { id: "b", section: "waiting" },
    { id: "new", section: "waiting" },
    { id: "h", section: "held" },
  ]);
  assert.equal(differs(frozen(shown, wanted), wanted), true);
});

test("letting go of an order that is already right moves nothing", () => {
  const wanted = ideal([call("a", "P1", 0), call("b", "P2", 0)]);
  assert.equal(differs(frozen(wanted, wanted), wanted), false);
});

test("lateness is measured against the limit of the priority", () => {
  assert.equal(lateness("P0", 60), 1);
  assert.equal(lateness("P1", 60), 0.2);
  assert.equal(lateness(null, 1200), 1);
});
