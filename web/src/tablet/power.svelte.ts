/** What the tablet does less often once its battery runs low. */
interface Battery extends EventTarget {
  readonly level: number;
  readonly charging: boolean;
}

const LOW = 0.2;

class Power {
  /** Under a fifth and not charging. False where the browser does not tell. */
  low = $state(false);

  constructor() {
    const { getBattery } = navigator as { getBattery?: () => Promise<Battery> };
    void getBattery?.call(navigator).then((battery) => this.#follow(battery), () => undefined);
  }

  #follow(battery: Battery): void {
    const look = () => (this.low = !battery.charging && battery.level < LOW);
    for (const name of ["levelchange", "chargingchange"]) battery.addEventListener(name, look);
    look();
  }
}

export const power = new Power();
