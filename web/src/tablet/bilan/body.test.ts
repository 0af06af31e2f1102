import assert from "node:assert/strict";
import { test } from "node:test";
import { described, HEIGHT, nearest, OUTLINE, path, regionsOf, SIDES, spot, type Stroke, WIDTH } from "./body.ts";

test("every region lies in the box, and is the nearest to its own middle", () => {
  for (const side of SIDES) {
    for (const region of regionsOf(side)) {
      const { x, y } = spot(region, side);
      assert.ok(x > 0 && x < WIDTH && y > 0 && y < HEIGHT, region);
      assert.equal(nearest(x, y, side), region);
    }
  }
});

test("the patient's right is on the left of the front, on the right of the back", () => {
  assert.ok(spot("right-hand", "front").x < WIDTH / 2);
  assert.ok(spot("right-hand", "back").x > WIDTH / 2);
  assert.ok(regionsOf("back").includes("lumbar") && !regionsOf("front").includes("lumbar"));
});

test("a line is a path, a touch a dot", () => {
  assert.equal(path([[1, 2], [3, 4]]), "M1 2 L3 4");
  assert.equal(path([[1, 2]]), "M1 2 h0.01");
  assert.match(OUTLINE, /^M.*Z$/);
});

test("a drawing is told in words, each place once, in at most one line", () => {
  const stroke = (region: Stroke["region"]): Stroke => ({ side: "front", lesion: "wound", region, points: [[1, 2]] });
  const say = ({ region }: Stroke) => region;
  assert.equal(described([stroke("chest"), stroke("chest"), stroke("head")], say), "chest, head");
  assert.ok(described(regionsOf("front").map(stroke), ({ region }) => `${region} wound of some length`).length <= 200);
});
