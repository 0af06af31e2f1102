/** The ground by Leaflet, on a canvas: for machines without a graphics card. */
import { canvas, latLngBounds, type LatLngTuple, layerGroup, type Map as LeafletMap, map as leaflet, polyline, tileLayer } from "leaflet";
import "leaflet/dist/leaflet.css";
import { CLOSEST_ZOOM, type Engine, type Ground, PADDING, type Palette } from "./engine.ts";
import { type Bounds, graticule, type Point } from "./geo.ts";

export function draw(ground: Ground): Engine {
  const { node, movable } = ground;
  const map = leaflet(node, {
    preferCanvas: true,
    renderer: canvas(),
    attributionControl: false,
    zoomControl: false,
    // Marks are drawn over the map by ours: they would lag behind an animation of Leaflet's own.
    zoomAnimation: false,
    inertia: false,
    zoomSnap: 0,
    dragging: movable,
    scrollWheelZoom: movable,
    doubleClickZoom: movable,
    boxZoom: movable,
    keyboard: movable,
    touchZoom: movable,
  });
  node.setAttribute("aria-label", ground.label);
  node.setAttribute("role", "region");
  let palette = ground.palette;
  let drawn: readonly (readonly [Point, Point])[] = [];
  const [grid, lines] = [layerGroup().addTo(map), layerGroup().addTo(map)];

  const drawGrid = () => {
    grid.clearLayers();
    for (const ends of graticule(bounds(map))) stroke(ends, { color: palette.grid, weight: 1 }).addTo(grid);
  };
  const drawLines = () => {
    lines.clearLayers();
    for (const ends of drawn) stroke(ends, { color: palette.line, weight: 2, dashArray: "6 4" }).addTo(lines);
  };
  const paint = (wanted: Palette) => {
    palette = wanted;
    node.classList.toggle("dimmed", palette.dark);
    drawGrid();
    drawLines();
  };

  map.fitBounds(box(ground.bounds), ground.again ? { animate: false } : FIT);
  if (ground.tiles) tileLayer(ground.tiles.url, { maxNativeZoom: ground.tiles.maxZoom, maxZoom: 20, zIndex: 0 }).addTo(map);
  paint(palette);
  map.on("moveend", drawGrid);
  map.on("move zoom viewreset resize", ground.onview);
  const resized = new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false }));
  resized.observe(node);
  return {
    name: "canvas",
    place: ({ lat, lon }) => map.latLngToContainerPoint([lat, lon]),
    view: () => bounds(map),
    fit: (wanted) => map.fitBounds(box(wanted), FIT),
    zoom: (by) => map.setZoom(map.getZoom() + by, { animate: false }),
    lines: (wanted) => {
      drawn = wanted;
      drawLines();
    },
    paint,
    close: () => {
      resized.disconnect();
      map.remove();
    },
  };
}

const FIT = {
  paddingTopLeft: [PADDING.left, PADDING.top] as [number, number],
  paddingBottomRight: [PADDING.right, PADDING.bottom] as [number, number],
  maxZoom: CLOSEST_ZOOM,
  animate: false,
};

function stroke(ends: readonly Point[], look: { color: string; weight: number; dashArray?: string }) {
  return polyline(ends.map(({ lat, lon }): LatLngTuple => [lat, lon]), { ...look, interactive: false });
}

const box = ({ south, west, north, east }: Bounds) => latLngBounds([south, west], [north, east]);

function bounds(map: LeafletMap): Bounds {
  const seen = map.getBounds();
  return { south: seen.getSouth(), west: seen.getWest(), north: seen.getNorth(), east: seen.getEast() };
}
