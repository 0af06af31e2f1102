/** The camera and the microphone of this device: asked for only when the caller says so, never before. */

export type Facing = "environment" | "user";
export type Refusal = "camera-refused" | "camera-missing" | "camera-busy" | "browser-too-old" | "other";

const PICTURE = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 15, max: 20 } };

/** Whether this browser could give a camera at all: in-app browsers and plain HTTP take it away. */
export const canFilm = (): boolean => typeof navigator.mediaDevices?.getUserMedia === "function" && typeof RTCPeerConnection === "function";

/** The camera alone. Raises what the browser raises; `refusal` says it in a word. */
export async function film(facing: Facing): Promise<MediaStreamTrack> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...PICTURE, facingMode: { ideal: facing } } });
  return one(stream.getVideoTracks());
}

export async function listen(): Promise<MediaStreamTrack> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true }, video: false });
  return one(stream.getAudioTracks());
}

/** Camera and microphone in one question to the person. */
export async function filmAndListen(facing: Facing): Promise<{ video: MediaStreamTrack; audio: MediaStreamTrack | null }> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true }, video: { ...PICTURE, facingMode: { ideal: facing } } });
  return { video: one(stream.getVideoTracks()), audio: stream.getAudioTracks()[0] ?? null };
}

function one(tracks: MediaStreamTrack[]): MediaStreamTrack {
  const [track] = tracks;
  if (!track) throw new Error("no track");
  return track;
}

/** Why there is no picture, for the doctor. */
export function refusal(error: unknown): Refusal {
  const name = (error as { name?: unknown } | null)?.name;
  if (name === "NotAllowedError" || name === "SecurityError" || name === "PermissionDeniedError") return "camera-refused";
  if (name === "NotFoundError" || name === "DevicesNotFoundError" || name === "OverconstrainedError") return "camera-missing";
  if (name === "NotReadableError" || name === "TrackStartError" || name === "AbortError") return "camera-busy";
  return name === "TypeError" ? "browser-too-old" : "other";
}

export async function cameras(): Promise<number> {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return devices.filter(({ kind }) => kind === "videoinput").length;
}

export const hasTorch = (track: MediaStreamTrack | null): boolean =>
  (track?.getCapabilities?.() as { torch?: boolean } | undefined)?.torch === true;

/** The light beside the camera; false where it could not be. */
export async function light(track: MediaStreamTrack, on: boolean): Promise<boolean> {
  try {
    await track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
    return true;
  } catch {
    return false;
  }
}

/** The first picture that is really there, called once. Answers how to stop waiting. */
export function firstPicture(video: HTMLVideoElement, there: () => void): () => void {
  let waiting = true;
  const look = () => {
    if (!waiting || video.videoWidth === 0 || video.readyState < 2) return;
    waiting = false;
    there();
  };
  if (typeof video.requestVideoFrameCallback === "function") video.requestVideoFrameCallback(look);
  for (const name of ["loadeddata", "playing", "resize", "timeupdate"]) video.addEventListener(name, look);
  look();
  return () => {
    waiting = false;
    for (const name of ["loadeddata", "playing", "resize", "timeupdate"]) video.removeEventListener(name, look);
  };
}

/** What is on the screen now, as a JPEG; null where nothing is. */
export function still(video: HTMLVideoElement): Promise<Blob | null> {
  if (video.videoWidth === 0) return Promise.resolve(null);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
}
