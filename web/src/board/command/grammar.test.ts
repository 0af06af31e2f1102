import assert from "node:assert/strict";
import { test } from "node:test";
import type { Board } from "../../shared/api/types.ts";
import { understand } from "./grammar.ts";
import type { Scene } from "./scene.ts";
import { DUTY, PACE, STEPS } from "./steps.ts";
import { VERBS } from "./verbs.ts";

const call = (id: string, regulator: string | null = null) => ({ id, regulator, priority: "P2", state: "waiting" });
const mission = (id: string, state: string, more = {}) => ({ id, call: "c-123", state, team: null, proposal: null, reassignment: null, ...more });
const team = (id: string, availability = "available", on: string | null = null) => ({ id, availability, mission: on });
const byId = (rows: readonly { id: string }[]) => Object.fromEntries(rows.map((row) => [row.id, row]));

function scene(more: Partial<Scene> = {}, rows: Partial<Record<keyof Board, readonly { id: string }[]>> = {}): Scene {
  const board = {
    calls: byId(rows.calls ?? [call("c-123", "dr-1"), call("c-124"), call("c-224")]),
    teams: byId(rows.teams ?? [team("M21"), team("M22"), team("M3", "engaged", "m-9")]),
    missions: byId(rows.missions ?? [mission("m-1", "requested"), mission("m-9", "en-route", { team: "M3", call: "c-224" })]),
    alarms: byId(rows.alarms ?? []),
    visios: {}, accesses: {}, standing_orders: {},
  } as unknown as Board;
  return { board, user: "dr-1", role: "doctor", call: "c-123", newId: (prefix) => `${prefix}-new`, ...more };
}

/** The command that a line would send, or what keeps it from being sent. */
function told(text: string, at = scene()): unknown {
  const understood = understand(text, at);
  if (understood.kind === "ready") return understood.plan.do === "issue" ? understood.plan.issue.command : `${understood.plan.screen} ${understood.plan.call ?? ""}`.trim();
  if (understood.kind === "wrong") return `${understood.why}: ${understood.said}`;
  if (understood.kind === "choose") return `choose: ${understood.options.join(" ")}`;
  return understood.kind === "missing" ? `missing ${understood.what}` : "empty";
}

test("a priority is given to the open call, or to the one that is named", () => {
  assert.deepEqual(told("/p1"), { type: "assign-priority", call: "c-123", priority: "P1" });
  assert.deepEqual(told("/P0 C124"), { type: "assign-priority", call: "c-124", priority: "P0" });
  assert.deepEqual(told("p1 #123"), { type: "assign-priority", call: "c-123", priority: "P1" });
  assert.equal(told("/p1", scene({ call: null })), "noCall: p1");
});

test("a name that two calls share is asked, never guessed", () => {
  assert.equal(told("/p1 24"), "choose: c-124 c-224");
  assert.equal(told("/24"), "choose: c-124 c-224");
  assert.equal(told("/p1 99"), "call: 99");
});

test("two teams that match are asked, never guessed; the exact name is enough", () => {
  assert.equal(told("/send m2 plus proche"), "choose: M21 M22");
  assert.equal(told("/m2 av"), "choose: M21 M22");
  const both = scene({}, { teams: [team("M2"), team("M21")] });
  assert.deepEqual(told("/send m2 connue", both), { type: "order-mission", mission: "m-1", team: "M2", solve_id: null, reason: "connue" });
});

test("words of a person are kept as typed, wherever a name might stand", () => {
  assert.deepEqual(told("/note 123 battements,  RAS"), { type: "note-observation", call: "c-123", text: "123 battements,  RAS" });
  assert.deepEqual(told("/conseil #124 repos et rappel"), "takeFirst: conseil");
  assert.deepEqual(told("/conseil Repos, rappel si fièvre"), { type: "give-advice", call: "c-123", text: "Repos, rappel si fièvre" });
  assert.deepEqual(told("/pasplus réglé"), { type: "decide-nothing-further", call: "c-123", reason: "réglé" });
  assert.deepEqual([told("/note"), told("/note   "), told("/pasplus")], ["missing text", "missing text", "missing reason"]);
});

test("what is too long says where it goes too far", () => {
  const understood = understand(`/pasplus ${"a".repeat(203)}`, scene());
  assert.deepEqual(understood.kind === "wrong" && [understood.why, understood.span], ["tooLong", { at: 209, length: 3 }]);
});

test("a level, a prescription, an orientation, an end", () => {
  assert.deepEqual(told("/r2"), { type: "assess-care-level", call: "c-123", level: "R2" });
  assert.deepEqual(told("/pmt paracétamol 1 g"), { type: "give-phone-prescription", call: "c-123", text: "paracétamol 1 g" });
  assert.deepEqual(told("/orient urg CH de Dole"), { type: "orient-patient", call: "c-123", orientation: "URGENCES", destination: "CH de Dole", patient: null });
  assert.deepEqual(told("/fin"), { type: "complete-call", call: "c-123" });
  assert.deepEqual(told("/fin maintenant"), "call: maintenant");
  assert.equal(told("/orient lune"), "code: lune");
  assert.equal(told("/orient"), "missing code");
});

