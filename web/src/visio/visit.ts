/**
 * One visit to a session, by whoever: the patient, the crew, the doctor, a guest. It joins, shows, measures, climbs
 * down and up the ladder, repairs itself, and says where it stands. Nothing of it is recorded.
 */
import type { Connection, Kind } from "./connection.ts";
import { Cuts } from "./cuts.ts";
import { type Change, Ladder } from "./ladder.ts";
import { Mesh } from "./mesh.ts";
import { type Line, SignalLine, type Socket } from "./signal.ts";
import type { FromServer, Participant, Peer, Step } from "./wire.ts";

/** One other person, as they are heard and seen here. */
export interface Other {
  readonly peer: Peer;
  readonly stream: MediaStream;
  readonly connected: boolean;
  readonly frozenMs: number;
  readonly height: number | null;
}

export type Quality = "good" | "fair" | "bad" | "none";

export interface Standing {
  readonly line: Line;
  readonly step: Step;
  readonly automatic: boolean;
  readonly others: readonly Other[];
  readonly present: readonly Peer[];
  readonly quality: Quality;
  readonly relayed: boolean;
  /** How the session ended, or why it cannot be joined. */
  readonly over: string | null;
  readonly refused: string | null;
}

export interface Who {
  readonly participant: Participant;
  /** Where the signalling is: `/v/signal`, `/api/visios/…/signal`. */
  readonly path: string;
}

const LOOK_MS = 1_000;
/** The patient's side sends the picture that counts: it alone moves the ladder by itself. */
const DRIVES = new Set<Participant>(["patient", "crew"]);

export class Visit {
  readonly #who: Who;
  readonly #tell: (standing: Standing) => void;
  readonly #mesh: Mesh;
  readonly #line: SignalLine;
  readonly #ladder: Ladder;
  #automatic = true;
  #over: string | null = null;
  #refused: string | null = null;
  #seen = false;
  /** Chosen here before both sides were there, where the ladder means nothing yet: said again to whoever comes. */
  #untold: { step: Step; why: string } | null = null;
  #everConnected = false;
  readonly #cuts: Cuts;
  #timer: ReturnType<typeof setInterval> | undefined;
  #stop: (() => void)[] = [];

