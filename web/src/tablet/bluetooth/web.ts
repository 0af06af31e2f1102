/** Web Bluetooth: the standard services of measuring devices. The browser asks the crew which device, at each reading. */
import { bloodPressure, glucose, type Measure, oximeter, thermometer } from "./gatt.ts";
import type { Device, Reading, VitalSigns } from "./port.ts";

const WAIT_MS = 60_000;
const RECORD_ACCESS = 0x2a52;
/** "Report stored records: last record", as the Record Access Control Point takes it. */
const LAST_RECORD = Uint8Array.of(0x01, 0x06);

interface Profile {
  readonly service: number;
  readonly characteristics: readonly number[];
  readonly parse: (data: DataView) => Measure[];
}
const PROFILES: Readonly<Record<Device, Profile>> = {
  oximeter: { service: 0x1822, characteristics: [0x2a5e, 0x2a5f], parse: oximeter },
  blood_pressure: { service: 0x1810, characteristics: [0x2a35], parse: bloodPressure },
  thermometer: { service: 0x1809, characteristics: [0x2a1c], parse: thermometer },
  glucometer: { service: 0x1808, characteristics: [0x2a18], parse: glucose },
};

/** As much of the Web Bluetooth API as is used here: TypeScript does not know it. */
interface Characteristic extends EventTarget {
  readonly value?: DataView;
  startNotifications(): Promise<Characteristic>;
  writeValueWithResponse(value: BufferSource): Promise<void>;
}
interface Service {
  getCharacteristic(uuid: number): Promise<Characteristic>;
}
interface Server {
  getPrimaryService(uuid: number): Promise<Service>;
}
interface Found {
  readonly name?: string;
  readonly gatt?: { connect(): Promise<Server>; disconnect(): void };
}
interface Bluetooth {
  requestDevice(options: { filters: { services: number[] }[] }): Promise<Found>;
}

const bluetooth = (): Bluetooth | undefined => (navigator as Navigator & { bluetooth?: Bluetooth }).bluetooth;

/** The devices of this tablet, null where its browser knows no Bluetooth. */
export function webBluetooth(): VitalSigns | null {
  const found = bluetooth();
  return found === undefined ? null : new WebBluetooth(found);
}

class WebBluetooth implements VitalSigns {
  readonly #bluetooth: Bluetooth;

  constructor(found: Bluetooth) {
    this.#bluetooth = found;
  }

  async read(device: Device): Promise<Reading> {
    const profile = PROFILES[device];
    const found = await this.#bluetooth.requestDevice({ filters: [{ services: [profile.service] }] });
    if (found.gatt === undefined) throw new Error("no GATT server");
    try {
      const service = await (await found.gatt.connect()).getPrimaryService(profile.service);
      const measures = await next(service, profile);
      return { measures, name: (found.name ?? "Bluetooth").slice(0, 60), source: "device" };
    } finally {
      found.gatt.disconnect();
    }
  }
}

/** The next message with a value in it, from whichever characteristic the device has. */
async function next(service: Service, profile: Profile): Promise<Measure[]> {
  const all = await Promise.all(profile.characteristics.map((uuid) => service.getCharacteristic(uuid).catch(() => null)));
  const had = all.filter((each) => each !== null);
  if (had.length === 0) throw new Error("the device has no measurement");
  const heard = new Promise<Measure[]>((resolve, reject) => {
    setTimeout(() => reject(new DOMException("no measure in time", "TimeoutError")), WAIT_MS);
    const take = (event: Event) => {
      const { value } = event.target as Characteristic;
      const measures = value === undefined ? [] : profile.parse(value);
      if (measures.length > 0) resolve(measures);
    };
    for (const each of had) each.addEventListener("characteristicvaluechanged", take);
  });
  await Promise.all(had.map((each) => each.startNotifications()));
  if (profile.service === PROFILES.glucometer.service) await askLast(service);
  return heard;
}

async function askLast(service: Service): Promise<void> {
  const control = await service.getCharacteristic(RECORD_ACCESS);
  await control.startNotifications();
  await control.writeValueWithResponse(LAST_RECORD);
}
