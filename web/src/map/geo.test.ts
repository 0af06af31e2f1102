import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsOf, contains, graticule, metres, room, scaleOf, spacing, unstacked } from "./geo.ts";

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

test("two calls of one address are both seen, the first where it is", () => {
  const [first, second, third, far] = unstacked([{ x: 10, y: 10 }, { x: 12, y: 9 }, { x: 10, y: 10 }, { x: 90, y: 10 }], 14, 24);
  assert.deepEqual([first, far], [{ x: 10, y: 10 }, { x: 90, y: 10 }]);
  assert.deepEqual([second?.y, third?.y], [33, 58]);
});

test("the worst call keeps its words, what would cover it is cut short", () => {
  const label = (x: number, y: number) => ({ x, y, width: 100, short: 40 });
  assert.deepEqual(room([label(0, 0), label(60, 5), label(101, 5), label(60, 30)], 24), ["whole", "short", "whole", "whole"]);
  assert.deepEqual(room([label(0, 0), label(-60, 0)], 24), ["whole", "short"]);
});
