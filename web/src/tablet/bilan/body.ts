/** An outline of a body, front and back, in a box of 200 × 400: our own drawing, and where its parts are. Pure. */

export const WIDTH = 200;
export const HEIGHT = 400;
export const SIDES = ["front", "back"] as const;
export type Side = (typeof SIDES)[number];

/** One closed line, the same for both sides; the middle is at x = 100. */
export const OUTLINE =
  "M100 8 C84 8 78 22 80 38 C81 50 88 60 92 64 L92 76 C80 82 62 84 56 96 C50 110 48 138 44 158 C40 178 34 196 30 212 " +
  "C26 222 24 236 32 236 C40 236 42 224 44 214 C50 196 56 178 60 160 L66 134 C68 152 66 172 64 192 C62 214 66 250 70 280 " +
  "C72 308 72 340 74 364 C72 378 66 388 74 390 L90 390 C94 380 90 370 90 360 C92 330 94 296 96 268 L100 212 L104 268 " +
  "C106 296 108 330 110 360 C110 370 106 380 110 390 L126 390 C134 388 128 378 126 364 C128 340 128 308 130 280 " +
  "C134 250 138 214 136 192 C134 172 132 152 134 134 L140 160 C144 178 150 196 156 214 C158 224 160 236 168 236 " +
  "C176 236 174 222 170 212 C166 196 160 178 156 158 C152 138 150 110 144 96 C138 84 120 82 108 76 L108 64 " +
  "C112 60 119 50 120 38 C122 22 116 8 100 8 Z";

export const LESIONS = ["wound", "burn", "bruise", "fracture", "pain", "rash"] as const;
export type Lesion = (typeof LESIONS)[number];
/** What is drawn for a lesion: told apart by its letter, not by colour alone. */
export const LETTER: Readonly<Record<Lesion, string>> = { wound: "P", burn: "B", bruise: "H", fracture: "F", pain: "D", rash: "E" };

interface Spot {
  readonly side: Side | "both";
  readonly x: number;
  readonly y: number;
}

/** The middle of each region, as seen from the front; the right of the patient is on the left of the front view. */
const SPOTS = {
  head: { side: "both", x: 100, y: 34 },
  neck: { side: "both", x: 100, y: 70 },
  chest: { side: "front", x: 100, y: 112 },
  abdomen: { side: "front", x: 100, y: 160 },
  pelvis: { side: "front", x: 100, y: 198 },
  back: { side: "back", x: 100, y: 112 },
  lumbar: { side: "back", x: 100, y: 162 },
  buttocks: { side: "back", x: 100, y: 200 },
  "right-arm": { side: "both", x: 56, y: 122 },
  "left-arm": { side: "both", x: 144, y: 122 },
  "right-forearm": { side: "both", x: 46, y: 176 },
  "left-forearm": { side: "both", x: 154, y: 176 },
  "right-hand": { side: "both", x: 34, y: 224 },
  "left-hand": { side: "both", x: 166, y: 224 },
  "right-thigh": { side: "both", x: 80, y: 240 },
  "left-thigh": { side: "both", x: 120, y: 240 },
  "right-leg": { side: "both", x: 82, y: 320 },
  "left-leg": { side: "both", x: 118, y: 320 },
  "right-foot": { side: "both", x: 80, y: 382 },
  "left-foot": { side: "both", x: 120, y: 382 },
} as const satisfies Readonly<Record<string, Spot>>;
export type Region = keyof typeof SPOTS;

export const regionsOf = (side: Side): readonly Region[] =>
  (Object.keys(SPOTS) as Region[]).filter((name) => SPOTS[name].side === "both" || SPOTS[name].side === side);

/** Where a region is on one side: the back is seen mirrored, the patient's right on the right. */
export function spot(region: Region, side: Side): { readonly x: number; readonly y: number } {
  const { x, y } = SPOTS[region];
  return { x: side === "back" ? WIDTH - x : x, y };
}

/** The region of one side nearest to a point. */
export function nearest(x: number, y: number, side: Side): Region {
  const far = (name: Region) => Math.hypot(spot(name, side).x - x, spot(name, side).y - y);
  return regionsOf(side).reduce((best, name) => (far(name) < far(best) ? name : best));
}

export type Point = readonly [number, number];
/** A line drawn by hand, or a lesion marked from the list at one point. */
export interface Stroke {
  readonly side: Side;
  readonly lesion: Lesion;
  readonly region: Region;
  readonly points: readonly Point[];
}

/** The path of a line; a single point is a dot. */
export function path(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const start = `M${first[0]} ${first[1]}`;
  return rest.length === 0 ? `${start} h0.01` : start + rest.map(([x, y]) => ` L${x} ${y}`).join("");
}

/** What a drawing shows, each place once: for those who cannot see it, and for a search. */
export function described(strokes: readonly Stroke[], say: (stroke: Stroke) => string): string {
  return [...new Set(strokes.map(say))].join(", ").slice(0, 200);
}
