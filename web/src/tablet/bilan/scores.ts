/**
 * Scores as the domain adds them up again (domain/scores.py). Pure.
 * Glasgow: Teasdale and Jennett, Lancet 1974. NEWS2: Royal College of Physicians, 2017. Pain: numerical scale, 0 to 10.
 */
import type { Schemas } from "../../shared/api/client.ts";

export type Glasgow = Omit<Schemas["GlasgowScore"], "type" | "total">;
export type News2 = Omit<Schemas["News2Score"], "type" | "total">;

/** [highest value, points] in growing order; what is above the last has the points given beside. */
type Steps = readonly (readonly [number, number])[];

const RESPIRATORY: Steps = [[8, 3], [11, 1], [20, 0], [24, 2]];
const SATURATION_1: Steps = [[91, 3], [93, 2], [95, 1]];
const SATURATION_2: Steps = [[83, 3], [85, 2], [87, 1], [92, 0]];
const SATURATION_2_OXYGEN: Steps = [...SATURATION_2, [94, 1], [96, 2]];
const SYSTOLIC: Steps = [[90, 3], [100, 2], [110, 1], [219, 0]];
const PULSE: Steps = [[40, 3], [50, 1], [90, 0], [110, 1], [130, 2]];
const TENTHS: Steps = [[350, 3], [360, 1], [380, 0], [390, 1]];

const points = (value: number, steps: Steps, above: number): number => steps.find(([highest]) => value <= highest)?.[1] ?? above;

export function glasgow(of: Glasgow): Schemas["GlasgowScore"] {
  return { type: "glasgow", ...of, total: of.eye + of.verbal + of.motor };
}

/** The points of each line of the chart, in its order. */
export function news2Points(of: News2): readonly number[] {
  return [
    points(of.respiratory_rate, RESPIRATORY, 3),
    saturation(of),
    of.oxygen ? 2 : 0,
    points(of.systolic, SYSTOLIC, 3),
    points(of.heart_rate, PULSE, 3),
    of.consciousness === "A" ? 0 : 3,
    points(Math.round(of.temperature * 10), TENTHS, 2),
  ];
}

export function news2(of: News2): Schemas["News2Score"] {
  return { type: "news2", ...of, total: news2Points(of).reduce((sum, each) => sum + each, 0) };
}

function saturation({ saturation: value, scale, oxygen }: News2): number {
  if (scale === "1") return points(value, SATURATION_1, 0);
  return oxygen ? points(value, SATURATION_2_OXYGEN, 3) : points(value, SATURATION_2, 0);
}

export type Risk = "low" | "low-medium" | "medium" | "high";

/** The clinical risk of the RCP's table: one line at 3 is low-medium, 5 is medium, 7 is high. */
export function risk(of: News2): Risk {
  const lines = news2Points(of);
  const total = lines.reduce((sum, each) => sum + each, 0);
  if (total >= 7) return "high";
  if (total >= 5) return "medium";
  return lines.includes(3) ? "low-medium" : "low";
}

/** What NEWS2 needs and a form has so far. */
export interface Known {
  readonly FREQUENCE_RESPIRATOIRE?: string;
  readonly SATURATION_OXYGENE?: string;
  readonly PRESSION_ARTERIELLE?: string;
  readonly FREQUENCE_CARDIAQUE?: string;
  readonly TEMPERATURE?: string;
}
const NEEDED = ["FREQUENCE_RESPIRATOIRE", "SATURATION_OXYGENE", "PRESSION_ARTERIELLE", "FREQUENCE_CARDIAQUE", "TEMPERATURE"] as const;

/** The measures that are missing for NEWS2. */
export const missing = (known: Known): readonly (typeof NEEDED)[number][] => NEEDED.filter((name) => Number.isNaN(first(known[name])));

/** NEWS2 from measures as typed, null while one is missing. */
export function news2Of(known: Known, more: Pick<News2, "scale" | "oxygen" | "consciousness">): News2 | null {
  if (missing(known).length > 0) return null;
  return {
    respiratory_rate: Math.round(first(known.FREQUENCE_RESPIRATOIRE)),
    saturation: Math.round(first(known.SATURATION_OXYGENE)),
    systolic: Math.round(first(known.PRESSION_ARTERIELLE)),
    heart_rate: Math.round(first(known.FREQUENCE_CARDIAQUE)),
    temperature: first(known.TEMPERATURE),
    ...more,
  };
}

const first = (typed: string | undefined): number => {
  const text = (typed ?? "").split("/")[0]?.trim().replaceAll(",", ".") ?? "";
  return text === "" ? Number.NaN : Number(text);
};
