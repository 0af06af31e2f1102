/** Vital signs as a crew types them: what is plausible, and what is sent. Pure. */
import type { VitalSign } from "./types.ts";

export type Parameter = VitalSign["parameter"];

export interface Field {
  readonly parameter: Parameter;
  readonly unit: string;
  /** Outside of these a finger slipped or a patient is dying: it is asked again, never refused. */
  readonly low: number;
  readonly high: number;
}

/** The national vital parameters. Ranges are those that a living adult or child can show. */
export const FIELDS: readonly Field[] = [
  { parameter: "FREQUENCE_CARDIAQUE", unit: "/min", low: 20, high: 250 },
  { parameter: "PRESSION_ARTERIELLE", unit: "mmHg", low: 20, high: 300 },
  { parameter: "SATURATION_OXYGENE", unit: "%", low: 50, high: 100 },
  { parameter: "FREQUENCE_RESPIRATOIRE", unit: "/min", low: 4, high: 80 },
  { parameter: "TEMPERATURE", unit: "°C", low: 25, high: 43 },
  { parameter: "HEMOGLOCOTEST", unit: "g/L", low: 0.1, high: 8 },
  { parameter: "GLASGOW", unit: "", low: 3, high: 15 },
];

export type Doubt = "unreadable" | "unlikely" | null;

/** What is doubtful in a value as typed; a comma is a decimal point, a pressure is `systolic/diastolic`. */
export function doubt(field: Field, typed: string): Doubt {
  if (typed.trim() === "") return null;
  const numbers = typed.trim().replaceAll(",", ".").split("/").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const pressure = field.parameter === "PRESSION_ARTERIELLE";
  if (numbers.some(Number.isNaN) || numbers.length !== (pressure ? 2 : 1)) return "unreadable";
  const [first = 0, second = -1] = numbers;
  const within = numbers.every((value) => value >= field.low && value <= field.high);
  return within && (!pressure || first > second) ? null : "unlikely";
}

/** Where a value comes from, and how its device calls itself. */
export interface Source {
  readonly source: NonNullable<VitalSign["source"]>;
  readonly device: string;
}
const TYPED: Source = { source: "typed", device: "" };

/** The vitals of a form, in the national order; empty fields are left out. Raises nothing: check `doubt` first. */
export function vitalsOf(
  typed: Readonly<Partial<Record<Parameter, string>>>,
  from: Readonly<Partial<Record<Parameter, Source>>> = {},
  confirmed: readonly Parameter[] = [],
): VitalSign[] {
  return FIELDS.flatMap(({ parameter, unit }) => {
    const value = (typed[parameter] ?? "").trim().replaceAll(",", ".").replaceAll(" ", "");
    return value === "" ? [] : [{ parameter, value, unit, ...(from[parameter] ?? TYPED), confirmed: confirmed.includes(parameter) }];
  });
}
