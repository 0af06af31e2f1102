import assert from "node:assert/strict";
import { test } from "node:test";
import { glasgow, missing, news2, type News2, news2Of, news2Points, risk } from "./scores.ts";

const WELL: News2 = {
  respiratory_rate: 16,
  saturation: 97,
  scale: "1",
  oxygen: false,
  systolic: 120,
  heart_rate: 70,
  consciousness: "A",
  temperature: 37,
};
const total = (more: Partial<News2>) => news2({ ...WELL, ...more }).total;

/** Both ends of every box of the RCP's chart (2017), and its points. */
const CHART: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  respiratory_rate: [[8, 3], [9, 1], [11, 1], [12, 0], [20, 0], [21, 2], [24, 2], [25, 3]],
  saturation: [[91, 3], [92, 2], [93, 2], [94, 1], [95, 1], [96, 0], [100, 0]],
  systolic: [[90, 3], [91, 2], [100, 2], [101, 1], [110, 1], [111, 0], [219, 0], [220, 3]],
  heart_rate: [[40, 3], [41, 1], [50, 1], [51, 0], [90, 0], [91, 1], [110, 1], [111, 2], [130, 2], [131, 3]],
  temperature: [[35, 3], [35.1, 1], [36, 1], [36.1, 0], [38, 0], [38.1, 1], [39, 1], [39.1, 2]],
};

for (const [name, boxes] of Object.entries(CHART)) {
  test(`NEWS2 has the points of the chart: ${name}`, () => {
    for (const [value, expected] of boxes) assert.equal(total({ [name]: value }), expected, `${name} ${value}`);
  });
}

test("the second scale is for who should not have more oxygen", () => {
  const second = [[83, 3, 3], [84, 2, 2], [87, 1, 1], [88, 0, 0], [92, 0, 0], [93, 0, 1], [94, 0, 1], [95, 0, 2], [96, 0, 2], [97, 0, 3]] as const;
  for (const [saturation, air, oxygen] of second) {
    assert.equal(total({ scale: "2", saturation }), air, `${saturation} on air`);
    assert.equal(total({ scale: "2", saturation, oxygen: true }), oxygen + 2, `${saturation} on oxygen`);
  }
});

test("oxygen is two points, anything but alert three", () => {
  assert.equal(total({ oxygen: true }), 2);
  for (const consciousness of ["C", "V", "P", "U"] as const) assert.equal(total({ consciousness }), 3);
});

test("the risk follows the table: one line at three is not low", () => {
  assert.equal(risk(WELL), "low");
  assert.equal(risk({ ...WELL, respiratory_rate: 25 }), "low-medium");
  assert.equal(risk({ ...WELL, respiratory_rate: 22, oxygen: true, heart_rate: 95 }), "medium");
  assert.equal(risk({ ...WELL, respiratory_rate: 25, oxygen: true, heart_rate: 115 }), "high");
  assert.deepEqual(news2Points({ ...WELL, oxygen: true }), [0, 0, 2, 0, 0, 0, 0]);
});

test("Glasgow is the sum of three answers", () => {
  assert.equal(glasgow({ eye: 3, verbal: 4, motor: 6 }).total, 13);
  assert.equal(glasgow({ eye: 1, verbal: 1, motor: 1 }).total, 3);
});

test("NEWS2 waits for its five measures, and reads them as they are typed", () => {
  const more = { scale: "1", oxygen: false, consciousness: "A" } as const;
  const some = { FREQUENCE_CARDIAQUE: "70", PRESSION_ARTERIELLE: "120/80", TEMPERATURE: "37,0" };
  assert.deepEqual(missing(some), ["FREQUENCE_RESPIRATOIRE", "SATURATION_OXYGENE"]);
  assert.equal(news2Of(some, more), null);
  assert.deepEqual(news2Of({ ...some, FREQUENCE_RESPIRATOIRE: "16", SATURATION_OXYGENE: "97" }, more), WELL);
});
