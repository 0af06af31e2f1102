/** A seat in a session for who is signed in: the doctor at the board, the crew at its tablet. Shut unless opened. */
import { type Facing, film, listen, refusal, type Refusal } from "./camera.ts";
import { type Standing, Visit } from "./visit.ts";
import type { Participant, Step } from "./wire.ts";

export class Seat {
  standing = $state.raw<Standing>() as Standing;
  audio = $state.raw<MediaStreamTrack | null>(null);
  video = $state.raw<MediaStreamTrack | null>(null);
  /** Why the camera or the microphone did not open. */
  fault = $state.raw<Refusal | null>(null);
  readonly #visit: Visit;
  #facing: Facing;
  #left = false;

  constructor(session: string, participant: Participant, facing: Facing = "user") {
    this.#facing = facing;
    const path = `/api/visios/${encodeURIComponent(session)}/signal`;
    this.#visit = new Visit({ participant, path }, (standing) => (this.standing = standing));
    this.standing = this.#visit.standing;
    this.#visit.start();
  }

  /** Who is there beside us, whose picture matters most first. */
  get others() {
    const rank = { patient: 0, crew: 1, regulator: 2, guest: 3 } as const;
    return [...this.standing.others].sort((a, b) => rank[a.peer.participant] - rank[b.peer.participant]);
  }

  /** Open or shut our microphone. */
  async speak(on: boolean): Promise<void> {
    await this.#open("audio", on ? listen : null);
  }

  /** Open or shut our camera. */
  async film(on: boolean): Promise<void> {
    await this.#open("video", on ? () => film(this.#facing) : null);
  }

  async flip(): Promise<void> {
    this.#facing = this.#facing === "user" ? "environment" : "user";
    await this.film(true);
  }

  choose(step: Step): void {
    this.#visit.choose(step);
  }

  seen(): void {
    this.#visit.seen();
  }

  leave(): void {
    this.#left = true;
    this.#visit.close();
    for (const track of [this.audio, this.video]) track?.stop();
    this.audio = this.video = null;
  }

  async #open(kind: "audio" | "video", ask: (() => Promise<MediaStreamTrack>) | null): Promise<void> {
    this[kind]?.stop();
    this.fault = null;
    let track: MediaStreamTrack | null = null;
    try {
      track = (await ask?.()) ?? null;
    } catch (error) {
      this.fault = refusal(error);
    }
    // They left while the browser was asking.
    if (this.#left) return track?.stop();
    this[kind] = track;
    await this.#visit.show(kind, track);
  }
}
