import { client } from "../shared/api/client.ts";

const POLL_MS = 20_000;
const ANSWER_MS = 10_000;

/** Which standing orders hold at this hour: the server knows their days, hours and time zones. */
export class HoldingWatch {
  /** Their ids; null while nobody said. */
  holding = $state.raw<ReadonlySet<string> | null>(null);
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
    const answer = await client.GET("/api/standing-orders", { signal }).catch(() => null);
    const orders = answer?.data?.orders;
    this.holding = orders ? new Set(orders.filter(({ holds }) => holds).map(({ order }) => order.id)) : null;
  }
}
