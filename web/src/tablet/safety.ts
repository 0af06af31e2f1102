/** When the crew on scene must say that all is well. Pure: instants in milliseconds of the server's clock. */
import type { SafetyRow, SheetAt } from "./types.ts";

/** So long before, the tablet warns. */
export const SOON_MS = 5 * 60_000;

export type Watch =
  | { readonly kind: "none" }
  /** `leftMs` until the word is due, negative once it is overdue. */
  | { readonly kind: "due" | "soon" | "overdue"; readonly leftMs: number };

export function watch(safety: SafetyRow | null, nowMs: number): Watch {
  if (safety === null) return { kind: "none" };
  const leftMs = Date.parse(safety.due_at) - nowMs;
  if (leftMs <= 0 || safety.missed_at !== null) return { kind: "overdue", leftMs };
  return { kind: leftMs <= SOON_MS ? "soon" : "due", leftMs };
}

/**
 * The server's time, from what it said last: a device's clock may be hours wrong, but it counts a span well enough.
 * A clock that was set back since counts nothing.
 */
export function serverTime(at: Pick<SheetAt, "at" | "heardAt">, deviceMs: number): number {
  return Date.parse(at.at) + Math.max(0, deviceMs - at.heardAt);
}
