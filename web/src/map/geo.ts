/** Places on the Earth and on the screen: WGS84 degrees, metres, pixels. Pure. */

export interface Point {
  readonly lat: number;
  readonly lon: number;
}

export interface Bounds {
  readonly south: number;
  readonly west: number;
  readonly north: number;
  readonly east: number;
}

const EARTH_METRES = 6_371_008.8;
const DEGREE_METRES = (EARTH_METRES * Math.PI) / 180;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Great-circle distance in metres: what lies between two places for a bird, never a journey. */
export function metres(a: Point, b: Point): number {
  const [up, across] = [radians(b.lat - a.lat) / 2, radians(b.lon - a.lon) / 2];
  const h = Math.sin(up) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(across) ** 2;
  return 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** The smallest box around `points`, no side under `least` metres; null where there is no point. */
export function boundsOf(points: readonly Point[], least = 8_000): Bounds | null {
  if (points.length === 0) return null;
  const [lats, lons] = [points.map(({ lat }) => lat), points.map(({ lon }) => lon)];
  const [south, north] = widened(Math.min(...lats), Math.max(...lats), least / DEGREE_METRES);
  const [west, east] = widened(Math.min(...lons), Math.max(...lons), least / DEGREE_METRES / Math.cos(radians((south + north) / 2)));
  return { south, west, north, east };
}

function widened(low: number, high: number, least: number): [number, number] {
  const missing = Math.max(0, least - (high - low)) / 2;
  return [low - missing, high + missing];
}

export function contains(box: Bounds, { lat, lon }: Point): boolean {
  return lat >= box.south && lat <= box.north && lon >= box.west && lon <= box.east;
}

const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] as const;
const LINES_WANTED = 12;

/** Spacing of the graticule in degrees: a dozen lines or fewer across the wider side of `box`. */
export function spacing(box: Bounds): number {
  const wide = Math.max(box.north - box.south, box.east - box.west);
  return STEPS.find((step) => wide / step <= LINES_WANTED) ?? 10;
}

/** Parallels and meridians across `box`, each as its two ends. */
export function graticule(box: Bounds): [Point, Point][] {
  const step = spacing(box);
  const parallels = multiples(box.south, box.north, step).map((lat): [Point, Point] => [
    { lat, lon: box.west },
    { lat, lon: box.east },
  ]);
  const meridians = multiples(box.west, box.east, step).map((lon): [Point, Point] => [
    { lat: box.south, lon },
    { lat: box.north, lon },
  ]);
  return [...parallels, ...meridians];
}

function multiples(low: number, high: number, step: number): number[] {
  const [first, last] = [Math.ceil(low / step), Math.floor(high / step)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => (first + n) * step);
}

/** A scale to read distances by: the roundest length that is at most `most` pixels long. */
export function scaleOf(box: Bounds, widthPx: number, most = 120): { readonly metres: number; readonly px: number } | null {
  const middle = (box.south + box.north) / 2;
  const perPx = metres({ lat: middle, lon: box.west }, { lat: middle, lon: box.east }) / widthPx;
  if (!(perPx > 0) || !Number.isFinite(perPx)) return null;
  const power = 10 ** Math.floor(Math.log10(perPx * most));
  const length = ([5, 2, 1].find((n) => n * power <= perPx * most) ?? 1) * power;
  return { metres: length, px: length / perPx };
}

export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** A label beside its place: the place is in the middle of its left end, or of its right end. */
export interface Label extends Pixel {
  readonly width: number;
  /** Its width once cut to the essential. */
  readonly short: number;
}

/** How a label is written: its left end, and whether it is cut. */
export interface Written extends Pixel {
  readonly size: "whole" | "short";
}

/** One row of something: its left end, the middle of its height, its width. */
export interface Strip extends Pixel {
  readonly width: number;
}

/** Right of the place, left of it, then above and below, a row farther each time: `[widths to the left, rows down]`. */
const BESIDE = [[0, 0], [1, 0]] as const;
const AROUND = [...BESIDE, ...[1, -1, 2, -2, 3, -3].flatMap((down) => [0, 1].map((left) => [left, down] as const))];

/** How labels are written, the first served first: whole beside their place, else short, else near it. None covers another nor what is `elsewhere`, and none leaves the `screen`, as long as there is room. */
export function room(
  labels: readonly Label[],
  height: number,
  screen: { readonly width: number; readonly height: number },
  elsewhere: readonly Strip[] = [],
): Written[] {
  const taken: Strip[] = [...elsewhere];
  const free = (x: number, y: number, width: number) =>
    taken.every((other) => Math.abs(other.y - y) >= height || other.x + other.width <= x || x + width <= other.x);
  return labels.map(({ x, y, width, short }) => {
    const all = [
      ...BESIDE.map(([left, down]) => ({ x: x - left * width, y: y + down * height, width, size: "whole" as const })),
      ...AROUND.map(([left, down]) => ({ x: x - left * short, y: y + down * height, width: short, size: "short" as const })),
    ];
    const half = height / 2;
    const inside = all.filter((each) => each.x >= half && each.x + each.width <= screen.width && each.y >= half && each.y <= screen.height - half);
    const found = inside.find((each) => free(each.x, each.y, each.width)) ?? { x, y, width: short, size: "short" as const };
    taken.push(found);
    return { x: found.x, y: found.y, size: found.size };
  });
}