test("only the doctor who has the call decides", () => {
  assert.equal(told("/r2", scene({ call: "c-124" })), "takeFirst: r2");
  assert.deepEqual(told("/prendre", scene({ call: "c-124" })), { type: "start-regulation", call: "c-124" });
});

test("who may not is told before, not after", () => {
  const arm = scene({ role: "arm", user: "arm-1" });
  assert.deepEqual([told("/send M21", arm), told("/r1", arm), told("/prendre", arm)], ["doctorOnly: send", "doctorOnly: r1", "doctorOnly: prendre"]);
  assert.deepEqual(told("/p1", arm), { type: "assign-priority", call: "c-123", priority: "P1" });
  const reader = scene({ role: "reader" });
  assert.deepEqual([told("/p1", reader), told("/m21 indispo repas", reader), told("/carte", reader)], ["readOnly: p1", "readOnly: m21", "map"]);
});

test("the proposed team is ordered as it is, another one with a reason", () => {
  const proposal = { solve_id: "s-1", chosen: "M21", ranked: [], moves: [] };
  const proposed = scene({}, { missions: [mission("m-1", "requested", { proposal })] });
  const order = { type: "order-mission", mission: "m-1", solve_id: "s-1" };
  assert.deepEqual(told("/send M21", proposed), { ...order, team: "M21", reason: null });
  assert.equal(told("/send M22", proposed), "missing reason");
  assert.deepEqual(told("/send M22 connaît le patient", proposed), { ...order, team: "M22", reason: "connaît le patient" });
  const moving = { ...proposal, moves: [{ mission: "m-9", before: "M21", after: null }] };
  assert.equal(told("/send M21", scene({}, { missions: [mission("m-1", "requested", { proposal: moving })] })), "moves: M21");
});

test("a busy team is not sent, and two missions that wait are asked about", () => {
  assert.deepEqual([told("/send M3 urgent"), told("/send"), told("/send M9 x")], ["engaged: M3", "missing team", "team: M9"]);
  const two = scene({}, { missions: [mission("m-1", "requested"), mission("m-2", "requested")] });
  assert.equal(told("/send M21 proche", two), "choose: m-1 m-2");
  assert.deepEqual(told("/send M21 m-2 proche", two), { type: "order-mission", mission: "m-2", team: "M21", solve_id: null, reason: "proche" });
  assert.equal(told("/send M21 x", scene({ call: "c-124" })), "noMission: send");
});

test("constraints name the team and say why", () => {
  assert.deepEqual(told("/interdire M22 conflit"), { type: "forbid-team", mission: "m-1", team: "M22", reason: "conflit" });
  assert.equal(told("/forcer M22"), "missing reason");
});

test("a unit's status by text, in French, in English and in short", () => {
  const at = (state: string) => scene({}, { missions: [mission("m-9", state, { team: "M3" })] });
  const arrived = { type: "report-arrival", mission: "m-9", team: "M3" };
  for (const word of ["sl", "surplace", "sur-place", "arrivé", "ARRIVEE", "on-scene", "3"]) assert.deepEqual(told(`/m3 ${word}`, at("en-route")), arrived, word);
  assert.deepEqual(told("/m3 av", at("returning")), { type: "close-mission", mission: "m-9", team: "M3" });
  assert.deepEqual(told("/m3 laissé", at("in-care")), { type: "hand-over-patient", mission: "m-9", team: "M3", outcome: "left-at-home" });
  assert.deepEqual(told("/m3 or URGENCES CHU", at("in-care")), { type: "assign-destination", mission: "m-9", orientation: "URGENCES", destination: "CHU" });
  assert.deepEqual(told("/m3 annule erreur", at("alerted")), { type: "cancel-mission", mission: "m-9", team: "M3", why: "erreur" });
  assert.deepEqual([told("/m3 av", at("in-care")), told("/m3", at("en-route")), told("/m3 bilan", at("in-care")), told("/m3 xyz", at("in-care"))],
    ["notNow: av", "missing status", "crewOnly: bilan", "status: xyz"]);
});

test("how often a crew gives news, from its order on", () => {
  const pace = { type: "set-check-in", mission: "m-9", minutes: 10 };
  for (const line of ["/m3 ps 10", "/m3 point 10min", "/m3 sécurité 10mn"]) assert.deepEqual(told(line), pace, line);
  assert.deepEqual([told("/m3 ps"), told("/m3 ps 4"), told("/m3 ps 121"), told("/m3 ps dix"), told("/m3 ps 10 vite"), told("/m21 ps 10")],
    ["missing minutes", "minutes: 4", "minutes: 121", "minutes: dix", "tooMuch: vite", "noTeamMission: ps"]);
  assert.equal(told("/m3 ps 10", scene({ role: "reader" })), "readOnly: m3");
});

