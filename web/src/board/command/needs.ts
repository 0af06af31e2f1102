/** A team or a video session asked for by text. Pure. */
import type { CallCommand } from "../../shared/api/types.ts";
import { type Answer, type Line, ready, tail, wrong } from "./line.ts";
import { matching, type Scene, type Word } from "./scene.ts";

type Needs = NonNullable<Extract<CallCommand, { type: "decide-intervention" }>["needs"]>;
type Skill = NonNullable<Needs["skills"]>[number];
type Device = NonNullable<Needs["equipment"]>[number];
type Care = NonNullable<Needs["care_type"]>;

const SKILLS: Readonly<Record<string, Skill>> = {
  infirmier: "nurse", ide: "nurse", nurse: "nurse", pediatrie: "paediatric", paediatric: "paediatric", ped: "paediatric",
  geriatrie: "geriatric", geriatric: "geriatric", ger: "geriatric", echographie: "ultrasound",
};
const DEVICES: Readonly<Record<string, Device>> = {
  oxymetre: "oximeter", oximeter: "oximeter", spo2: "oximeter", tensiometre: "blood_pressure", ta: "blood_pressure",
  thermometre: "thermometer", thermometer: "thermometer", glucometre: "glucometer", glucometer: "glucometer", dextro: "glucometer",
  ecg: "ecg", stethoscope: "stethoscope", otoscope: "otoscope", dermatoscope: "dermatoscope",
  echographe: "ultrasound", echo: "ultrasound", ultrasound: "ultrasound", spirometre: "spirometer", spirometer: "spirometer",
};
const CARE: Readonly<Record<string, Care>> = {
  med: "MED", medical: "MED", medicale: "MED", paramed: "PARAMED", paramedical: "PARAMED", secours: "SECOURS", secourisme: "SECOURS",
};
export const NEEDED: readonly string[] = ["med", "paramed", "secours", "ide", "ped", "ger", "ecg", "spo2", "ta", "dextro", "echo"];

/** `/inter`, `/inter med ecg`: what the team must be and have, each word from a list. */
export function intervention(call: string, rest: readonly Word[], scene: Scene): Answer {
  const skills = new Set<Skill>();
  const equipment = new Set<Device>();
  let care: Care = "PARAMED";
  for (const word of rest) {
    const [skill, device, level] = [SKILLS[word.plain], DEVICES[word.plain], CARE[word.plain]];
    if (skill) skills.add(skill);
    else if (device) equipment.add(device);
    else if (level) care = level;
    else return wrong("code", word, NEEDED);
  }
  const needs = { skills: [...skills], equipment: [...equipment], care_type: care };
  const command = { type: "decide-intervention", call, mission: scene.newId("m"), needs } as const;
  return ready("intervention", [call, rest.map(({ text }) => text).join(" ")], { path: "/api/calls", command });
}

/** National numbers are written with a 0 and meant in France. Null where it is no number. */
export function phoneOf(text: string): string | null {
  const digits = text.replace(/[\s.()-]/g, "");
  const meant = /^0[1-9]\d{8}$/.test(digits) ? `+33${digits.slice(1)}` : digits.replace(/^00/, "+");
  return /^\+[0-9]{5,18}$/.test(meant) ? meant : null;
}

/** What else than a picture a message may ask for, in both languages. */
const ASKED = { photo: "photo", position: "location", lieu: "location", location: "location", place: "location" } as const;
const SAID = { video: "visio", photo: "visioPhoto", location: "visioPlace" } as const;

/**
 * `/visio 06 12 34 56 78` by message, `/visio photo 06…` or `/visio position 06…` for that alone, `/visio M21` on the
 * tablet of a team there, `/visio` to open the form.
 */
export function visio(call: string, line: Line, said: readonly Word[]): Answer {
  const asked = ASKED[said[0]?.plain as keyof typeof ASKED];
  const want = asked ?? "video";
  const rest = asked ? said.slice(1) : said;
  const [word] = rest;
  if (!word) return { kind: "ready", plan: { do: "screen", say: "visioForm", about: [call], screen: "visio", call } };
  const session = line.scene.newId("v");
  const phone = phoneOf(tail(line.text, rest));
  if (phone !== null) {
    const command = { type: "request-visio", session, call, want, phone, mission: null } as const;
    return ready(SAID[want], [call, phone], { path: "/api/visios", command });
  }
  if (asked) return wrong("phone", { at: word.at, length: tail(line.text, rest).length, text: tail(line.text, rest) }, []);
  const there = Object.values(line.scene.board.missions).filter((mission) => mission.call === call && mission.team !== null);
  const teams = matching(word.text, there.map(({ team }) => team ?? ""));
  if (teams.length > 1) return { kind: "choose", span: { at: word.at, length: word.length }, options: teams };
  const mission = there.find(({ team }) => team === teams[0]);
  if (!mission) return wrong("phone", { at: word.at, length: tail(line.text, rest).length, text: tail(line.text, rest) }, there.map(({ team }) => team ?? ""));
  const command = { type: "request-visio", session, call, phone: null, mission: mission.id } as const;
  return ready("visioTablet", [call, mission.team ?? ""], { path: "/api/visios", command });
}
