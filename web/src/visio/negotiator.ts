/**
 * One connection to one peer, by the "perfect negotiation": whoever has something to agree offers, and where both
 * offer at once the polite one gives way. Only before the first agreement, though: who gives way later keeps a picture
 * that stands still for good (Chromium). From then on the impolite one alone offers, and the polite one asks it to.
 * The connection is a port: nothing here needs a browser.
 */
import type { SignalData } from "./wire.ts";

type Description = NonNullable<SignalData["description"]>;

/** As much of an RTCPeerConnection as agreeing needs. */
export interface Agreeing {
  readonly signalingState: string;
  readonly localDescription: Description | null;
  createOffer(options?: { iceRestart?: boolean }): Promise<Description>;
  createAnswer(): Promise<Description>;
  setLocalDescription(description: Description): Promise<void>;
  setRemoteDescription(description: Description): Promise<void>;
  addIceCandidate(candidate: RTCIceCandidateInit | null): Promise<void>;
}

export class Negotiator {
  readonly #pc: Agreeing;
  readonly #polite: boolean;
  readonly #send: (data: SignalData) => void;
  /** Before an answer: what this end shows goes on the lines that the other offered. */
  readonly #beforeAnswer: () => Promise<void>;
  #offering = false;
  #agreed = false;
  #remote = false;
  #early: (RTCIceCandidateInit | null)[] = [];
  #turn: Promise<void> = Promise.resolve();

  constructor(pc: Agreeing, polite: boolean, send: (data: SignalData) => void, beforeAnswer: () => Promise<void> = async () => {}) {
    this.#pc = pc;
    this.#polite = polite;
    this.#send = send;
    this.#beforeAnswer = beforeAnswer;
  }

  /** Other addresses: offered, or asked for from the end that offers them. */
  restart(): Promise<void> {
    if (!this.#polite || !this.#agreed) return this.offer(true);
    this.#send({ restart: true });
    return Promise.resolve();
  }

  /** Offer; with `restart`, over new addresses. */
  offer(restart = false): Promise<void> {
    return this.#next(async () => {
      if (this.#pc.signalingState !== "stable") return this.#sayAgain();
      this.#offering = true;
      try {
        await this.#say(await this.#pc.createOffer(restart ? { iceRestart: true } : {}));
      } finally {
        this.#offering = false;
      }
    });
  }

  /** What the other end said. Never raises: a signal that means nothing here is let go. */
  heard(data: SignalData): Promise<void> {
    const { description } = data;
    // Read now, not in its turn: an offer of ours under way is what makes theirs collide.
    const collides = description?.type === "offer" && (this.#offering || this.#pc.signalingState !== "stable");
    return this.#next(async () => {
      if (description) await this.#described(description, collides && this.#pc.signalingState !== "stable");
      else if (data.candidate !== undefined) await this.#candidate(data.candidate);
    });
  }

  async #described(description: Description, collides: boolean): Promise<void> {
    if (collides && !this.#polite) return;
    // Browsers of 2018 do not give way by themselves.
    if (collides) await this.#pc.setLocalDescription({ type: "rollback", sdp: "" });
    await this.#pc.setRemoteDescription(description);
    this.#remote = true;
    const early = this.#early;
    this.#early = [];
    for (const candidate of early) await this.#candidate(candidate);
    if (description.type === "offer") {
      await this.#beforeAnswer();
      await this.#say(await this.#pc.createAnswer());
    }
    this.#agreed = true;
  }

  async #candidate(candidate: RTCIceCandidateInit | null): Promise<void> {
    if (!this.#remote) {
      this.#early.push(candidate);
      return;
    }
    // One that does not fit (of an offer that lost) keeps none of the others out.
    await this.#pc.addIceCandidate(candidate).catch(() => {});
  }

  async #say(description: Description): Promise<void> {
    await this.#pc.setLocalDescription(description);
    this.#tell(this.#pc.localDescription ?? description);
  }

  /** Their answer, or our offer, was lost on the way. */
  #sayAgain(): void {
    const said = this.#pc.localDescription;
    if (said?.type === "offer") this.#tell(said);
  }

  #tell({ type, sdp }: Description): void {
    this.#send({ description: sdp === undefined ? { type } : { type, sdp } });
  }

  #next(act: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(act).catch(() => {});
    return this.#turn;
  }
}
