/** How old what is on screen is, by a clock that may have been set meanwhile. Pure. */

/** Older than this, the sheet is said to be old: a mission may have been given or taken since. */
export const STALE_MS = 20_000;
/** A device this far from the server is told so: its times go into the log beside the server's. */
export const SKEW_MS = 90_000;

export type Freshness =
  | { readonly kind: "never" }
  | { readonly kind: "fresh" | "stale"; readonly ageMs: number }
  /** The device's clock was set back since: nobody knows the age. */
  | { readonly kind: "unknown" };

export function freshness(heardAt: number | null, nowMs: number): Freshness {
  if (heardAt === null) return { kind: "never" };
  const ageMs = nowMs - heardAt;
  if (ageMs < -1_000) return { kind: "unknown" };
  return { kind: ageMs < STALE_MS ? "fresh" : "stale", ageMs: Math.max(0, ageMs) };
}

/** How far ahead of the server this device is, in milliseconds; null where it is close enough. */
export function skew(serverAt: string, deviceMs: number): number | null {
  const ahead = deviceMs - Date.parse(serverAt);
  return Math.abs(ahead) >= SKEW_MS ? ahead : null;
}
