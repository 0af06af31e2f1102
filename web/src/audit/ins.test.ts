import assert from "node:assert/strict";
import { test } from "node:test";
import { insOf } from "./ins.ts";

test("a number is taken as it is written on a card, its authority after an @", () => {
  const oid = "1.2.250.1.213.1.4.8";
  assert.deepEqual(insOf(" 2 79 03 51 215 189 89 "), { number: "279035121518989", oid });
  assert.deepEqual(insOf("27903512a518989"), { number: "27903512A518989", oid });
  assert.deepEqual(insOf("279035121518989@1.2.250.1.213.1.4.10"), { number: "279035121518989", oid: "1.2.250.1.213.1.4.10" });
});
