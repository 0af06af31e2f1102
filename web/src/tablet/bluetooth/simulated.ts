/** Devices that are not there: for demonstrations and tests, where the server allows them, and said on screen and in the fact. */
import type { Measure } from "./gatt.ts";
import type { Device, Reading, VitalSigns } from "./port.ts";

const NAMES: Readonly<Record<Device, string>> = {
  oximeter: "SIM-OX",
  blood_pressure: "SIM-TA",
  thermometer: "SIM-T",
  glucometer: "SIM-G",
};

/** The same values for the same seed: Mulberry32. */
export class SimulatedDevices implements VitalSigns {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  async read(device: Device): Promise<Reading> {
    return { measures: this.#measures(device), name: NAMES[device], source: "simulated" };
  }

  #measures(device: Device): Measure[] {
    switch (device) {
      case "oximeter":
        return [
          { parameter: "SATURATION_OXYGENE", value: String(this.#between(91, 99)), unit: "%" },
          { parameter: "FREQUENCE_CARDIAQUE", value: String(this.#between(58, 112)), unit: "/min" },
        ];
      case "blood_pressure":
        return [{ parameter: "PRESSION_ARTERIELLE", value: `${this.#between(105, 165)}/${this.#between(60, 95)}`, unit: "mmHg" }];
      case "thermometer":
        return [{ parameter: "TEMPERATURE", value: String(this.#between(361, 392) / 10), unit: "°C" }];
      case "glucometer":
        return [{ parameter: "HEMOGLOCOTEST", value: String(this.#between(70, 190) / 100), unit: "g/L" }];
    }
  }

  #between(low: number, high: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return low + (((mixed ^ (mixed >>> 14)) >>> 0) % (high - low + 1));
  }
}
