/** One RTCPeerConnection: its lines, its statistics, how it is repaired. Thin: what is decided is decided elsewhere. */
import { type Counters, FreezeWatch, isRelayed, type Look, look, Smooth, type Stat } from "./measure.ts";
import { type Agreeing, Negotiator } from "./negotiator.ts";
import { Repair } from "./repair.ts";
import type { Ice, Peer, SignalData, Step } from "./wire.ts";

export type Kind = "audio" | "video";
/** What is sent at a step: 360 lines at 15 per second, then half as high, then no picture. */
export const SENT: Readonly<Record<Step, { readonly picture: boolean; readonly sound: boolean; readonly bps: number; readonly scale: number; readonly fps: number }>> = {
  video: { picture: true, sound: true, bps: 600_000, scale: 1, fps: 15 },
  low: { picture: true, sound: true, bps: 110_000, scale: 2, fps: 8 },
  "audio": { picture: false, sound: true, bps: 110_000, scale: 2, fps: 8 },
  photos: { picture: false, sound: true, bps: 110_000, scale: 2, fps: 8 },
  "phone": { picture: false, sound: false, bps: 110_000, scale: 2, fps: 8 },
};
/** Nothing yet after so long: tried again. One end before the other, so that they do not offer at once. */
const NEVER_MS = 8_000;
const NEVER_OTHER_MS = 11_000;
/** Browsers take ten seconds to say that nothing comes any more. */
const SILENT_MS = 4_000;
/** The first packets may come before the word of where from: asked again so often. */
const WAY_TRIES = 6;
const WAY_MS = 60;

export interface Watcher {
  signal(data: SignalData): void;
  changed(): void;
  /** Nothing comes of this one: another in its place, which calls. */
  anew(): void;
}

export class Connection {
  readonly peer: Peer;
  /** How many there were with this peer before. */
  readonly attempt: number;
  readonly stream = new MediaStream();
  readonly #pc: RTCPeerConnection;
  readonly #negotiator: Negotiator;
  readonly #polite: boolean;
  readonly #watcher: Watcher;
  readonly #tracks: ReadonlyMap<Kind, MediaStreamTrack>;
  readonly #freeze = new FreezeWatch();
  readonly #stuck = new FreezeWatch();
  readonly #silence = new FreezeWatch(SILENT_MS);
  readonly #repair: Repair;
  #loss = new Smooth();
  /** Since when nothing has come at all, where that is a cut; null while something does. */
  silentSince: number | null = null;
  #step: Step;
  #counters: Counters | null = null;
  /** Milliseconds that their picture has stood still. */
  frozenMs = 0;
  /** No picture of ours leaves though one is due. */
  stuck = false;
  last: Look | null = null;

