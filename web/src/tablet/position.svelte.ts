import { client } from "../shared/api/client.ts";
import { power } from "./power.svelte.ts";
import type { Store } from "./queue/entry.ts";
import { TIMEOUT_MS } from "./queue/http.ts";
import { type Choice, type Fix, shares, worthSending } from "./telemetry.ts";

const KEPT = "position-shared";

/** off: nobody asked. waiting: asked, no fix yet. on: shared. refused: by the browser. unavailable: no fix. */
export type Sharing = "off" | "waiting" | "on" | "refused" | "unavailable";

/** The team's position as telemetry: while on duty, while the crew wants it, and the last one only. */
export class PositionSharing {
  state = $state<Sharing>("off");
  last = $state.raw<Fix | null>(null);
  /** When the server took one, by this device's clock. */
  sentAt = $state<number | null>(null);
  /** The newest has not left yet. */
  unsent = $state(false);
  readonly #store: Store;
  #choice: Choice | null = null;
  #shift: string | null = null;
  #team = "";
  #sent: Fix | null = null;
  #watch: number | null = null;
  #sending = false;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Go on where the crew of this shift shared already; `shift` is null off duty. Returns what stops it. */
  follow(team: string, shift: string | null): () => void {
    [this.#team, this.#shift] = [team, shift];
    void this.#resume(shift);
    const back = () => void this.#send();
    addEventListener("online", back);
    return () => {
      removeEventListener("online", back);
      this.#end();
    };
  }

  share(): void {
    if (this.#shift === null) return;
    this.#choose({ shift: this.#shift, share: true });
    this.#begin();
  }

  stop(): void {
    if (this.#shift !== null) this.#choose({ shift: this.#shift, share: false });
    this.#end();
  }

  async #resume(shift: string | null): Promise<void> {
    this.#choice ??= ((await this.#store.kept(KEPT)) as Choice | undefined) ?? null;
    if (shift === this.#shift && shares(this.#choice, shift)) this.#begin();
  }

  #choose(choice: Choice): void {
    this.#choice = choice;
    void this.#store.keep(KEPT, choice).catch(() => undefined);
  }

  #begin(): void {
    if (this.#watch !== null) return;
    if (!("geolocation" in navigator)) {
      this.state = "unavailable";
      return;
    }
    this.state = "waiting";
    const precise = { enableHighAccuracy: !power.low, maximumAge: 10_000, timeout: 60_000 };
    this.#watch = navigator.geolocation.watchPosition(
      ({ coords }) => this.#measured({ lat: coords.latitude, lon: coords.longitude, measuredAt: Date.now() }),
      (error) => (this.state = error.code === error.PERMISSION_DENIED ? "refused" : "unavailable"),
      precise,
    );
  }

  #end(): void {
    if (this.#watch !== null) navigator.geolocation.clearWatch(this.#watch);
    this.#watch = null;
    [this.state, this.last, this.#sent, this.sentAt, this.unsent] = ["off", null, null, null, false];
  }

  #measured(fix: Fix): void {
    if (this.#watch === null) return;
    this.state = "on";
    this.last = fix;
    if (worthSending(this.#sent, fix, power.low)) void this.#send();
  }

  /** The newest, once: what could not leave is not kept but for the last. */
  async #send(): Promise<void> {
    const fix = this.last;
    if (fix === null || fix === this.#sent || this.#sending || this.#watch === null) return;
    this.#sending = true;
    try {
      const { response } = await client.POST("/api/teams/{team}/position", {
        params: { path: { team: this.#team } },
        body: { lat: fix.lat, lon: fix.lon, at: new Date(fix.measuredAt).toISOString() },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (response.ok) [this.#sent, this.sentAt, this.unsent] = [fix, Date.now(), false];
      else this.unsent = true;
    } catch {
      this.unsent = true;
    } finally {
      this.#sending = false;
    }
  }
}
