/** Everyone in the session: one connection each, at most three others. Who comes later calls each one present. */
import { Connection, type Kind } from "./connection.ts";
import { fits, type Ice, type Peer, type SignalData, type Step } from "./wire.ts";

/** How long a connection whose peer left the signalling may still carry its picture, until they are back. */
const GRACE_MS = 10_000;

export interface Meeting {
  signal(to: string, data: SignalData): void;
  changed(): void;
}

export class Mesh {
  readonly tracks = new Map<Kind, MediaStreamTrack>();
  readonly #meeting: Meeting;
  readonly #here = new Map<string, Connection>();
  readonly #peers = new Map<string, Peer>();
  /** Those of a line that fell: they go on until the same person is back, or the grace is over. */
  readonly #leaving = new Map<Connection, ReturnType<typeof setTimeout>>();
  #ice: Ice = { servers: [], policy: "all" };
  #me = "";
  #step: Step = "video";

  constructor(meeting: Meeting) {
    this.#meeting = meeting;
  }

  get connections(): readonly Connection[] {
    return [...this.#here.values(), ...this.#leaving.keys()];
  }

  get peers(): readonly Peer[] {
    return [...this.#peers.values()];
  }

  /** In, or in again: everyone present is called. */
  welcome(me: string, peers: readonly Peer[], ice: Ice): void {
    // Told once, at the end: in between nobody seems to be here.
    for (const id of [...this.#here.keys()]) this.#drop(id);
    this.#peers.clear();
    [this.#me, this.#ice] = [me, ice];
    for (const peer of peers) {
      this.#peers.set(peer.id, peer);
      void this.#connect(peer).call();
    }
    this.#meeting.changed();
  }

  /** Somebody came, who calls; with `offer` they were there unheard of (another process lost sight): call them. */
  joined(peer: Peer, offer = false): void {
    this.#peers.set(peer.id, peer);
    if (offer) void this.#connect(peer).call();
    this.#meeting.changed();
  }

  left(id: string): void {
    this.#drop(id);
    this.#meeting.changed();
  }

  heard(from: string, data: SignalData): void {
    const peer = this.#peers.get(from);
    if (!peer) return;
    const known = this.#here.get(from);
    const fit = fits(known?.attempt ?? null, data);
    if (fit === "this") void known?.heard(data);
    else if (fit === "next") void this.#connect(peer, data.attempt).heard(data);
  }

  /** Who may use the relay was named anew: for those to come, and for the next way of those who are here. */
  renew(ice: Ice): void {
    this.#ice = ice;
    for (const connection of this.connections) connection.renew(ice);
  }

  /** The network changed: all connections look for another way. */
  restart(): void {
    for (const connection of this.#here.values()) connection.restart();
  }

  async show(kind: Kind, track: MediaStreamTrack | null): Promise<void> {
    if (track) this.tracks.set(kind, track);
    else this.tracks.delete(kind);
    await Promise.all(this.connections.map((connection) => connection.replace(kind, track)));
  }

  async apply(step: Step): Promise<void> {
    this.#step = step;
    await Promise.all(this.connections.map((connection) => connection.apply(step)));
  }

  close(): void {
    for (const [connection, timer] of this.#leaving) {
      clearTimeout(timer);
      connection.close();
    }
    for (const connection of this.#here.values()) connection.close();
    this.#here.clear();
    this.#leaving.clear();
    this.#peers.clear();
  }

  /** The connection number `attempt` with `peer`, in the place of the one before. */
  #connect(peer: Peer, attempt = 0): Connection {
    this.#here.get(peer.id)?.close();
    const connection: Connection = new Connection(peer, attempt, this.#ice, this.#me < peer.id, this.tracks, this.#step, {
      signal: (data) => this.#meeting.signal(peer.id, data),
      anew: () => void this.#connect(peer, attempt + 1).call(),
      changed: () => {
        if (connection.connected) this.#replaces(connection);
        else if (this.#leaving.has(connection)) return this.#forget(connection);
        this.#meeting.changed();
      },
    });
    this.#here.set(peer.id, connection);
    return connection;
  }

  #drop(id: string): void {
    this.#peers.delete(id);
    const gone = this.#here.get(id);
    this.#here.delete(id);
    if (gone) this.#letGo(gone);
  }

  #letGo(connection: Connection): void {
    if (!connection.connected) return connection.close();
    this.#leaving.set(connection, setTimeout(() => this.#forget(connection), GRACE_MS));
  }

  /** The same person over a new line: the old one has done its time. */
  #replaces(connection: Connection): void {
    const same = ({ peer }: Connection) => peer.participant === connection.peer.participant && peer.guest === connection.peer.guest;
    for (const old of [...this.#leaving.keys()].filter(same)) this.#forget(old);
  }

  #forget(connection: Connection): void {
    clearTimeout(this.#leaving.get(connection));
    this.#leaving.delete(connection);
    connection.close();
    this.#meeting.changed();
  }
}
