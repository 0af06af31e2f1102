import { steady } from "../../shared/live/steady.ts";
import type { AlarmRow } from "../../shared/api/types.ts";
import { isNews, MUTE_MS, pace, pressing, stepOf } from "./alarms.ts";

/** Seconds from the start of a burst: three pulses and two, as IEC 60601-1-8 has for its high priority. */
const PULSES = [0, 0.25, 0.5, 0.95, 1.2] as const;
const [HERTZ, LASTS, LOUD] = [660, 0.15, 0.25];
const TICK_MS = 500;

/** The sound of the room's alarms, and its silence: one that is seen, and ends by itself. */
export class AlarmSound {
  mutedUntil = $state(0);
  now = $state(steady());
  #rows: readonly AlarmRow[] = [];
  #known: ReadonlySet<string> = new Set();
  #lastBurst = -Infinity;
  #audio: AudioContext | null = null;

  /** Seconds of silence left; 0 where it sounds. */
  readonly mutedSeconds = $derived(Math.max(0, Math.ceil((this.mutedUntil - this.now) / 1_000)));

  /** Sound for as long as the returned function is not called. */
  start(): () => void {
    const allow = () => void (this.#audio ??= new AudioContext()).resume();
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, allow, { once: true });
    const timer = setInterval(() => this.#tick(), TICK_MS);
    return () => {
      clearInterval(timer);
      for (const touch of ["pointerdown", "keydown"]) removeEventListener(touch, allow);
      void this.#audio?.close();
      // A closed one never sounds again: who signs in after this one needs another.
      this.#audio = null;
    };
  }

  follow(rows: readonly AlarmRow[]): void {
    if (isNews(this.#known, rows)) [this.mutedUntil, this.#lastBurst] = [0, -Infinity];
    this.#known = new Set(pressing(rows).map(stepOf));
    this.#rows = rows;
  }

  mute(): void {
    this.now = steady();
    this.mutedUntil = this.now + MUTE_MS;
  }

  unmute(): void {
    this.mutedUntil = 0;
  }

  #tick(): void {
    this.now = steady();
    const every = pace(this.#rows, this.mutedUntil, this.now);
    if (every === null || this.now - this.#lastBurst < every) return;
    this.#lastBurst = this.now;
    const audio = this.#audio;
    if (audio?.state === "running") for (const after of PULSES) pulse(audio, after);
  }
}

function pulse(audio: AudioContext, after: number): void {
  const tone = new OscillatorNode(audio, { frequency: HERTZ });
  tone.connect(new GainNode(audio, { gain: LOUD })).connect(audio.destination);
  tone.start(audio.currentTime + after);
  tone.stop(audio.currentTime + after + LASTS);
}

export const sound = new AlarmSound();
