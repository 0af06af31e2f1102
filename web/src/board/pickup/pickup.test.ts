import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts, forget, type Kept } from "./drafts.ts";
import { BLANK, commandsOf, faultOf, type Group, type Text, textOf } from "./fields.ts";
import { check, ins, keyOf } from "./ins.ts";
import { age, birthDate, phone, position } from "./parts.ts";
import { apart, joined } from "./place.ts";
import { seek } from "./seeking.ts";

const NIR = "1.2.250.1.213.1.4.8";
const TEST = "1.2.250.1.213.1.4.10";
const FILE = { call: "c1", patient: "p1" };
const text = (more: Partial<Text>): Text => ({ ...BLANK, ...more });
const commands = (group: Group, now: Partial<Text>, saved: Partial<Text> = {}) =>
  commandsOf(group, FILE, text(now), text(saved), (code) => `name of ${code}`);

test("a number is written as the nation's messages want it, overseas too", () => {
  const read = (said: string) => phone(said);
  for (const said of ["06 12 34 56 78", "0612345678", "06.12.34.56.78", "+33 6 12 34 56 78", "0033612345678"]) {
    assert.deepEqual(read(said), { value: "+33612345678" }, said);
  }
  assert.deepEqual([read("0692 12 34 56"), read("0696123456"), read("+41 79 123 45 67")], [
    { value: "+262692123456" },
    { value: "+596696123456" },
    { value: "+41791234567" },
  ]);
  for (const wrong of ["06 12 34", "112", "zero six"]) assert.deepEqual(read(wrong), { fault: "phone" }, wrong);
  assert.deepEqual(read("  "), { value: null });
});

test("an age is a count with a unit, years where none is said", () => {
  const said = { "84": "P84Y", "84 ans": "P84Y", "8 mois": "P8M", "3j": "P3D", "2 semaines": "P2W", P84Y: "P84Y", "6 months": "P6M" };
  for (const [typed, iso] of Object.entries(said)) assert.deepEqual(age(typed), { value: iso }, typed);
  for (const wrong of ["old", "840", "131", "8 x", "-3"]) assert.deepEqual(age(wrong), { fault: "age" }, wrong);
});

test("a point has a latitude and a longitude; a date is read as it is said", () => {
  assert.deepEqual(position("47.62604, 6.14251"), { value: "47.62604, 6.14251" });
  assert.deepEqual(position("47.6 -6.1"), { value: "47.6, -6.1" });
  for (const wrong of ["47.6", "91, 6", "47, 181", "north, 6"]) assert.deepEqual(position(wrong), { fault: "position" }, wrong);
  assert.deepEqual([birthDate("4/11/1938"), birthDate("1938-00-00")], [{ value: "1938-11-04" }, { value: "1938-00-00" }]);
  for (const wrong of ["38", "4/13/1938", "1838-11-04"]) assert.deepEqual(birthDate(wrong), { fault: "birthDate" }, wrong);
});

test("the key of an INS is checked as it is typed, in Corsica too", () => {
  assert.equal(keyOf("2790351215189"), 89);
  assert.equal(keyOf("199012A001001"), 97 - (1990119001001 % 97));
  assert.deepEqual(["", "2 79 03", "279035121518989", "279035121518988", "27903X"].map((said) => check(said, NIR)), [
    "none", "partial", "right", "wrong", "shape",
  ]);
  assert.equal(check("279035121518988", TEST), "invented");
  assert.equal(check("199012A0010", NIR), "partial");
  assert.deepEqual(ins("2 79 03 51 215 189 89", NIR), { value: "279035121518989" });
  assert.deepEqual([ins("279035121518988", NIR), ins("27903", NIR)], [{ fault: "insKey" }, { fault: "insShape" }]);
});

test("a label taken apart and joined again is the same label", () => {
  for (const label of ["12 rue Pasteur, Vesoul", "Vesoul", "Bât. B, 3 rue Haute, Dole", "A36 km 42"]) {
    for (const code of [true, false]) assert.equal(joined(apart(label, code)), label);
  }
  assert.deepEqual(apart("Vesoul", true), { address: "", commune: "Vesoul" });
});

