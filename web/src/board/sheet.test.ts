import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "../shared/i18n/en.ts";
import { fr } from "../shared/i18n/fr.ts";
import { action, TABLES } from "./keys.ts";
import { sheet } from "./sheet.ts";

const rows = Object.values(sheet()).flat();
const keysOf = (table: object) => Object.keys(table);

test("every key of the board is on the sheet, once, with its words in both languages", () => {
  const actions = new Set(TABLES.flatMap((table) => Object.values(table).map(({ do: does }) => does)));
  assert.deepEqual(new Set(rows.map(({ does }) => does)), actions);
  assert.equal(rows.length, actions.size);
  for (const { does } of rows) for (const words of [fr, en]) assert.ok(words.bar.keys[does].trim(), does);
  const shown = rows.reduce((count, { keys }) => count + keys.length, 0);
  assert.equal(shown, new Set(TABLES.flatMap(keysOf)).size);
});

test("every key on the sheet does something somewhere", () => {
  for (const key of TABLES.flatMap(keysOf)) {
    const press = { key, code: "", shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
    assert.ok((["row", "page", "control", "field"] as const).some((focus) => action(press, focus) !== null), key);
  }
});
