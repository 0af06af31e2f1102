import { client } from "../shared/api/client.ts";
import { desk } from "../shared/api/commands.svelte.ts";
import { session } from "../shared/api/session.svelte.ts";
import type { AlarmRow } from "../shared/api/types.ts";
import { words } from "../shared/i18n/words.svelte.ts";
import { whatOf } from "../board/alarms/telling.ts";

/** A review is late by days: nobody is helped by asking more often. */
const EVERY_MS = 10_000;

/** The alarms of auditors, asked again and again: what was read last, and when. */
export class AuditAlarms {
  rows = $state.raw<readonly AlarmRow[]>([]);
  /** The server's time of the last answer; null before the first. */
  at = $state<string | null>(null);
  /** The last question had no answer: what is shown may be old. */
  cut = $state(false);
  #position = 0;

  /** Ask now and then, until the function returned is called. */
  follow(): () => void {
    void this.#read();
    const asking = setInterval(() => void this.#read(), EVERY_MS);
    return () => clearInterval(asking);
  }

  /** This person takes care of one. */
  async acknowledge(row: AlarmRow): Promise<void> {
    const done = await desk.issue("/api/alarms", { type: "acknowledge-alarm", alarm: row.id }, words.t.alarms.name(whatOf(row)));
    if (done) await this.#read(this.#position + 1);
  }

  /** `after`: the answer waits until it has taken in the fact there. */
  async #read(after?: number): Promise<void> {
    const answer = await client.GET("/api/alarms", { params: { query: { after: after ?? null } } }).catch(() => null);
    if (answer?.response.status === 401) session.expire();
    const read = answer?.data;
    this.cut = read === undefined;
    // Two questions may cross: the older answer is left.
    if (read === undefined || read.position < this.#position) return;
    this.#position = read.position;
    this.rows = read.alarms as readonly AlarmRow[];
    this.at = read.at;
  }
}