test("a place is its address and its commune, with code, access and point where they are known", () => {
  assert.deepEqual(commands("place", { commune: "Vesoul", insee: "70550", address: "12 rue Pasteur", access: "code 12B", position: "47.6, 6.1" }), [
    {
      type: "locate-call",
      call: "c1",
      place: { label: "12 rue Pasteur, Vesoul", insee: "70550", access: "code 12B", position: { lat: 47.6, lon: 6.1 } },
    },
  ]);
  assert.deepEqual(commands("place", { access: "3e étage" }), []);
});

test("one bad field does not hold the others, and keeps what was saved of it", () => {
  const [command] = commands("caller", { phone: "06 12", callerName: "Mme Martin" }, { phone: "+33612345678" });
  assert.deepEqual(command, { type: "describe-caller", call: "c1", caller: { type: "INCONNU", name: "Mme Martin", phone: "+33612345678" } });
  assert.equal(faultOf("phone", text({ phone: "06 12" })), "phone");
});

test("a national code alone gives its own words as motive", () => {
  assert.deepEqual(commands("motive", { motiveCode: "M03.06" })[0], { type: "state-motive", call: "c1", motive: "name of M03.06", code: "M03.06" });
  assert.deepEqual(commands("motive", { motive: "  mal au  bras " })[0], { type: "state-motive", call: "c1", motive: "mal au bras", code: null });
  assert.equal(faultOf("motiveCode", text({ motiveCode: "chest" })), "code");
});

test("a number goes with an identity that was retrieved; qualifying is an act of its own", () => {
  const whole = { ins: "279035121518989", lastName: "Martin" };
  assert.equal(faultOf("ins", text(whole)), "insStatus");
  assert.equal(faultOf("ins", text({ insStatus: "QUAL" })), "insMissing");
  assert.deepEqual(commands("patient", { ...whole, insStatus: "QUAL" }).map(({ type }) => type), ["identify-patient", "qualify-identity"]);
  assert.deepEqual(commands("patient", { ...whole, insStatus: "QUAL" }, { insStatus: "QUAL" }).map(({ type }) => type), ["identify-patient"]);
  const [kept] = commands("patient", { ...whole, age: "84" });
  assert.ok(kept?.type === "identify-patient" && kept.ins === null && kept.person.age === "P84Y" && kept.status === "PROV");
});

test("a file that was read fills the form, and saying it again changes nothing", () => {
  const place = { label: "12 rue Pasteur, Vesoul", insee: "70550", access: null, position: { lat: 47.6, lon: 6.1 } };
  const caller = { type: "FAMILLE", name: "Martin", phone: "+33612345678" } as const;
  const read = textOf({ caller, place, active_since: "", motive: "Chute", motive_code: "M06.03", decisions: 0 } as never);
  assert.deepEqual(commandsOf("place", FILE, read, read, String)[0], { type: "locate-call", call: "c1", place });
  assert.deepEqual(commandsOf("caller", FILE, read, read, String)[0], { type: "describe-caller", call: "c1", caller });
});

test("motives are found by the beginning of their words or by their code", () => {
  const list: [string, string][] = [["M03.06", "Douleur thoracique"], ["M03.20", "Douleur abdominale isolée"]];
  assert.deepEqual(seek(list, "doul tho", 9).map(([code]) => code), ["M03.06"]);
  assert.deepEqual(seek(list, "m03.2", 9).map(([code]) => code), ["M03.20"]);
  assert.equal(seek(list, "isolee", 9).length, 1);
  assert.equal(seek(list, "", 1).length, 1);
});

function storage(): Kept {
  const kept = new Map<string, string>();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
    key: (n) => [...kept.keys()][n] ?? null,
    get length() {
      return kept.size;
    },
  };
}

test("what is typed survives a reload for its author, and nobody's signing out", () => {
  const tab = storage();
  const mine = new Drafts(tab, "arm-1");
  mine.write("c1", { text: { motive: "Chute" }, opening: null });
  mine.write("c2", { text: {}, opening: null });
  assert.deepEqual([mine.calls(), new Drafts(tab, "arm-1").read("c1")?.text], [["c1"], { motive: "Chute" }]);
  assert.deepEqual(new Drafts(tab, "arm-2").calls(), []);
  forget(tab, "arm-1");
  assert.equal(tab.length, 1);
  forget(tab, "arm-2");
  assert.equal(tab.length, 0);
  mine.write("c1", { text: { motive: "Chute" }, opening: null });
  forget(tab, null);
  assert.equal(tab.length, 0);
  assert.equal(new Drafts(null, "arm-1").read("c1"), null);
});
