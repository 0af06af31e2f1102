import { client } from "../shared/api/client.ts";
import type { Answer } from "./figures.ts";
import { type Period, period } from "./period.ts";

const ANSWER_MS = 20_000;

/** The numbers of one period, as last answered. */
export class StatsState {
  /** What the fields say; null until the server has said what time it is. */
  period = $state.raw<Period | null>(null);
  answer = $state.raw<Answer | null>(null);
  asking = $state(false);
  failed = $state(false);
  #asked = 0;

  /** The last day, by the server's clock: this machine's may be wrong. */
  async begin(): Promise<void> {
    await this.#ask({});
    if (this.answer) this.period = { since: Date.parse(this.answer.since), until: Date.parse(this.answer.until) };
  }

  async show(wanted: Period): Promise<void> {
    this.period = wanted;
    await this.#ask({ since: new Date(wanted.since).toISOString(), until: new Date(wanted.until).toISOString() });
  }

  preset(name: "day" | "night" | "week" | "month"): Promise<void> {
    const now = this.answer ? Date.parse(this.answer.at) : Date.now();
    return this.show(period(name, now));
  }

  /** Where the same numbers are as a file. */
  get csv(): string {
    if (!this.answer) return "";
    const { since, until } = this.answer;
    return `/api/statistics/intervals.csv?${new URLSearchParams({ since, until })}`;
  }

  async #ask(query: { since?: string; until?: string }): Promise<void> {
    const turn = ++this.#asked;
    this.asking = true;
    const signal = AbortSignal.timeout(ANSWER_MS);
    const { data } = await client.GET("/api/statistics/intervals", { params: { query }, signal }).catch(() => ({ data: undefined }));
    if (turn !== this.#asked) return;
    this.asking = false;
    this.failed = data === undefined;
    if (data) this.answer = data;
  }
}
