/** Devices that measure by themselves, whoever makes them: simulated here, Web Bluetooth where the browser has it. */
import type { Measure } from "./gatt.ts";

export type { Measure };

export const DEVICES = ["oximeter", "blood_pressure", "thermometer", "glucometer"] as const;
export type Device = (typeof DEVICES)[number];

/** One reading: what was measured, and how the device calls itself. */
export interface Reading {
  readonly measures: readonly Measure[];
  readonly name: string;
  readonly source: "device" | "simulated";
}

export interface VitalSigns {
  /** Ask one device for its next measure. Raises where there is none, where the crew gives up, or after a minute. */
  read(device: Device): Promise<Reading>;
}
