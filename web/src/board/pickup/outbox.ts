/**
 * What a form has to tell the server, one thing after the other, until it has been heard. Pure but for the
 * `send` and `sleep` it is given. A later word on the same subject replaces one that has not left.
 */
import type { Delivery } from "../../shared/api/deliver.ts";
import type { CallCommand } from "../../shared/api/types.ts";

export interface Job {
  /** What it is about: a later job of the same key replaces it while it waits. */
  readonly key: string;
  readonly id: string;
  readonly command: CallCommand;
}

export type Heard = Delivery & { readonly at?: string | null };
export type Send = (job: Job, retrying: (attempt: number) => void) => Promise<Heard>;
export type News =
  | { readonly kind: "waiting" | "sending" }
  | { readonly kind: "retrying"; readonly attempt: number }
  | { readonly kind: "saved"; readonly at: string | null }
  | { readonly kind: "refused"; readonly words: string };

/** Milliseconds before asking again, once the quick tries are over. */
export const AGAIN_MS = 4_000;

export class Outbox {
  readonly #send: Send;
  readonly #sleep: (ms: number) => Promise<void>;
  readonly #told: (job: Job, news: News) => void;
  #waiting: Job[] = [];
  #running = false;
  #open = false;
  #attempts = 0;

  /** `told` hears what becomes of each job. Nothing leaves before `start`. */
  constructor(send: Send, told: (job: Job, news: News) => void, sleep: (ms: number) => Promise<void>) {
    this.#send = send;
    this.#told = told;
    this.#sleep = sleep;
  }

  get empty(): boolean {
    return this.#waiting.length === 0;
  }

  put(job: Job): void {
    const at = this.#waiting.findIndex(({ key }, n) => key === job.key && !(n === 0 && this.#running));
    if (at < 0) this.#waiting.push(job);
    else this.#waiting[at] = job;
    this.#told(job, { kind: "waiting" });
    void this.#run();
  }

  start(): void {
    this.#open = true;
    void this.#run();
  }

  /** Nothing more leaves: the session is over, or the file not read yet. What waits is kept. */
  stop(): void {
    this.#open = false;
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let job = this.#waiting[0]; job !== undefined && this.#open; job = this.#waiting[0]) await this.#deliver(job);
    this.#running = false;
  }

  async #deliver(job: Job): Promise<void> {
    this.#told(job, this.#attempts > 0 ? { kind: "retrying", attempt: this.#attempts } : { kind: "sending" });
    const heard = await this.#send(job, (attempt) => this.#told(job, { kind: "retrying", attempt: this.#attempts + attempt }));
    if (heard.kind === "expired") {
      this.stop();
      this.#told(job, { kind: "waiting" });
    } else if (heard.kind === "lost") {
      this.#attempts += 1;
      // A newer word on the subject is as good, and was not sent yet: the old one need not be asked again.
      if (this.#waiting.some((other, n) => n > 0 && other.key === job.key)) this.#waiting.shift();
      await this.#sleep(AGAIN_MS);
    } else {
      this.#attempts = 0;
      this.#waiting.shift();
      this.#told(job, heard.kind === "accepted" ? { kind: "saved", at: heard.at ?? null } : { kind: "refused", words: said(heard.problem) });
    }
  }
}

const said = (problem: { title: string; detail?: string | undefined }) => [problem.title, problem.detail].filter(Boolean).join(" : ");
