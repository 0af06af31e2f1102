import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { colours, contrast } from "../shared/ui/contrast.ts";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const [, dark = "", light = ""] = css.split(/:root[^{]*\{/);
const LEAST = 7;

/** What is written on what. */
const GROUNDS = ["ground", "surface", "raised", "hover", "bad-ground", "warn-ground", "good-ground", "accent-ground"] as const;
const INKS = ["text", "muted", "good", "warn", "bad", "p0", "p1", "p2", "p3", "nr"] as const;
const PAIRS: readonly (readonly [string, string])[] = [
  ...INKS.flatMap((ink) => GROUNDS.map((paper) => [ink, paper] as const)),
  ["on-accent", "accent"],
  ...["p0", "p1", "p2", "p3", "nr"].map((paper) => ["on-priority", paper] as const),
];

for (const [theme, block] of [["dark", dark], ["light", light]] as const) {
  test(`every text of the tablet's ${theme} theme is at least ${LEAST}:1 on what it is written on`, () => {
    const palette = colours(block);
    const poor = PAIRS.flatMap(([ink, paper]) => {
      const [a, b] = [palette.get(ink), palette.get(paper)];
      assert.ok(a && b, `${ink} on ${paper}`);
      const ratio = contrast(a, b);
      return ratio < LEAST ? [`${ink} on ${paper}: ${ratio.toFixed(2)}`] : [];
    });
    assert.deepEqual(poor, []);
  });
}
