/** The line to the signalling: opened again when it falls, with what was said meanwhile sent after the welcome. */
import { backoff } from "./backoff.ts";
import { type FromServer, read, type ToServer } from "./wire.ts";

/** As much of a WebSocket as is used. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(frame: string): void;
  close(code?: number): void;
}

export interface Around {
  open(): Socket;
  /** Call `wake` after `ms`; the answer takes it back. */
  later(ms: number, wake: () => void): () => void;
  random(): number;
}

export type Line = "opening" | "up" | "down" | "closed";

export interface Listener {
  heard(message: FromServer): void;
  line(line: Line): void;
}

/** No use in coming again: not allowed here, or over. Too many words (4429) is worth a wait. */
const FINAL = new Set([1008, 4400, 4401, 4403, 4404, 4409, 4410]);
const SILENT_MS = 8_000;
/** Reports that are still true after a cut; candidates and descriptions of a fallen line are not. */
const KEPT = new Set<ToServer["type"]>(["ladder", "seen", "reconnected"]);
const MOST_KEPT = 20;

export class SignalLine {
  line: Line = "opening";
  readonly #around: Around;
  readonly #listener: Listener;
  #socket: Socket | null = null;
  #failures = 0;
  #waiting: ToServer[] = [];
  #retry: (() => void) | null = null;
  #why: string | null = null;

  constructor(around: Around, listener: Listener) {
    this.#around = around;
    this.#listener = listener;
  }

  start(): void {
    this.#open();
  }

  /** Say it now, or once the line is back where it stays true; what does not is let go. */
  send(message: ToServer): void {
    if (this.line === "up" && this.#socket) this.#socket.send(JSON.stringify(message));
    else if (KEPT.has(message.type)) this.#waiting = [...this.#waiting, message].slice(-MOST_KEPT);
  }

  /** The network came back or changed: do not wait for the old line to fall. */
  again(): void {
    if (this.line === "closed") return;
    this.#failures = 0;
    this.#drop();
    this.#open();
  }

  /** Leave for good. */
  close(): void {
    this.send({ type: "bye" });
    this.#tell("closed");
    this.#drop();
  }

  #open(): void {
    this.#retry?.();
    this.#tell("opening");
    const socket = this.#around.open();
    this.#socket = socket;
    socket.onmessage = ({ data }) => socket === this.#socket && this.#heard(read(data));
    socket.onclose = ({ code, reason }) => socket === this.#socket && this.#fell(code, reason);
    // A line that opens and says nothing is no line.
    this.#retry = this.#around.later(SILENT_MS, () => {
      if (socket === this.#socket && this.line === "opening") this.again();
    });
  }

  #heard(message: FromServer | null): void {
    if (message === null) return;
    if (message.type === "ended") this.#tell("closed");
    if (message.type === "refused") {
      // One word was refused, or all: the code of the closing says which.
      this.#why = message.why;
      return;
    }
    if (message.type === "welcome") {
      this.#failures = 0;
      this.#tell("up");
      const waited = this.#waiting;
      this.#waiting = [];
      for (const each of waited) this.send(each);
    }
    this.#listener.heard(message);
  }

  #fell(code: number, reason: string): void {
    this.#socket = null;
    if (this.line === "closed") return;
    if (FINAL.has(code)) {
      this.#tell("closed");
      this.#listener.heard({ type: "refused", why: reason || (this.#why ?? String(code)) });
      return;
    }
    this.#tell("down");
    this.#retry?.();
    this.#retry = this.#around.later(backoff(this.#failures++, this.#around.random()), () => this.#open());
  }

  #drop(): void {
    this.#retry?.();
    this.#retry = null;
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onmessage = socket.onclose = socket.onopen = null;
    socket.close();
  }

  #tell(line: Line): void {
    if (this.line === line) return;
    this.line = line;
    this.#listener.line(line);
  }
}
