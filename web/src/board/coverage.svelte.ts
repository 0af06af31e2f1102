import { client } from "../shared/api/client.ts";
import { type Known, learnt } from "./coverage.ts";

const POLL_MS = 20_000;
const ANSWER_MS = 10_000;

/** The coverage, asked again now and then: the server works it out once for everybody. */
export class CoverageWatch {
  known = $state.raw<Known>({ kind: "waiting" });
  #timer: ReturnType<typeof setInterval> | undefined;

  start(): void {
    this.stop();
    this.#timer = setInterval(() => void this.ask(), POLL_MS);
    void this.ask();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async ask(): Promise<void> {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const answer = await client.GET("/api/coverage", { signal, params: { query: { zones: false } } }).catch(() => null);
    this.known = learnt(this.known, answer?.data ?? (answer?.response.status === 404 ? null : undefined));
  }
}
