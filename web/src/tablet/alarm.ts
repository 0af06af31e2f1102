/** Sound and vibration for a mission that nobody has answered. */
const BEATS_MS = [400, 200, 400];
const AGAIN_MS = 5_000;
const TONES_HZ = [880, 660] as const;

let audio: AudioContext | null = null;

/** Browsers let a page sound only after a touch: the first one anywhere opens the way. */
export function openOnTouch(): void {
  addEventListener("pointerdown", () => void (audio ??= new AudioContext()).resume(), { once: true });
}

/** Whether the browser keeps the page silent, because nobody has touched it yet. */
export const muted = (): boolean => navigator.userActivation?.hasBeenActive === false;

/** One short word of the tablet: something is due. */
export function nudge(): void {
  if (!muted()) navigator.vibrate?.([150, 100, 150]);
  if (audio?.state === "running") tone(audio, TONES_HZ[1], 0);
}

/** Ring until the returned function is called. */
export function ring(): () => void {
  const once = () => {
    if (!muted()) navigator.vibrate?.(BEATS_MS);
    if (audio?.state === "running") TONES_HZ.forEach((hertz, at) => tone(audio as AudioContext, hertz, at * 0.35));
  };
  once();
  const timer = setInterval(once, AGAIN_MS);
  return () => {
    clearInterval(timer);
    if (!muted()) navigator.vibrate?.(0);
  };
}

function tone(context: AudioContext, hertz: number, afterSeconds: number): void {
  const oscillator = new OscillatorNode(context, { frequency: hertz });
  oscillator.connect(new GainNode(context, { gain: 0.4 })).connect(context.destination);
  oscillator.start(context.currentTime + afterSeconds);
  oscillator.stop(context.currentTime + afterSeconds + 0.3);
}