  constructor(who: Who, tell: (standing: Standing) => void) {
    this.#who = who;
    this.#tell = tell;
    this.#ladder = new Ladder(performance.now());
    // Where the doctor's own line held, it is the patient's cut: theirs to tell.
    this.#cuts = new Cuts(who.participant === "regulator");
    this.#line = new SignalLine(around(who.path), { heard: (message) => this.#heard(message), line: (line) => {
      if (line !== "up") this.#cuts.lineFell();
      this.#say();
    } });
    this.#mesh = new Mesh({
      signal: (to, data) => this.#line.send({ type: "signal", to, data }),
      changed: () => {
        this.#reconnects();
        this.#say();
      },
    });
  }

  start(): void {
    this.#line.start();
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
    const changed = () => {
      this.#line.again();
      this.#mesh.restart();
    };
    const network = (navigator as { connection?: EventTarget }).connection;
    addEventListener("online", changed);
    network?.addEventListener?.("change", changed);
    const leaving = () => this.#line.send({ type: "bye" });
    addEventListener("pagehide", leaving);
    this.#stop = [
      () => removeEventListener("online", changed),
      () => network?.removeEventListener?.("change", changed),
      () => removeEventListener("pagehide", leaving),
    ];
  }

  get standing(): Standing {
    const others = this.#others();
    return {
      line: this.#line.line,
      step: this.#ladder.step,
      automatic: this.#automatic,
      others,
      present: this.#mesh.peers,
      quality: quality(this.#main(), this.#ladder.step),
      relayed: this.#main()?.last?.relayed ?? false,
      over: this.#over,
      refused: this.#refused,
    };
  }

  /** Show this track to everyone, or nothing of its kind. The track stays the caller's to stop. */
  show(kind: Kind, track: MediaStreamTrack | null): Promise<void> {
    return this.#mesh.show(kind, track);
  }

  /** A person chose this step, or a refusal did: `why` in a word. */
  choose(step: Step, why = "by-hand"): void {
    this.#untold = { step, why };
    this.#take({ ...this.#ladder.byHand(step, performance.now()), why });
  }

  /** Their first picture is on the screen here. Told once, with the way that it came. */
  seen(): void {
    if (this.#seen) return;
    this.#seen = true;
    // Looked at now: the last look may be from before there was a way.
    const relayed = this.#main()?.relayed() ?? Promise.resolve(false);
    void relayed.then((relayed) => this.#line.send({ type: "seen", relayed, network: network() }));
  }

  /** Leave: the others stay. */
  close(): void {
    clearInterval(this.#timer);
    for (const stop of this.#stop) stop();
    this.#stop = [];
    this.#line.close();
    this.#mesh.close();
  }

  #heard(message: FromServer): void {
    if (message.type === "welcome") {
      if (message.ladder) this.#told(message.ladder, true);
      this.#mesh.welcome(message.you, message.peers, message.ice);
      this.#tellAgain();
    } else if (message.type === "joined") {
      this.#mesh.joined(message.peer, message.offer);
      this.#tellAgain();
    } else if (message.type === "ice") this.#mesh.renew(message.ice);
    else if (message.type === "left") this.#mesh.left(message.peer);
    else if (message.type === "signal") this.#mesh.heard(message.from, message.data);
    else if (message.type === "ladder") {
      // The log has a step: what was chosen before it is told, or somebody chose since.
      this.#untold = null;
      this.#told(message.step, message.automatic);
    } else this.#finished(message);
    this.#say();
  }

  #finished(message: Extract<FromServer, { type: "ended" | "refused" }>): void {
    if (message.type === "ended") this.#over = message.how;
    else this.#refused = message.why;
    clearInterval(this.#timer);
    this.#mesh.close();
  }

  #tellAgain(): void {
    if (this.#untold) this.choose(this.#untold.step, this.#untold.why);
  }

  #told(step: Step, automatic: boolean): void {
    this.#automatic = automatic;
    this.#ladder.told(step, automatic, performance.now());
    void this.#mesh.apply(step);
  }

  #take({ step, why, automatic, tookMs }: Omit<Change, "why"> & { readonly why: string }): void {
    this.#automatic = automatic;
    this.#line.send({ type: "ladder", step, why, automatic, took_ms: Math.round(tookMs) });
    void this.#mesh.apply(step);
    this.#say();
  }

  async #look(): Promise<void> {
    const due = this.#ladder.step === "video" || this.#ladder.step === "low";
    const now = performance.now();
    await Promise.all(this.#mesh.connections.map((each) => each.measure(now, due).catch(() => null)));
    this.#reconnects();
    this.#climb(now);
    this.#say();
  }

  #climb(now: number): void {
    const main = this.#main();
    if (main?.connected) this.#everConnected = true;
    // Nobody is there yet, or they left: nothing to judge a network by.
    if (!DRIVES.has(this.#who.participant) || this.#over || !this.#everConnected || !main?.last) return;
    const change = this.#ladder.measure({ ...main.last.measure, connected: main.connected, frozen: main.stuck }, now);
    if (change) this.#take(change);
  }

  /** Cut, then there again: told with how long it took. */
  #reconnects(): void {
    const alone = this.#line.line === "up" && this.#mesh.peers.length === 0;
    const main = this.#main();
    const connected = main?.connected ?? false;
    // A cut is known late: it began with the silence.
    const now = (!connected && main?.silentSince) || performance.now();
    const tookMs = this.#cuts.look(alone ? null : connected, now);
    if (tookMs !== null) this.#line.send({ type: "reconnected", took_ms: Math.round(tookMs) });
  }

  /** Whose connection counts: the doctor's for the patient's side, the patient's side for everyone else. */
  #main(): Connection | null {
    const all = this.#mesh.connections;
    const wanted = DRIVES.has(this.#who.participant) ? ["regulator"] : ["patient", "crew"];
    const of = all.filter(({ peer }) => wanted.includes(peer.participant));
    const among = of.length > 0 ? of : all;
    return among.find(({ connected }) => connected) ?? among[0] ?? null;
  }

  /** One for each person: where they come back over a new line, the one that is connected. */
  #others(): Other[] {
    const best = new Map<string, Connection>();
    for (const each of this.#mesh.connections) {
      const key = `${each.peer.participant} ${each.peer.guest ?? ""}`;
      const known = best.get(key);
      if (!known || (!known.connected && each.connected)) best.set(key, each);
    }
    return [...best.values()].map(({ peer, stream, connected, frozenMs, last }) => ({ peer, stream, connected, frozenMs, height: last?.height ?? null }));
  }

  #say(): void {
    this.#tell(this.standing);
  }
}

/** In words that a person can use: the picture step and what is lost say it. */
export function quality(main: Pick<Connection, "connected" | "last" | "frozenMs"> | null, step: Step): Quality {
  if (!main?.connected) return "none";
  const { loss, rttMs } = main.last?.measure ?? { loss: null, rttMs: null };
  if (main.frozenMs > 0 || (loss ?? 0) >= 0.1 || (rttMs ?? 0) >= 1_000 || (step !== "video" && step !== "low")) return "bad";
  return step === "low" || (loss ?? 0) >= 0.03 || (rttMs ?? 0) >= 400 ? "fair" : "good";
}

/** What the phone says of its own network, in a word; empty where it says nothing. */
function network(): string {
  const { connection } = navigator as { connection?: { type?: string; effectiveType?: string } };
  const said = connection?.type === "wifi" ? "wifi" : (connection?.effectiveType ?? "");
  return /^[a-z0-9-]{1,16}$/.test(said) ? said : "";
}

const around = (path: string) => ({
  open: (): Socket => new WebSocket(`${location.origin.replace(/^http/, "ws")}${path}`) as unknown as Socket,
  later: (ms: number, wake: () => void) => {
    const timer = setTimeout(wake, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
});
