import assert from "node:assert/strict";
import { test } from "node:test";
import { type Notice, type Outcome, withNotice } from "./notices.ts";

const notice = (id: string, outcome: Outcome): Notice => ({ id, name: id, outcome, attempt: 0, problem: null });

test("a refusal that nobody has read is not pushed away by what goes well", () => {
  let shown = [notice("bad", "refused"), notice("gone", "lost")];
  for (const id of ["a", "b", "c", "d", "e"]) shown = withNotice(withNotice(shown, notice(id, "sending")), notice(id, "accepted"));
  assert.deepEqual(shown.map(({ id }) => id), ["e", "d", "bad", "gone"]);
});

test("what becomes of a command is told in one place", () => {
  const shown = withNotice([notice("a", "sending"), notice("b", "accepted")], notice("a", "retrying"));
  assert.deepEqual(shown.map(({ id, outcome }) => [id, outcome]), [["a", "retrying"], ["b", "accepted"]]);
});
