import { client } from "../shared/api/client.ts";
import { preference } from "../shared/ui/preference.ts";

const kept = preference<"1" | "0">("vigie.simulated-devices", ["1", "0"]);

/** What the centre allows on tablets, as last heard. */
class Settings {
  simulatedDevices = $state(kept.read() === "1");

  /** Ask the centre; without a network the last answer stands. */
  async check(): Promise<void> {
    const { data } = await client.GET("/api/tablet/settings", { cache: "no-store" }).catch(() => ({ data: undefined }));
    if (data === undefined) return;
    this.simulatedDevices = data.simulated_devices;
    kept.write(data.simulated_devices ? "1" : "0");
  }
}

export const settings = new Settings();
