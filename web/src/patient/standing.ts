/** What the patient is told of the session, in one line. Pure. */
import type { Standing } from "../visio/visit.ts";

export type Line = "joining" | "alone" | "connecting" | "seen" | "heard" | "lost" | "weak" | "audio" | "photos" | "phone";

/** `filmed`: a picture of ours is there; `heard`: a sound of ours is. */
export function line({ line, step, others, present }: Standing, { filmed, heard }: { filmed: boolean; heard: boolean }): Line {
  const connected = others.some((each) => each.connected);
  if (step === "phone") return "phone";
  if (line !== "up" && !connected) return line === "opening" && others.length === 0 ? "joining" : "lost";
  if (step === "photos") return "photos";
  if (present.length === 0 && !connected) return "alone";
  if (!connected) return "connecting";
  if (step === "audio") return heard ? "audio" : "photos";
  if (!filmed) return heard ? "heard" : "connecting";
  return step === "low" ? "weak" : "seen";
}
