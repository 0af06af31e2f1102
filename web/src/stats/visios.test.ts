import assert from "node:assert/strict";
import { test } from "node:test";
import { type Pictures, rowsOf, type VisioAnswer } from "./visios.ts";

const group = (name: string | null, p90_ms: number | null) => ({ group: name, p90_ms }) as Pictures;

test("all sessions come first, then telephones, then networks", () => {
  const answer = { overall: group(null, 3000), by_phone: [group("Android, Chrome", 5000)], by_network: [group("4g", null)] } as unknown as VisioAnswer;
  assert.deepEqual(rowsOf(answer).map((row) => row.group), [null, "Android, Chrome", "4g"]);
});
