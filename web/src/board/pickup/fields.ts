/** The fields of the pick-up form, and the commands that what they hold amounts to. Pure. */
import type { CallCommand, CallFile } from "../../shared/api/types.ts";
import { ins } from "./ins.ts";
import { age, birthDate, type Fault, line, phone, position, type Read } from "./parts.ts";
import { apart, joined } from "./place.ts";

export const GROUPS = {
  place: ["commune", "insee", "address", "access", "position"],
  caller: ["phone", "callerType", "callerName"],
  motive: ["motive", "motiveCode"],
  patient: ["sex", "age", "lastName", "firstName", "birthDate", "insStatus", "insOid", "ins"],
} as const;
export type Group = keyof typeof GROUPS;
export type Field = (typeof GROUPS)[Group][number];
export type Text = Readonly<Record<Field, string>>;
export const FIELDS = Object.values(GROUPS).flat() as readonly Field[];

type Place = Extract<CallCommand, { type: "locate-call" }>["place"];
type Person = Extract<CallCommand, { type: "identify-patient" }>["person"];
type Status = NonNullable<Extract<CallCommand, { type: "identify-patient" }>["status"]>;
type Inside = Extract<CallFile["state"], { type: "received" }>["file"];

/** How the form names the first patient of a file. A file with more is completed by the doctor. */
export const PATIENT = "p1";
export const BLANK: Text = {
  ...{ commune: "", insee: "", address: "", access: "", position: "" },
  ...{ phone: "", callerType: "INCONNU", callerName: "", motive: "", motiveCode: "" },
  ...{ sex: "UN", age: "", lastName: "", firstName: "", birthDate: "" },
  ...{ insStatus: "PROV", insOid: "1.2.250.1.213.1.4.8", ins: "" },
};
const READERS: Readonly<Partial<Record<Field, (text: string) => Read>>> = { phone, age, position, birthDate };
const CODE = /^M\d{2}\.\d{2}$/;

export function groupOf(field: Field): Group {
  return (Object.keys(GROUPS) as Group[]).find((group) => (GROUPS[group] as readonly Field[]).includes(field)) ?? "place";
}

/** What a field holds, read beside the others; or why it cannot be. */
export function read(field: Field, text: Text): Read {
  if (field === "ins") return insOf(text);
  if (field === "motiveCode") {
    const code = text.motiveCode.trim().toUpperCase().split(" ")[0] ?? "";
    return code === "" ? { value: null } : CODE.test(code) ? { value: code } : { fault: "code" };
  }
  return (READERS[field] ?? line)(text[field]);
}

/** A number is kept with an identity that INSi or papers have confirmed, and a qualified one has its number. */
function insOf(text: Text): Read {
  const number = ins(text.ins, text.insOid);
  if ("fault" in number) return number;
  if (number.value !== null && text.insStatus === "PROV") return { fault: "insStatus" };
  return number.value === null && text.insStatus === "QUAL" ? { fault: "insMissing" } : number;
}

export function faultOf(field: Field, text: Text): Fault | null {
  const told = read(field, text);
  return "fault" in told ? told.fault : null;
}

/** `text` with what cannot be read put back as it was saved: one bad field does not hold the others. */
export function sound(text: Text, saved: Text): Text {
  const kept = Object.fromEntries(FIELDS.map((field) => [field, "fault" in read(field, text) ? saved[field] : text[field]])) as Text;
  return "fault" in read("ins", text) ? { ...kept, insStatus: saved.insStatus, insOid: saved.insOid, ins: saved.ins } : kept;
}

const value = (field: Field, text: Text): string | null => {
  const told = read(field, text);
  return "value" in told ? told.value : null;
};

/** The file, and the patient of it that the form describes. */
export interface FileNamed {
  readonly call: string;
  readonly patient: string;
}

/** The commands that bring a file from `saved` to `text`; none where there is nothing to say yet. */
export function commandsOf(group: Group, of: FileNamed, text: Text, saved: Text, motiveName: (code: string) => string): CallCommand[] {
  const told = sound(text, saved);
  const { call } = of;
  const what = (field: Field) => value(field, told);
  if (group === "place") {
    const place = placeOf(told);
    return place ? [{ type: "locate-call", call, place }] : [];
  }
  if (group === "caller") {
    const caller = { type: told.callerType as "INCONNU", name: what("callerName"), phone: what("phone") };
    return [{ type: "describe-caller", call, caller }];
  }
  if (group === "motive") {
    const code = what("motiveCode");
    const motive = what("motive") ?? (code === null ? null : motiveName(code));
    return motive ? [{ type: "state-motive", call, motive, code }] : [];
  }
  return patientCommands(of, told, saved);
}

function placeOf(text: Text): Place | null {
  const label = joined(text);
  if (!label) return null;
  const [lat, lon] = (value("position", text) ?? "").split(", ").map(Number);
  return {
    label,
    insee: value("insee", text),
    access: value("access", text),
    position: lat === undefined || lon === undefined ? null : { lat, lon },
  };
}

function patientCommands({ call, patient }: FileNamed, text: Text, saved: Text): CallCommand[] {
  const person: Person = {
    last_name: value("lastName", text),
    first_name: value("firstName", text),
    birth_date: value("birthDate", text),
    age: value("age", text),
    sex: text.sex as "UN",
  };
  const number = value("ins", text);
  const identity = number === null ? null : { number, oid: text.insOid };
  const status = text.insStatus as Status;
  const known = { type: "identify-patient", call, patient, person } as const;
  // Qualifying is an act of its own: INSi answered and somebody checked.
  if (status !== "QUAL" || saved.insStatus === "QUAL" || identity === null) return [{ ...known, status, ins: identity }];
  return [
    { ...known, status: "RECUP", ins: identity },
    { type: "qualify-identity", call, patient, ins: identity },
  ];
}

/** Which patient of a file that was read the form describes. */
export function patientOf(file: Inside): string {
  const names = Object.keys(file.patients ?? {});
  return names.includes(PATIENT) ? PATIENT : (names[0] ?? PATIENT);
}

/** What the form shows of a file that was read. */
export function textOf(file: Inside): Text {
  const { place, caller } = file;
  const known = file.patients?.[patientOf(file)];
  const person = known?.person;
  return {
    ...BLANK,
    ...(place ? apart(place.label, Boolean(place.insee)) : {}),
    insee: place?.insee ?? "",
    access: place?.access ?? "",
    position: place?.position ? `${place.position.lat}, ${place.position.lon}` : "",
    phone: caller.phone ?? "",
    callerType: caller.type ?? BLANK.callerType,
    callerName: caller.name ?? "",
    motive: file.motive ?? "",
    motiveCode: file.motive_code ?? "",
    sex: person?.sex ?? BLANK.sex,
    age: person?.age ?? "",
    lastName: person?.last_name ?? "",
    firstName: person?.first_name ?? "",
    birthDate: person?.birth_date ?? "",
    insStatus: known?.status ?? BLANK.insStatus,
    insOid: known?.ins?.oid ?? BLANK.insOid,
    ins: known?.ins?.number ?? "",
  };
}
