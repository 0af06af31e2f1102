/** The way to a place: how far, in which direction, and a link that the crew may touch. Pure. */

export interface Spot {
  readonly lat: number;
  readonly lon: number;
}

export const APPS = ["geo", "google", "apple", "osm"] as const;
export type App = (typeof APPS)[number];

const EARTH_M = 6_371_008.8;
/** Nearer than this, a crew is there. */
export const THERE_M = 50;
const rad = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres as the crow flies. */
export function distance(from: Spot, to: Spot): number {
  const [a, b] = [rad(from.lat), rad(to.lat)];
  const half = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(rad(to.lon - from.lon) / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** Which of the eight directions, 0 for the north and on clockwise. */
export function octant(from: Spot, to: Spot): number {
  const [a, b, across] = [rad(from.lat), rad(to.lat), rad(to.lon - from.lon)];
  const angle = Math.atan2(Math.sin(across) * Math.cos(b), Math.cos(a) * Math.sin(b) - Math.sin(a) * Math.cos(b) * Math.cos(across));
  return Math.round(((angle * 180) / Math.PI + 360) / 45) % 8;
}

/** Metres in words: `350 m`, `4,2 km`. */
export function span(metres: number, locale: string): string {
  if (metres < 1_000) return `${Math.round(metres / 10) * 10} m`;
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: metres < 10_000 ? 1 : 0 }).format(metres / 1_000)} km`;
}

/** Apple's tablets know no `geo:`; the others ask which application they have. */
export function likelyApp(userAgent: string, touchPoints: number): App {
  const apple = /iPad|iPhone|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1);
  return apple ? "apple" : "geo";
}

/** Where the link leads: the place and nothing else, no name, no motive. */
export function linkTo({ lat, lon }: Spot, app: App): string {
  const at = `${lat},${lon}`;
  switch (app) {
    case "geo":
      return `geo:${at}?q=${at}`;
    case "google":
      return `https://www.google.com/maps/dir/?api=1&travelmode=driving&destination=${encodeURIComponent(at)}`;
    case "apple":
      return `https://maps.apple.com/?dirflg=d&daddr=${encodeURIComponent(at)}`;
    case "osm":
      return `https://www.openstreetmap.org/directions?to=${encodeURIComponent(at)}`;
  }
}