  /** `polite`: gives way where both offer at once. `tracks` is shared, and read when lines are made. */
  constructor(peer: Peer, attempt: number, ice: Ice, polite: boolean, tracks: ReadonlyMap<Kind, MediaStreamTrack>, step: Step, watcher: Watcher) {
    this.peer = peer;
    this.attempt = attempt;
    this.#polite = polite;
    this.#tracks = tracks;
    this.#step = step;
    this.#watcher = watcher;
    this.#pc = new RTCPeerConnection(settings(ice));
    this.#negotiator = new Negotiator(this.#pc as unknown as Agreeing, polite, (data) => this.#signal(data), () => this.#answerLines());
    this.#pc.onicecandidate = ({ candidate }) => candidate && this.#signal({ candidate: candidate.toJSON() });
    this.#pc.ontrack = ({ track }) => {
      for (const old of this.stream.getTracks()) if (old.kind === track.kind) this.stream.removeTrack(old);
      this.stream.addTrack(track);
      watcher.changed();
    };
    this.#pc.oniceconnectionstatechange = () => this.#stateChanged();
    this.#pc.onconnectionstatechange = () => watcher.changed();
    this.#repair = new Repair(TIME, polite ? NEVER_MS : NEVER_OTHER_MS, (anew) => this.#begin(anew));
  }

  /** A way, and keys on it. Browsers before Chrome 72 and Firefox 113 tell of the way alone. */
  get connected(): boolean {
    return this.#repair.connected && ((this.#pc.connectionState as string | undefined) ?? "connected") === "connected";
  }

  get #joined(): boolean {
    return this.#pc.iceConnectionState === "connected" || this.#pc.iceConnectionState === "completed";
  }

  /** The later one calls. */
  async call(): Promise<void> {
    for (const kind of ["audio", "video"] as const) this.#pc.addTransceiver(this.#tracks.get(kind) ?? kind, { direction: "sendrecv" });
    await this.#negotiator.offer();
    await this.apply(this.#step);
  }

  async heard(data: SignalData): Promise<void> {
    if (data.restart) return this.#repair.asked((data.attempt ?? 0) > this.attempt);
    if (data.description?.type === "offer") this.#repair.begun();
    await this.#negotiator.heard(data);
  }

  /** Other addresses: the network changed, or the way is lost. */
  restart(): void {
    if (this.#pc.getTransceivers().length === 0) void this.call();
    else void this.#negotiator.restart();
  }

  /** The end that gives way asks the other, as it does for addresses. */
  #begin(anew: boolean): void {
    if (!anew) this.restart();
    else if (this.#polite) this.#watcher.signal({ restart: true, attempt: this.attempt + 1 });
    else this.#watcher.anew();
  }

  #signal(data: SignalData): void {
    this.#watcher.signal(this.attempt > 0 ? { ...data, attempt: this.attempt } : data);
  }

  async replace(kind: Kind, track: MediaStreamTrack | null): Promise<void> {
    const sender = this.#sender(kind);
    if (sender) await sender.replaceTrack(track).catch(() => {});
    await this.apply(this.#step);
  }

  /** Send what the step sends: the picture stops without any new agreement, and comes back the same way. */
  async apply(step: Step): Promise<void> {
    this.#step = step;
    const sent = SENT[step];
    await this.#encode("video", { active: sent.picture, maxBitrate: sent.bps, scaleResolutionDownBy: sent.scale, maxFramerate: sent.fps });
    await this.#encode("audio", { active: sent.sound });
  }

  /** One look: losses, delay, room, and whether pictures move on both sides. */
  async measure(now: number, pictureDue: boolean): Promise<Look> {
    const seen = look(await this.#stats(), this.#counters, this.#joined);
    this.#counters = seen.counters;
    this.#listen(seen.heard, now);
    this.frozenMs = this.#freeze.sample(seen.shown, pictureDue && this.connected, now);
    // What was lost while nothing came at all says nothing of the way that is found next.
    if (!this.connected) this.#loss = new Smooth();
    const filming = SENT[this.#step].picture && this.connected && (this.#tracks.get("video")?.enabled ?? false);
    this.stuck = this.#stuck.sample(seen.filmed, filming, now) > 0;
    this.last = { ...seen, measure: { ...seen.measure, connected: this.connected, loss: this.#loss.add(seen.measure.loss) } };
    return this.last;
  }

  /** Whether what comes now comes through a relay; false where this browser does not say soon. */
  async relayed(): Promise<boolean> {
    for (let tries = 0; tries < WAY_TRIES; tries++) {
      const relayed = isRelayed(await this.#stats().catch(() => []));
      if (relayed !== null) return relayed;
      await new Promise((done) => setTimeout(done, WAY_MS));
    }
    return false;
  }

  /** Other servers for the next way that is looked for; the one in use goes on. */
  renew(ice: Ice): void {
    try {
      this.#pc.setConfiguration(settings(ice));
    } catch {
      // Closed, or a browser that takes none later: the next connection has them.
    }
  }

  close(): void {
    this.#repair.stop();
    this.#pc.onicecandidate = this.#pc.ontrack = this.#pc.oniceconnectionstatechange = this.#pc.onconnectionstatechange = null;
    this.#pc.close();
  }

  async #stats(): Promise<Stat[]> {
    const stats: Stat[] = [];
    (await this.#pc.getStats()).forEach((stat: Stat) => stats.push(stat));
    return stats;
  }

  #stateChanged(): void {
    this.#repair.ice(this.#pc.iceConnectionState);
    this.#watcher.changed();
  }

  #listen(heard: number | null, now: number): void {
    const ms = this.#silence.sample(heard, this.#joined, now);
    this.silentSince = ms > 0 ? now - ms : null;
    if (this.#repair.silence(ms > 0, (heard ?? 1) > 0)) this.#watcher.changed();
  }

  /** What the other end offered is answered with what this end shows, now or later. */
  async #answerLines(): Promise<void> {
    for (const line of this.#pc.getTransceivers()) {
      if (line.mid === null) {
        await giveUp(line);
        continue;
      }
      const kind = line.receiver.track.kind as Kind;
      line.direction = "sendrecv";
      const track = this.#tracks.get(kind) ?? null;
      if (line.sender.track !== track) await line.sender.replaceTrack(track).catch(() => {});
    }
    await this.apply(this.#step);
  }

  #sender(kind: Kind): RTCRtpSender | undefined {
    const lines = this.#pc.getTransceivers().filter(({ receiver }) => receiver.track.kind === kind);
    return (lines.find(({ mid }) => mid !== null) ?? lines[0])?.sender;
  }

  async #encode(kind: Kind, encoding: RTCRtpEncodingParameters): Promise<void> {
    const sender = this.#sender(kind);
    const parameters = sender?.getParameters();
    // Before the first agreement there is nothing to set yet.
    if (!sender || !parameters?.encodings?.[0]) return;
    Object.assign(parameters.encodings[0], encoding);
    await sender.setParameters(parameters).catch(() => {});
  }
}

const TIME = {
  now: () => performance.now(),
  later: (ms: number, wake: () => void) => {
    const timer = setTimeout(wake, ms);
    return () => clearTimeout(timer);
  },
};

// Chrome 69 to 71 need to be told of unified-plan; the others do not know the word.
const settings = (ice: Ice): RTCConfiguration =>
  ({ iceServers: [...ice.servers], iceTransportPolicy: ice.policy, bundlePolicy: "max-bundle", sdpSemantics: "unified-plan" }) as unknown as RTCConfiguration;
/**
 * Both ends offered, and this one gave way: its own lines were never agreed to. Left alone they would be offered with
 * the next change of network, and the other end would listen there.
 */
async function giveUp(line: RTCRtpTransceiver): Promise<void> {
  if (line.direction === "stopped") return;
  line.direction = "inactive";
  await line.sender.replaceTrack(null).catch(() => {});
  // Came after the browsers of 2018.
  line.stop?.();
}
