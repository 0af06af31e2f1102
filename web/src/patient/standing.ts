/** What the patient is told of the session, in one line. Pure. */
import type { Standing } from "../visio/visit.ts";

export type Line = "joining" | "alone" | "there" | "connecting" | "seen" | "heard" | "lost" | "weak" | "audio" | "photos" | "phone";

/** `filming`: a picture was asked for; `filmed`: it is there; `heard`: a sound of ours is; `wrong`: the camera did not open. */
export function line({ line, step, others, present }: Standing, { filming, filmed, heard, wrong = false }: { filming: boolean; filmed: boolean; heard: boolean; wrong?: boolean }): Line {
  const connected = others.some((each) => each.connected);
  if (step === "phone") return "phone";
  if (line !== "up" && !connected) return line === "opening" && others.length === 0 ? "joining" : "lost";
  if (!filming) return present.length > 0 ? "there" : "alone";
  // It is not the network then: the page says what it is beside this line.
  if (wrong && (step === "photos" || step === "audio")) return connected && heard ? "heard" : present.length > 0 ? "there" : "alone";
  if (step === "photos") return "photos";
  if (present.length === 0 && !connected) return "alone";
  if (!connected) return "connecting";
  if (step === "audio") return heard ? "audio" : "photos";
  if (!filmed) return heard ? "heard" : "connecting";
  return step === "low" ? "weak" : "seen";
}
