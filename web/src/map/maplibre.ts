/** The ground by MapLibre, on WebGL 2. No glyphs, no sprite, no host but ours. */
import { type GeoJSONSource, LngLatBounds, Map as MapLibre, setWorkerUrl, type StyleSpecification } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import "maplibre-gl/dist/maplibre-gl.css";
import { CLOSEST_ZOOM, type Engine, type Ground, PADDING, type Palette, type Tiles } from "./engine.ts";
import { type Bounds, graticule, type Point } from "./geo.ts";

setWorkerUrl(workerUrl);

/** Resolves once the first picture is drawn. Rejects where the machine has no WebGL 2. */
export async function draw(ground: Ground): Promise<Engine> {
  if (!document.createElement("canvas").getContext("webgl2")) throw new Error("no WebGL 2");
  const map = new MapLibre({
    container: ground.node,
    style: style(ground.palette, ground.tiles),
    bounds: box(ground.bounds),
    fitBoundsOptions: { padding: ground.again ? 0 : PADDING, maxZoom: CLOSEST_ZOOM },
    attributionControl: false,
    interactive: ground.movable,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    locale: { "Map.Title": ground.label },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  await map.once("load");
  const grid = () => source(map, "grid").setData(lines(graticule(bounds(map))));
  map.on("move", ground.onview);
  map.on("moveend", grid);
  map.on("resize", ground.onview);
  map.on("webglcontextlost", ground.onlost);
  grid();
  return {
    name: "webgl",
    place: ({ lat, lon }) => map.project([lon, lat]),
    view: () => bounds(map),
    fit: (wanted) => map.fitBounds(box(wanted), { padding: PADDING, maxZoom: CLOSEST_ZOOM, animate: false }),
    zoom: (by) => map.zoomTo(map.getZoom() + by, { animate: false }),
    lines: (drawn) => source(map, "lines").setData(lines(drawn)),
    paint: (palette) => paint(map, palette, ground.tiles !== null),
    close: () => map.remove(),
  };
}

function style(palette: Palette, tiles: Tiles | null): StyleSpecification {
  const raster = tiles && { type: "raster" as const, tiles: [new URL(tiles.url, location.href).href.replaceAll("%7B", "{").replaceAll("%7D", "}")], tileSize: 256, maxzoom: tiles.maxZoom };
  return {
    version: 8,
    sources: {
      ...(raster ? { tiles: raster } : {}),
      grid: { type: "geojson", data: lines([]) },
      lines: { type: "geojson", data: lines([]) },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": palette.ground } },
      ...(raster ? [{ id: "tiles", type: "raster" as const, source: "tiles", paint: { "raster-brightness-max": brightness(palette) } }] : []),
      { id: "grid", type: "line", source: "grid", paint: { "line-color": palette.grid, "line-width": 1 } },
      { id: "lines", type: "line", source: "lines", paint: { "line-color": palette.line, "line-width": 2, "line-dasharray": [3, 2] } },
    ],
  };
}

function paint(map: MapLibre, palette: Palette, tiled: boolean): void {
  map.setPaintProperty("ground", "background-color", palette.ground);
  map.setPaintProperty("grid", "line-color", palette.grid);
  map.setPaintProperty("lines", "line-color", palette.line);
  if (tiled) map.setPaintProperty("tiles", "raster-brightness-max", brightness(palette));
}

/** Tiles are drawn for paper: by night they are dimmed. */
const brightness = ({ dark }: Palette) => (dark ? 0.55 : 1);

const box = ({ south, west, north, east }: Bounds) => new LngLatBounds([west, south], [east, north]);

function bounds(map: MapLibre): Bounds {
  const seen = map.getBounds();
  return { south: seen.getSouth(), west: seen.getWest(), north: seen.getNorth(), east: seen.getEast() };
}

function source(map: MapLibre, name: string): GeoJSONSource {
  const found = map.getSource<GeoJSONSource>(name);
  if (!found) throw new Error(`the style has no ${name}`);
  return found;
}

function lines(drawn: readonly (readonly [Point, Point])[]): GeoJSON.MultiLineString {
  return { type: "MultiLineString", coordinates: drawn.map((ends) => ends.map(({ lat, lon }) => [lon, lat])) };
}
