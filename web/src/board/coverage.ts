/** How the board says coverage: whole percents, minutes, points of the compass. Pure. */
import type { Schemas } from "../shared/api/client.ts";
import type { Dictionary } from "../shared/i18n/fr.ts";

export type Coverage = Schemas["Coverage"];
export type Suggestion = Coverage["suggestions"][number];
type NamedPlace = Suggestion["to"];
type Words = Dictionary["coverage"];

/** What is known of the coverage: nothing yet, that there is none, or the last answer and whether to believe it. */
export type Known =
  | { readonly kind: "waiting" | "unknown" | "unavailable" }
  | { readonly kind: "known" | "stale"; readonly coverage: Coverage };

/** After a poll: `answer` is null where the server says that there is no coverage, undefined where it said nothing. */
export function learnt(known: Known, answer: Coverage | null | undefined): Known {
  if (answer) return { kind: "known", coverage: answer };
  if (answer === null) return { kind: "unknown" };
  return "coverage" in known ? { kind: "stale", coverage: known.coverage } : { kind: "unavailable" };
}

/** A share as a whole percent: 0 and 100 only where it is truly so. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  if (share > 0 && rounded === 0) return "< 1";
  return share < 1 && rounded === 100 ? "> 99" : String(rounded);
}

const WAYS = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"] as const;

/** The nearest of the eight points of the compass, for degrees from north, clockwise. */
export function way(bearing: number): (typeof WAYS)[number] {
  return WAYS[Math.round(bearing / 45) % 8] ?? "N";
}

/** Minutes of driving, at least 1. */
export function minutes(seconds: number): string {
  return `${Math.max(1, Math.round(seconds / 60))} min`;
}

/** A place in words the room knows: a base, so far from a base, or a point on the map. */
export function placeName(place: NamedPlace, t: Words): string {
  const { lat, lon } = place.position;
  if (place.base === null) return t.point(lat.toFixed(3), lon.toFixed(3));
  if (place.metres < 500) return place.base;
  return t.beside(String(Math.round(place.metres / 1000)), t.way[way(place.bearing)], place.base);
}

/** One suggestion in a sentence: who, where to, how long, and what it wins; `number` writes one decimal. */
export function sentence(move: Suggestion, t: Words, number: (value: number, digits: number) => string): string {
  const what = t.move(move.team, placeName(move.to, t), minutes(move.seconds));
  return `${what} → ${t.gain(number((move.before - move.after) / 60, 1))}`;
}
