import type { Equipment } from "./types.ts";

/** Every connected device of the guides, in the order in which a bag is checked. A missing one is a type error. */
const ORDER = {
  oximeter: 1,
  blood_pressure: 2,
  thermometer: 3,
  glucometer: 4,
  ecg: 5,
  stethoscope: 6,
  otoscope: 7,
  dermatoscope: 8,
  ultrasound: 9,
  spirometer: 10,
  doppler: 11,
  camera: 12,
  tympanometer: 13,
  audiometer: 14,
  vision_test: 15,
} as const satisfies Record<Equipment, number>;

export const EQUIPMENT = Object.keys(ORDER) as readonly Equipment[];
