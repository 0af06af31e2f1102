import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsOf, contains, graticule, metres, room, scaleOf, spacing } from "./geo.ts";

const strasbourg = { lat: 48.5734, lon: 7.7521 };
const saverne = { lat: 48.7416, lon: 7.3621 };

test("a degree of latitude is 111.2 km everywhere, one of longitude less and less", () => {
  assert.equal(Math.round(metres({ lat: 0, lon: 0 }, { lat: 1, lon: 0 })), 111_195);
  assert.equal(Math.round(metres({ lat: 60, lon: 5 }, { lat: 60, lon: 6 })), 55_597);
  assert.equal(metres(strasbourg, strasbourg), 0);
  assert.equal(metres(strasbourg, saverne).toFixed(3), metres(saverne, strasbourg).toFixed(3));
  assert.equal(Math.round(metres(strasbourg, saverne) / 1000), 34);
});

test("what is shown holds every place, and a single place has a country around it", () => {
  assert.equal(boundsOf([]), null);
  const both = boundsOf([strasbourg, saverne]);
  assert.ok(both && contains(both, strasbourg) && contains(both, saverne));
  const one = boundsOf([strasbourg], 8_000);
  assert.ok(one);
  const wide = metres({ lat: strasbourg.lat, lon: one.west }, { lat: strasbourg.lat, lon: one.east });
  const high = metres({ lat: one.south, lon: 0 }, { lat: one.north, lon: 0 });
  assert.ok(Math.abs(wide - 8_000) < 40 && Math.abs(high - 8_000) < 40, `${wide} × ${high}`);
});

test("the graticule is round, inside the view, and never more than a dozen lines a side", () => {
  for (const wide of [0.03, 0.4, 1.1, 7, 60]) {
    const box = { south: 48, west: 7, north: 48 + wide / 2, east: 7 + wide };
    const lines = graticule(box);
    const step = spacing(box);
    assert.ok(lines.length >= 2 && lines.length <= 26, `${lines.length} lines for ${wide}°`);
    for (const [a, b] of lines) {
      assert.ok(contains(box, a) && contains(box, b));
      const at = a.lat === b.lat ? a.lat : a.lon;
      assert.ok(Math.abs(at / step - Math.round(at / step)) < 1e-6);
    }
  }
});

test("a scale is a round length that fits", () => {
  const box = { south: 48.2, west: 7, north: 48.8, east: 8 };
  const scale = scaleOf(box, 800, 120);
  assert.ok(scale);
  assert.deepEqual([scale.metres, Math.round(scale.px)], [10_000, 109]);
  assert.equal(scaleOf({ ...box, east: 7 }, 800), null);
});

const screen = { width: 1000, height: 300 };
const label = (x: number, y: number) => ({ x: x + 500, y: y + 100, width: 100, short: 40 });

test("the worst call keeps its words and its place, what would cover it is written on the other side", () => {
  assert.deepEqual(room([label(0, 0), label(60, 5), label(101, 35)], 24, screen), [
    { x: 500, y: 100, size: "whole" },
    { x: 560, y: 129, size: "short" },
    { x: 601, y: 135, size: "whole" },
  ]);
  assert.deepEqual(room([label(0, 0), label(0, 10)], 24, screen)[1], { x: 400, y: 110, size: "whole" });
  assert.deepEqual(room([label(-460, 0), label(-450, 10)], 24, screen)[1], { x: 50, y: 134, size: "short" });
});

test("nothing is written outside of the screen as long as there is room inside", () => {
  const [bottom] = room([{ x: 990, y: 295, width: 100, short: 40 }], 24, screen);
  assert.deepEqual(bottom, { x: 950, y: 271, size: "short" });
  const [under] = room([label(0, 0)], 24, screen, [{ x: 0, y: 100, width: 600 }]);
  assert.deepEqual(under, { x: 500, y: 124, size: "short" });
});

test("as many calls of one address as a crash brings are all seen, none on another", () => {
  const written = room(Array.from({ length: 10 }, () => label(10, 10)), 24, screen);
  const covers = written.filter((one, n) => written.some((other, m) => m < n && one.y === other.y && Math.abs(one.x - other.x) < 40));
  assert.deepEqual(covers, []);
  assert.equal(written.filter(({ size }) => size === "whole").length, 2);
});
