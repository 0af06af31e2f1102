/**
 * Which step of the ladder the session stands on: down quickly where the network does not carry it, up slowly, and
 * slower each time that going up did not last. Pure: measures and times in, steps out.
 */
import { type Step, STEPS } from "./wire.ts";

/** One look at the connection. Null: not known by this browser, or not yet. */
export interface Measure {
  readonly connected: boolean;
  /** Of what is sent, the part that does not arrive: 0 to 1. */
  readonly loss: number | null;
  readonly rttMs: number | null;
  readonly outgoingBps: number | null;
  /** A picture is due and none leaves. */
  readonly frozen: boolean;
}

export interface Change {
  readonly step: Step;
  readonly why: Why;
  readonly automatic: boolean;
  /** From the first bad (or good) measure, or from the hand, to the change. */
  readonly tookMs: number;
}

export type Why = "loss" | "delay" | "bandwidth" | "frozen" | "disconnected" | "recovered" | "by-hand";

interface Bound {
  readonly loss: number;
  readonly rttMs: number;
  readonly bps: number;
  readonly holdMs: number;
}

/** What a step cannot live with, and for how long before it is given up. */
const NEEDS: Readonly<Partial<Record<Step, Bound>>> = {
  video: { loss: 0.07, rttMs: 700, bps: 250_000, holdMs: 3_000 },
  low: { loss: 0.15, rttMs: 1_200, bps: 160_000, holdMs: 4_000 },
  "audio": { loss: 0.35, rttMs: 2_500, bps: 16_000, holdMs: 6_000 },
};
/** What must be measured before one step up is tried. Bandwidth is not known while no picture is sent. */
const GOOD = { loss: 0.03, rttMs: 450 };
const UP_MS = 8_000;
/** Up to what no picture is sent for: it costs nothing to try. */
const UP_SOUND_MS = 2_000;
const UP_LONGEST_MS = 120_000;
/** A step reached going up that lasted this long was worth it. */
const LASTED_MS = 30_000;
/** The estimate of the bandwidth starts low and climbs; what was lost in a cut is told late. */
const WARM_UP_MS = 5_000;
const CUT_MS = 6_000;
const CUT_FOR_GOOD_MS = 30_000;

export class Ladder {
  step: Step;
  /** The best step that the automatic one may take: set by hand. */
  best: Step = "video";
  #since: number;
  #badSince: number | null = null;
  #badWhy: Why = "loss";
  #goodSince: number | null = null;
  #cutSince: number | null = null;
  #backAt = -Infinity;
  /** Where it stood when the way was cut: no network was too poor for it. */
  #beforeCut: Step | null = null;
  #wentUpAt: number | null = null;
  #upMs = UP_MS;

  constructor(now: number, step: Step = "video") {
    this.step = step;
    this.#since = now;
  }

  /** The step to take after this look, null to stay. */
  measure(look: Measure, now: number): Change | null {
    if (this.#wentUpAt !== null && now - this.#wentUpAt >= LASTED_MS) [this.#wentUpAt, this.#upMs] = [null, UP_MS];
    if (!look.connected) return this.#cut(now);
    if (this.#cutSince !== null) [this.#cutSince, this.#backAt] = [null, now];
    const why = this.#wrong(look, now);
    if (why !== null) return this.#bad(why, now);
    this.#badSince = null;
    return this.#good(look, now);
  }

  /** A person chose. Going down by hand holds: the machine does not go back above it by itself. */
  byHand(step: Step, now: number): Change {
    this.best = step;
    this.#beforeCut = null;
    this.#take(step, now);
    return { step, why: "by-hand", automatic: false, tookMs: 0 };
  }

  /** Another end took this step; by hand, it holds here too. */
  told(step: Step, automatic: boolean, now: number): void {
    if (!automatic) [this.best, this.#beforeCut] = [step, null];
    if (step !== this.step) this.#take(step, now);
  }

  #cut(now: number): Change | null {
    this.#goodSince = this.#badSince = null;
    if (this.#cutSince === null) [this.#cutSince, this.#beforeCut] = [now, this.#beforeCut ?? this.step];
    const tookMs = now - this.#cutSince;
    if (tookMs >= CUT_FOR_GOOD_MS && at(this.step) < at("phone")) return this.#change("phone", "disconnected", tookMs, now);
    if (tookMs >= CUT_MS && at(this.step) < at("photos")) return this.#change("photos", "disconnected", tookMs, now);
    return null;
  }

  #wrong(look: Measure, now: number): Why | null {
    const needs = NEEDS[this.step];
    if (!needs) return null;
    const pictures = this.step === "video" || this.step === "low";
    if (pictures && look.frozen) return "frozen";
    const warm = now - Math.max(this.#since, this.#backAt) >= WARM_UP_MS;
    const known = now - this.#backAt >= WARM_UP_MS;
    if (known && look.loss !== null && look.loss >= needs.loss) return "loss";
    if (look.rttMs !== null && look.rttMs >= needs.rttMs) return "delay";
    return pictures && warm && look.outgoingBps !== null && look.outgoingBps < needs.bps ? "bandwidth" : null;
  }

  #bad(why: Why, now: number): Change | null {
    this.#goodSince = null;
    if (this.#badSince === null) [this.#badSince, this.#badWhy] = [now, why];
    const tookMs = now - this.#badSince;
    const next = STEPS[at(this.step) + 1];
    if (!next || tookMs < (NEEDS[this.step]?.holdMs ?? 0)) return null;
    this.#beforeCut = null;
    return this.#change(next, this.#badWhy, tookMs, now);
  }

  #good(look: Measure, now: number): Change | null {
    const above = STEPS[at(this.step) - 1];
    const good = (look.loss ?? 0) < GOOD.loss && (look.rttMs ?? 0) < GOOD.rttMs;
    if (!above || at(above) < at(this.best) || !good) {
      this.#goodSince = null;
      return null;
    }
    this.#goodSince = this.#goodSince ?? now;
    const tookMs = now - this.#goodSince;
    const free = at(above) >= at(this.#beforeCut ?? "audio");
    if (tookMs < (free ? UP_SOUND_MS : this.#upMs)) return null;
    if (this.#beforeCut !== null && at(above) <= at(this.#beforeCut)) this.#beforeCut = null;
    const change = this.#change(above, "recovered", tookMs, now);
    this.#wentUpAt = now;
    return change;
  }

  #change(step: Step, why: Why, tookMs: number, now: number): Change {
    // It went up and did not last: the next try waits twice as long.
    if (why !== "recovered" && this.#wentUpAt !== null) this.#upMs = Math.min(UP_LONGEST_MS, this.#upMs * 2);
    this.#take(step, now);
    return { step, why, automatic: true, tookMs };
  }

  #take(step: Step, now: number): void {
    this.step = step;
    this.#since = now;
    this.#badSince = this.#goodSince = this.#wentUpAt = null;
  }
}

const at = (step: Step): number => STEPS.indexOf(step);
