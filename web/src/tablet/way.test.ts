import assert from "node:assert/strict";
import { test } from "node:test";
import { APPS, distance, likelyApp, linkTo, octant, span } from "./way.ts";

const STRASBOURG = { lat: 48.5839, lon: 7.7455 };
const OBERNAI = { lat: 48.4625, lon: 7.4817 };

test("distances are those of a globe", () => {
  assert.ok(Math.abs(distance(STRASBOURG, OBERNAI) - 23_670) < 200, String(distance(STRASBOURG, OBERNAI)));
  assert.equal(distance(OBERNAI, OBERNAI), 0);
  assert.ok(Math.abs(distance({ lat: 0, lon: 179.9 }, { lat: 0, lon: -179.9 }) - 22_239) < 10);
});

test("directions are those of a compass", () => {
  const from = { lat: 48, lon: 7 };
  const to = [[1, 0], [1, 1.5], [0, 1], [-1, 1.5], [-1, 0], [-1, -1.5], [0, -1], [1, -1.5]] as const;
  assert.deepEqual(to.map(([lat, lon]) => octant(from, { lat: 48 + lat, lon: 7 + lon })), [0, 1, 2, 3, 4, 5, 6, 7]);
});

test("distances are said roughly, as one reads them", () => {
  assert.deepEqual([12, 347, 4_230, 23_670].map((metres) => span(metres, "fr-FR")), ["10 m", "350 m", "4,2 km", "24 km"]);
});

test("a link says the place and nothing else", () => {
  for (const app of APPS) {
    const link = linkTo(OBERNAI, app);
    assert.ok(decodeURIComponent(link).includes("48.4625,7.4817"), link);
    assert.match(link, /^(geo:|https:\/\/)/);
  }
});

test("Apple's tablets get their own maps, the others what they have", () => {
  assert.equal(likelyApp("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X)", 5), "apple");
  assert.equal(likelyApp("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", 5), "apple");
  assert.equal(likelyApp("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", 0), "geo");
  assert.equal(likelyApp("Mozilla/5.0 (Linux; Android 14; SM-X300)", 5), "geo");
});