test("a team without a mission is there or is not", () => {
  assert.deepEqual(told("/m21 indispo repas"), { type: "make-team-unavailable", team: "M21", why: "repas" });
  assert.deepEqual(told("/m21 fg"), { type: "end-shift", team: "M21" });
  assert.deepEqual(told("/m21 av", scene({}, { teams: [team("M21", "out-of-service")] })), { type: "make-team-available", team: "M21" });
  assert.deepEqual([told("/m21 av"), told("/m21 pec"), told("/m21 in"), told("/m3 in panne")], ["notNow: av", "noTeamMission: pec", "missing reason", "onMission: in"]);
});

test("a video session by number, by tablet, or by its form", () => {
  const asked = { type: "request-visio", session: "v-new", call: "c-123", want: "video", mission: null };
  assert.deepEqual(told("/visio 06 12 34 56 78"), { ...asked, phone: "+33612345678" });
  assert.deepEqual(told("/visio photo 06 12 34 56 78"), { ...asked, want: "photo", phone: "+33612345678" });
  for (const word of ["position", "lieu", "location"]) assert.deepEqual(told(`/visio ${word} 0612345678`), { ...asked, want: "location", phone: "+33612345678" });
  assert.deepEqual(told("/visio +41791234567"), { ...asked, phone: "+41791234567" });
  const there = scene({}, { missions: [mission("m-1", "on-scene", { team: "M21" })] });
  const { want: _, ...onTablet } = asked;
  assert.deepEqual(told("/visio m21", there), { ...onTablet, phone: null, mission: "m-1" });
  assert.deepEqual([told("/visio"), told("/visio 12"), told("/visio photo"), told("/visio photo m21", there)], ["visio c-123", "phone: 12", "visio c-123", "phone: m21"]);
});

test("a team asked for, with what it needs", () => {
  const needs = { skills: ["paediatric"], equipment: ["ecg", "oximeter"], care_type: "MED" };
  assert.deepEqual(told("/inter med péd ECG spo2"), { type: "decide-intervention", call: "c-123", mission: "m-new", needs });
  assert.equal(told("/inter vite"), "code: vite");
});

test("files that end: a duplicate names the one that stays, a dismissal its code", () => {
  assert.deepEqual(told("/doublon c-124"), { type: "link-duplicate", call: "c-123", original: "c-124" });
  assert.deepEqual(told("/doublon c-124 c-224"), { type: "link-duplicate", call: "c-124", original: "c-224" });
  assert.deepEqual(told("/classer erreur"), { type: "dismiss-call", call: "c-123", code: "D.D-MALV.ERR" });
  assert.equal(told("/classer m"), "choose: MALVEILLANT MEDECIN");
  assert.deepEqual(told("/rappel non"), { type: "call-back", call: "c-123", reached: false });
  assert.deepEqual(told("/transmettre psy"), { type: "transfer-to-regulator", call: "c-123", channel: "PSY" });
});

test("an alarm is acknowledged by name, or the only one there is", () => {
  const alarm = (id: string, by: string | null = null) => ({ id, acknowledged_by: by });
  const [one, seen] = [alarm("crew-silent.M21"), alarm("tablet-lost.M3", "dr-2")];
  assert.deepEqual(told("/acq", scene({}, { alarms: [one, seen] })), { type: "acknowledge-alarm", alarm: "crew-silent.M21" });
  assert.equal(told("/acq", scene({}, { alarms: [one, alarm("crew-silent.M22")] })), "choose: crew-silent.M21 crew-silent.M22");
  assert.equal(told("/acq", scene()), "noAlarm: acq");
});

test("screens open by name, and nothing typed after them is dropped in silence", () => {
  assert.deepEqual(["/carte", "/stats", "/imprimer", "/ordre", "/aide", "/nouveau", "/bg", "/dmp c-124", "/c-124"].map((line) => told(line)),
    ["map", "stats", "print", "order", "help", "new", "breakGlass c-123", "dmp c-124", "open c-124"]);
  assert.deepEqual([told("/carte vite"), told("/prendre c-124 vite"), told("/r2 vite")], ["tooMuch: vite", "tooMuch: vite", "call: vite"]);
});

test("what is not known says so, with what was meant perhaps", () => {
  const understood = understand("/pri", scene());
  assert.deepEqual(understood.kind === "wrong" && [understood.why, understood.span], ["verb", { at: 1, length: 3 }]);
  assert.deepEqual([told(""), told("/"), told("/  ")], ["empty", "empty", "empty"]);
});

test("no name means two things", () => {
  const names = VERBS.flatMap((verb) => verb.names);
  assert.equal(new Set(names).size, names.length);
  const steps = [...STEPS, PACE, DUTY.unavailable, DUTY.end].flatMap(({ code, names: others }) => [code, ...others]);
  assert.equal(new Set(steps).size, steps.length);
});

test("the eighteen national steps are all told by somebody", () => {
  const stages = new Set(STEPS.flatMap((step) => step.stages));
  for (const stage of ["ordered", "alerted", "en-route", "on-scene", "in-care", "transporting", "in-transit", "at-destination", "handed-over", "left", "returning"] as const)
    assert.ok(stages.has(stage), stage);
});
