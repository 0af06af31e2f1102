/** What the statistics of a connection say of it, between two looks. Pure. */
import type { Measure } from "./ladder.ts";

/** One entry of getStats(), as far as it is read. */
export interface Stat {
  readonly type: string;
  readonly id: string;
  readonly [name: string]: unknown;
}

/** Counters of the look before: differences are what counts. */
export interface Counters {
  readonly sent: number;
  readonly received: number;
  readonly lost: number;
  readonly shown: number;
  readonly filmed: number;
  readonly heard: number;
}

export interface Look {
  readonly measure: Omit<Measure, "frozen">;
  readonly counters: Counters;
  /** Frames that came since the look before; null where no picture ever came. */
  readonly shown: number | null;
  /** Frames that left since the look before; null where this browser does not say. */
  readonly filmed: number | null;
  /**
   * Bytes of any kind that came since the look before, answers of the network included, unless the two ends have not
   * agreed on keys: then nothing of it can be read. Null where it is not said.
   */
  readonly heard: number | null;
  readonly height: number | null;
  readonly relayed: boolean;
}

const number = (stat: Stat | undefined, name: string): number | null => {
  const value = stat?.[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
};
const sum = (stats: readonly Stat[], name: string): number => stats.reduce((all, each) => all + (number(each, name) ?? 0), 0);

/** `before` null: the first look. `connected` is what the connection itself says. */
export function look(stats: readonly Stat[], before: Counters | null, connected: boolean): Look {
  const of = (type: string) => stats.filter((each) => each.type === type);
  const inbound = of("inbound-rtp");
  const remote = of("remote-inbound-rtp");
  const video = inbound.filter((each) => each["kind"] === "video" || each["mediaType"] === "video");
  const out = of("outbound-rtp");
  const pair = selected(stats);
  const counters: Counters = {
    sent: sum(out, "packetsSent"),
    received: sum(inbound, "packetsReceived"),
    lost: sum(inbound, "packetsLost"),
    shown: sum(video, "framesDecoded"),
    filmed: sum(out, "framesSent"),
    heard: (number(pair, "bytesReceived") ?? 0) + (number(pair, "responsesReceived") ?? 0),
  };
  const since = (name: "shown" | "filmed" | "heard") => counters[name] - (before?.[name] ?? 0);
  const rtt = number(pair, "currentRoundTripTime") ?? max(remote, "roundTripTime");
  return {
    measure: {
      connected,
      loss: worst(max(remote, "fractionLost"), lossBetween(before, counters)),
      rttMs: rtt === null ? null : Math.round(rtt * 1_000),
      outgoingBps: number(pair, "availableOutgoingBitrate"),
    },
    counters,
    shown: video.length === 0 ? null : since("shown"),
    filmed: out.some((each) => number(each, "framesSent") !== null) ? since("filmed") : null,
    heard: number(pair, "bytesReceived") === null ? null : isClosed(stats) ? 0 : since("heard"),
    height: max(video, "frameHeight"),
    relayed: isRelayed(stats) ?? false,
  };
}

/** The pair of addresses in use; Firefox says so otherwise than Chrome. */
function selected(stats: readonly Stat[]): Stat | undefined {
  const transport = stats.find((each) => each.type === "transport" && typeof each["selectedCandidatePairId"] === "string");
  if (transport) return stats.find(({ id }) => id === transport["selectedCandidatePairId"]);
  const pairs = stats.filter((each) => each.type === "candidate-pair");
  return pairs.find((each) => each["selected"] === true) ?? pairs.find((each) => each["nominated"] === true && each["state"] === "succeeded");
}

/** Whether the browser says that nothing of what comes can be read: no keys yet, or none to be had. */
function isClosed(stats: readonly Stat[]): boolean {
  const states = stats.map((each) => (each.type === "transport" ? each["dtlsState"] : undefined)).filter((state) => typeof state === "string");
  return states.length > 0 && !states.includes("connected");
}

/** Whether the pair in use goes through a relay; null while there is none, or the other end of it has not been told of yet. */
export function isRelayed(stats: readonly Stat[]): boolean | null {
  const pair = selected(stats);
  const kind = (end: string) => stats.find(({ id }) => id === pair?.[end])?.["candidateType"];
  const [local, remote] = [kind("localCandidateId"), kind("remoteCandidateId")];
  if (local === "relay" || remote === "relay") return true;
  return remote === undefined || remote === "prflx" ? null : false;
}

function lossBetween(before: Counters | null, now: Counters): number | null {
  if (before === null) return null;
  const lost = Math.max(0, now.lost - before.lost);
  const all = lost + Math.max(0, now.received - before.received);
  return all < 10 ? null : lost / all;
}

function max(stats: readonly Stat[], name: string): number | null {
  const values = stats.map((each) => number(each, name)).filter((value): value is number => value !== null);
  return values.length === 0 ? null : Math.max(...values);
}

const worst = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b));

/** Whether what should move stands still: a picture, or the whole way. */
export class FreezeWatch {
  #still: number | null = null;
  readonly #afterMs: number;

  constructor(afterMs = 2_000) {
    this.#afterMs = afterMs;
  }

  /** Milliseconds that the picture has stood still, 0 where it moves or none is due. `frames`: new since last time. */
  sample(frames: number | null, due: boolean, now: number): number {
    if (!due || frames === null || frames > 0) {
      this.#still = null;
      return 0;
    }
    this.#still = this.#still ?? now;
    const ms = now - this.#still;
    return ms >= this.#afterMs ? ms : 0;
  }
}

/** Smoothed: one lost packet is no bad network. */
export class Smooth {
  #value: number | null = null;

  add(value: number | null): number | null {
    if (value !== null) this.#value = this.#value === null ? value : this.#value * 0.5 + value * 0.5;
    return this.#value;
  }
}
