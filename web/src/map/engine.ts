/** What draws the ground of the map: lines, tiles, and where a place is on the screen. Marks are ours, drawn over it. */
import { preference } from "../shared/ui/preference.ts";
import type { Bounds, Pixel, Point } from "./geo.ts";

export type EngineName = "webgl" | "canvas";

/** Colours of the theme, as CSS writes them. */
export interface Palette {
  readonly ground: string;
  readonly grid: string;
  readonly line: string;
  readonly dark: boolean;
}

export interface Tiles {
  readonly url: string;
  readonly maxZoom: number;
}

export interface Ground {
  readonly node: HTMLElement;
  readonly bounds: Bounds;
  /** Show just these bounds, as they were shown before: no room kept around them. */
  readonly again: boolean;
  readonly palette: Palette;
  readonly tiles: Tiles | null;
  readonly label: string;
  /** Whether people may move it. */
  readonly movable: boolean;
  /** The view has changed: places are elsewhere on the screen. */
  readonly onview: () => void;
  /** It can draw no more: the driver of the screen took its context away. */
  readonly onlost: () => void;
}

export interface Engine {
  readonly name: EngineName;
  place(point: Point): Pixel;
  view(): Bounds;
  fit(bounds: Bounds): void;
  zoom(by: number): void;
  lines(lines: readonly (readonly [Point, Point])[]): void;
  paint(palette: Palette): void;
  close(): void;
}

/** What the person asked for on this machine; nothing asked: what the machine can do. */
export const wanted = preference<EngineName>("vigie.map", ["webgl", "canvas"]);

/** Pixels kept free around what a view fits: marks are written beside their places, notes below them. */
export const PADDING = { top: 44, right: 90, bottom: 60, left: 50 } as const;
export const CLOSEST_ZOOM = 15;

/** Names of those that draw WebGL by the processor; most browsers do not count that as a caveat. */
const BY_PROCESSOR = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Whether this machine draws WebGL 2 by its graphics card; drawn by the processor it is slower than a canvas. */
export function hasWebGl(): boolean {
  try {
    const context = document.createElement("canvas").getContext("webgl2", { failIfMajorPerformanceCaveat: true });
    const drawer = String(context?.getParameter(context.getExtension("WEBGL_debug_renderer_info")?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    return context !== null && !BY_PROCESSOR.test(drawer);
  } catch {
    return false;
  }
}

/** The engine asked for, or the one this machine is made for. Its code is fetched now: only who looks at a map pays for it. */
export async function open(name: EngineName, ground: Ground): Promise<Engine> {
  const { draw } = name === "webgl" ? await import("./maplibre.ts") : await import("./leaflet.ts");
  return draw(ground);
}
