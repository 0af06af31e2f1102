import assert from "node:assert/strict";
import { test } from "node:test";
import { type Agreeing, Negotiator } from "./negotiator.ts";
import type { SignalData } from "./wire.ts";

type Description = NonNullable<SignalData["description"]>;

/** The states of a connection as the standard has them, and a browser of 2018: it gives way only when told to. */
class Pc implements Agreeing {
  signalingState = "stable";
  localDescription: Description | null = null;
  remote: Description | null = null;
  readonly candidates: unknown[] = [];
  restarts = 0;
  rollbacks = 0;
  readonly #name: string;
  #n = 0;
  constructor(name: string) {
    this.#name = name;
  }
  async createOffer(options?: { iceRestart?: boolean }): Promise<Description> {
    if (options?.iceRestart) this.restarts++;
    return { type: "offer", sdp: `${this.#name} offer ${++this.#n}` };
  }
  async createAnswer(): Promise<Description> {
    if (this.signalingState !== "have-remote-offer") throw new Error(this.signalingState);
    return { type: "answer", sdp: `${this.#name} answers ${this.remote?.sdp}` };
  }
  async setLocalDescription(description: Description): Promise<void> {
    if (description.type === "rollback") {
      this.rollbacks++;
      this.signalingState = "stable";
      return;
    }
    this.localDescription = description;
    this.signalingState = description.type === "offer" ? "have-local-offer" : "stable";
  }
  async setRemoteDescription(description: Description): Promise<void> {
    const fits = description.type === "offer" ? this.signalingState === "stable" : this.signalingState === "have-local-offer";
    if (!fits) throw new Error(`${description.type} in ${this.signalingState}`);
    this.remote = description;
    this.signalingState = description.type === "offer" ? "have-remote-offer" : "stable";
  }
  async addIceCandidate(candidate: unknown): Promise<void> {
    if (!this.remote) throw new Error("too early");
    this.candidates.push(candidate);
  }
}

/** Two ends and what is on the way between them. */
function two() {
  const [a, b] = [new Pc("a"), new Pc("b")];
  const toA: SignalData[] = [];
  const toB: SignalData[] = [];
  const endA = new Negotiator(a, true, (data) => toB.push(data));
  const endB = new Negotiator(b, false, (data) => toA.push(data));
  const deliver = async () => {
    while (toA.length + toB.length > 0) {
      const [forA, forB] = [toA.splice(0), toB.splice(0)];
      await Promise.all([...forA.map((data) => endA.heard(data)), ...forB.map((data) => endB.heard(data))]);
    }
  };
  return { a, b, endA, endB, toA, toB, deliver };
}

test("who comes later offers, the other answers", async () => {
  const { a, b, endB, deliver } = two();
  await endB.offer();
  await deliver();
  assert.deepEqual([a.signalingState, b.signalingState, b.remote?.sdp], ["stable", "stable", "a answers b offer 1"]);
});

test("both offer at once: the polite one gives way, and they agree", async () => {
  const { a, b, endA, endB, deliver } = two();
  await Promise.all([endA.offer(), endB.offer()]);
  await deliver();
  assert.deepEqual([a.signalingState, b.signalingState], ["stable", "stable"]);
  assert.equal(b.remote?.sdp, "a answers b offer 1");
});

test("a candidate that comes before the description waits for it", async () => {
  const { a, endA } = two();
  await endA.heard({ candidate: { candidate: "early" } });
  assert.deepEqual(a.candidates, []);
  await endA.heard({ description: { type: "offer", sdp: "b offer 1" } });
  assert.deepEqual(a.candidates, [{ candidate: "early" }]);
});

test("new addresses are asked for once the last agreement stands", async () => {
  const { b, endB, deliver } = two();
  await endB.offer();
  await endB.offer(true);
  assert.equal(b.restarts, 0);
  await deliver();
  await endB.offer(true);
  await deliver();
  assert.deepEqual([b.restarts, b.signalingState], [1, "stable"]);
});

test("once agreed, the polite one asks for new addresses and never gives way", async () => {
  const { a, b, endA, endB, toB, deliver } = two();
  await endA.offer();
  await deliver();
  await Promise.all([endA.restart(), endB.restart()]);
  assert.deepEqual(toB.splice(0), [{ restart: true }]);
  await deliver();
  assert.deepEqual([a.rollbacks, a.restarts, b.restarts, b.remote?.sdp], [0, 0, 1, "a answers b offer 1"]);
});

test("before the first agreement either end begins anew by itself", async () => {
  const { a, endA, deliver } = two();
  await endA.restart();
  await deliver();
  assert.deepEqual([a.restarts, a.signalingState], [1, "stable"]);
});

test("an offer whose answer was lost is said again", async () => {
  const { a, b, endB, toA, deliver } = two();
  await endB.offer();
  toA.length = 0;
  const lost = b.signalingState;
  await endB.restart();
  await deliver();
  assert.deepEqual([lost, a.remote?.sdp, b.signalingState], ["have-local-offer", "b offer 1", "stable"]);
});

test("what is no description is let go, and the next is understood", async () => {
  const { a, endA } = two();
  await endA.heard({ description: { type: "answer", sdp: "to nothing" } });
  await endA.heard({ description: { type: "offer", sdp: "b offer 1" } });
  assert.equal(a.localDescription?.sdp, "a answers b offer 1");
});
