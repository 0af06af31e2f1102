/**
 * Measures as Bluetooth devices send them: the standard GATT characteristics, byte by byte. Pure.
 * Pulse Oximeter Service (0x1822), Blood Pressure (0x1810), Health Thermometer (0x1809), Glucose (0x1808); numbers as in
 * IEEE 11073-20601 (SFLOAT of 16 bits, FLOAT of 32).
 */
import type { Parameter } from "../vitals.ts";

/** One value as a device gives it, in the units of the national parameters. */
export interface Measure {
  readonly parameter: Parameter;
  readonly value: string;
  readonly unit: string;
}

/** NaN, ±infinity, "not at this resolution": what a device sends when it has no value. */
const NO_SFLOAT = new Set([0x07ff, 0x0800, 0x07fe, 0x0802, 0x0801]);
const NO_FLOAT = new Set([0x007fffff, 0x00800000, 0x007ffffe, 0x00800002, 0x00800001]);

/** An SFLOAT: four bits of exponent, twelve of mantissa, both signed; null where there is no value. */
export function sfloat(raw: number): number | null {
  if (NO_SFLOAT.has(raw & 0x0fff) && raw >> 12 === 0) return null;
  const mantissa = raw & 0x0800 ? (raw & 0x0fff) - 0x1000 : raw & 0x0fff;
  const exponent = raw & 0x8000 ? (raw >> 12) - 0x10 : raw >> 12;
  return scaled(mantissa, exponent);
}

/** A FLOAT: eight bits of exponent, twenty-four of mantissa, both signed; null where there is no value. */
export function float(raw: number): number | null {
  const bits = raw & 0x00ffffff;
  if (NO_FLOAT.has(bits) && raw >>> 24 === 0) return null;
  const mantissa = bits & 0x00800000 ? bits - 0x01000000 : bits;
  const exponent = raw >> 24;
  return scaled(mantissa, exponent);
}

/** Powers of ten below one are divided by: 366 × 0.1 is not 36.6. */
const scaled = (mantissa: number, exponent: number): number =>
  exponent < 0 ? mantissa / 10 ** -exponent : mantissa * 10 ** exponent;

const rounded = (value: number, digits: number): string => String(Number(value.toFixed(digits)));
const TOO_SHORT = "the device sent less than its service says";

/** PLX spot-check (0x2A5E) and continuous (0x2A5F) measurement: flags, then SpO2 and pulse rate. Raises RangeError. */
export function oximeter(data: DataView): Measure[] {
  if (data.byteLength < 5) throw new RangeError(TOO_SHORT);
  const [spo2, pulse] = [sfloat(data.getUint16(1, true)), sfloat(data.getUint16(3, true))];
  return [
    ...(spo2 === null ? [] : [{ parameter: "SATURATION_OXYGENE", value: rounded(spo2, 0), unit: "%" } as const]),
    ...(pulse === null ? [] : [{ parameter: "FREQUENCE_CARDIAQUE", value: rounded(pulse, 0), unit: "/min" } as const]),
  ];
}

const MMHG_PER_KPA = 7.500617;

/** Blood pressure measurement (0x2A35): systolic, diastolic, mean; a pulse rate where flag 2 says so. Raises RangeError. */
export function bloodPressure(data: DataView): Measure[] {
  if (data.byteLength < 7) throw new RangeError(TOO_SHORT);
  const flags = data.getUint8(0);
  const unit = flags & 0x01 ? MMHG_PER_KPA : 1;
  const [systolic, diastolic] = [sfloat(data.getUint16(1, true)), sfloat(data.getUint16(3, true))];
  const at = 7 + (flags & 0x02 ? 7 : 0);
  const pulse = flags & 0x04 && data.byteLength >= at + 2 ? sfloat(data.getUint16(at, true)) : null;
  const pressure = systolic !== null && diastolic !== null ? `${rounded(systolic * unit, 0)}/${rounded(diastolic * unit, 0)}` : null;
  return [
    ...(pressure === null ? [] : [{ parameter: "PRESSION_ARTERIELLE", value: pressure, unit: "mmHg" } as const]),
    ...(pulse === null ? [] : [{ parameter: "FREQUENCE_CARDIAQUE", value: rounded(pulse, 0), unit: "/min" } as const]),
  ];
}

/** Temperature measurement (0x2A1C): flag 0 says Fahrenheit. Raises RangeError. */
export function thermometer(data: DataView): Measure[] {
  if (data.byteLength < 5) throw new RangeError(TOO_SHORT);
  const read = float(data.getInt32(1, true));
  if (read === null) return [];
  const celsius = data.getUint8(0) & 0x01 ? ((read - 32) * 5) / 9 : read;
  return [{ parameter: "TEMPERATURE", value: rounded(celsius, 1), unit: "°C" }];
}

const GRAMS_PER_MOLE = 180.156;

/** Glucose measurement (0x2A18): kg/L, or mol/L where flag 2 says so; nothing where flag 1 says there is no value. Raises RangeError. */
export function glucose(data: DataView): Measure[] {
  if (data.byteLength < 10) throw new RangeError(TOO_SHORT);
  const flags = data.getUint8(0);
  const at = 10 + (flags & 0x01 ? 2 : 0);
  if (!(flags & 0x02)) return [];
  if (data.byteLength < at + 2) throw new RangeError(TOO_SHORT);
  const read = sfloat(data.getUint16(at, true));
  if (read === null) return [];
  const grams = flags & 0x04 ? read * GRAMS_PER_MOLE : read * 1_000;
  return [{ parameter: "HEMOGLOCOTEST", value: rounded(grams, 2), unit: "g/L" }];
}
