import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { en } from "../shared/i18n/en.ts";
import { fr } from "../shared/i18n/fr.ts";
import type { Entry } from "./queue/entry.ts";
import { standing } from "./standing.ts";
import { answerDue, beside, lastVisio, running, TOLD_VERSION } from "./teleconsultation.ts";
import type { Sheet, SheetAt, Visio, Wanted } from "./types.ts";

const NOW = "2026-01-10T20:00:00.000Z";
const visio = (id: string, state: Visio["state"], requested_at = NOW) => ({ id, state, mission: "m1", call: "c1", requested_at }) as Visio;
const sheet = (...visios: Visio[]) =>
  ({ shift: {}, notice: null, call: { id: "c1" }, safety: null, visios, mission: { id: "m1", call: "c1", state: "in-care", steps: [] } }) as unknown as Sheet;
const at = (shown: Sheet): SheetAt => ({ team: "t1", position: 10, at: NOW, heardAt: 0, etag: null, sheet: shown });
let n = 0;
const entry = (wanted: Wanted): Entry => ({ ...wanted, n: ++n, id: String(n), by: "nurse-1", deviceAt: NOW, fate: { kind: "queued" } });
const agree = entry({
  where: "/api/missions",
  command: { type: "consent-teleconsultation", mission: "m1", team: "t1", given_by: "patient", told_version: 1, reason: null },
});
const refuse = entry({ where: "/api/missions", command: { type: "refuse-teleconsultation", mission: "m1", team: "t1", told_version: 1 } });
const ask = entry({ where: "/api/visios", command: { type: "request-visio", session: "v1", call: "c1", mission: "m1", phone: null } });

test("the text that patients are told has a version of its own: change one, raise the other", () => {
  const text = JSON.stringify([fr.teleconsult.told, en.teleconsult.told]);
  assert.deepEqual([TOLD_VERSION, createHash("sha256").update(text).digest("hex").slice(0, 16)], [1, "49f00e99863fae3c"]);
});

test("it is offered beside the patient only", () => {
  assert.ok(beside({ state: "on-scene" }) && beside({ state: "handed-over" }));
  assert.ok(!beside({ state: "en-route" }) && !beside({ state: "left" }));
});

test("what was agreed and asked for shows at once, and a queue of its own makes nothing twice", () => {
  const shown = standing(at(sheet()), [agree, ask]);
  assert.equal(shown?.mission?.teleconsultation?.given_by, "patient");
  assert.deepEqual([shown && lastVisio(shown)?.state, shown && lastVisio(shown)?.waiting], ["requested", true]);
  const there = standing(at(sheet(visio("v1", "invited"))), [agree, ask]);
  assert.deepEqual(there?.visios.map(({ id, state }) => [id, state]), [["v1", "invited"]]);
});

test("the session is answered once by what the patient said, whoever asked for it", () => {
  const invited = sheet(visio("v1", "invited"));
  assert.equal(answerDue(invited, []), null);
  const after = standing(at(invited), [agree]) ?? assert.fail();
  const answer = answerDue(after, [agree]) ?? assert.fail();
  assert.deepEqual(answer, { type: "give-consent", session: "v1", spoken: true, location: false, snapshots: false });
  assert.equal(answerDue(after, [agree, entry({ where: "/api/visios", command: answer })]), null);
  assert.equal(answerDue(standing(at(sheet(visio("v1", "requested"))), [agree]) ?? assert.fail(), []), null);
});

test("who refuses ends what runs, and nothing that is over", () => {
  const live = standing(at(sheet(visio("v0", "over"), visio("v1", "live"))), [agree, refuse]) ?? assert.fail();
  assert.deepEqual(answerDue(live, []), { type: "refuse-consent", session: "v1", why: null });
  assert.equal(answerDue(standing(at(sheet(visio("v1", "over"))), [refuse]) ?? assert.fail(), []), null);
});

test("the session that runs comes before the last that is over", () => {
  const rows = sheet(visio("v1", "live", "2026-01-10T19:00:00Z"), visio("v2", "over", "2026-01-10T20:00:00Z"));
  assert.equal(lastVisio(rows)?.id, "v1");
  assert.ok(running(rows) && !running(sheet(visio("v2", "over"))) && !running(sheet()));
});
