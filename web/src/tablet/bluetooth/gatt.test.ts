import assert from "node:assert/strict";
import { test } from "node:test";
import { bloodPressure, float, glucose, oximeter, sfloat, thermometer } from "./gatt.ts";

const bytes = (...values: number[]) => new DataView(Uint8Array.from(values).buffer);

test("SFLOAT and FLOAT are read as IEEE 11073-20601 says", () => {
  // Examples of the specification's appendix: 114 is 0x0072, 114.5 is 0xF479; 36.4 is 0xFF00016C.
  assert.equal(sfloat(0x0072), 114);
  assert.equal(sfloat(0xf479), 114.5);
  assert.equal(sfloat(0xffff), -0.1);
  assert.equal(sfloat(0x1010), 160);
  assert.equal(float(0xff00016c | 0), 36.4);
  assert.equal(float(0x00000025), 37);
  assert.equal(float(0xffffffff | 0), -0.1);
});

test("what a device sends for no value is no value", () => {
  for (const raw of [0x07ff, 0x0800, 0x07fe, 0x0802, 0x0801]) assert.equal(sfloat(raw), null, raw.toString(16));
  for (const raw of [0x007fffff, 0x00800000, 0x007ffffe, 0x00800002]) assert.equal(float(raw), null, raw.toString(16));
});

test("an oximeter gives saturation and pulse", () => {
  assert.deepEqual(oximeter(bytes(0x00, 0x61, 0x00, 0x48, 0x00)), [
    { parameter: "SATURATION_OXYGENE", value: "97", unit: "%" },
    { parameter: "FREQUENCE_CARDIAQUE", value: "72", unit: "/min" },
  ]);
  assert.deepEqual(oximeter(bytes(0x00, 0xff, 0x07, 0xff, 0x07)), []);
});

test("a blood pressure monitor gives systolic and diastolic, and the pulse after a time stamp", () => {
  const plain = bytes(0x00, 0x7d, 0x00, 0x48, 0x00, 0x5a, 0x00);
  assert.deepEqual(bloodPressure(plain), [{ parameter: "PRESSION_ARTERIELLE", value: "125/72", unit: "mmHg" }]);
  const stamped = bytes(0x06, 0x7d, 0x00, 0x48, 0x00, 0x5a, 0x00, 0xea, 0x07, 1, 10, 20, 0, 0, 0x50, 0x00);
  assert.deepEqual(bloodPressure(stamped).at(1), { parameter: "FREQUENCE_CARDIAQUE", value: "80", unit: "/min" });
  // 16.7 / 9.6 kPa
  const kilopascal = bytes(0x01, 0xa7, 0xf0, 0x60, 0xf0, 0x78, 0xf0);
  assert.equal(bloodPressure(kilopascal)[0]?.value, "125/72");
});

test("a thermometer speaks Celsius or Fahrenheit", () => {
  assert.deepEqual(thermometer(bytes(0x00, 0x6c, 0x01, 0x00, 0xff)), [{ parameter: "TEMPERATURE", value: "36.4", unit: "°C" }]);
  assert.equal(thermometer(bytes(0x01, 0xda, 0x03, 0x00, 0xff))[0]?.value, "37");
});

test("a glucometer gives grams by litre from kg/L and from mol/L, with or without a time offset", () => {
  const base = [1, 0, 0xea, 0x07, 1, 10, 20, 0, 0];
  // 0.00105 kg/L is 105e-5
  assert.deepEqual(glucose(bytes(0x02, ...base, 0x69, 0xb0, 0x11)), [{ parameter: "HEMOGLOCOTEST", value: "1.05", unit: "g/L" }]);
  // 0.0055 mol/L is 55e-4, after an offset of five minutes
  assert.equal(glucose(bytes(0x07, ...base, 5, 0, 0x37, 0xc0, 0x11))[0]?.value, "0.99");
  assert.deepEqual(glucose(bytes(0x00, ...base)), []);
});

test("a cut message is refused, never read as a value", () => {
  for (const read of [oximeter, bloodPressure, thermometer, glucose]) assert.throws(() => read(bytes(0x02, 0x61)), RangeError);
});
