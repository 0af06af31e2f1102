import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { colours, contrast } from "./contrast.ts";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const [, dark = "", light = ""] = css.split(/:root[^{]*\{/);

/** What is written on what. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  text: ["ground", "surface", "raised", "hover", "bad-ground", "warn-ground", "good-ground", "accent-ground"],
  muted: ["ground", "surface", "raised", "hover", "bad-ground", "warn-ground", "accent-ground"],
  accent: ["surface", "raised", "hover", "bad-ground", "warn-ground", "accent-ground"],
  good: ["surface", "good-ground"],
  warn: ["surface", "raised", "hover", "warn-ground", "accent-ground"],
  bad: ["surface", "raised", "hover", "bad-ground", "warn-ground", "accent-ground"],
  p0: ["surface", "hover", "bad-ground", "accent-ground"],
  p1: ["surface", "hover", "warn-ground", "accent-ground"],
  p2: ["surface", "hover", "warn-ground", "accent-ground"],
  p3: ["surface", "hover", "warn-ground", "accent-ground"],
  nr: ["surface", "hover", "warn-ground", "accent-ground"],
  ground: ["bad"],
  "on-accent": ["accent"],
  "on-glass": ["glass"],
  "on-priority": ["p0", "p1", "p2", "p3", "nr"],
};

for (const [theme, block] of [["dark", dark], ["light", light]] as const) {
  test(`every text of the ${theme} theme is at least 4.5:1 on what it is written on`, () => {
    const palette = colours(block);
    const poor = Object.entries(WRITTEN).flatMap(([ink, papers]) =>
      papers.flatMap((paper) => {
        const [a, b] = [palette.get(ink), palette.get(paper)];
        assert.ok(a && b, `${ink} on ${paper}`);
        const ratio = contrast(a, b);
        return ratio < 4.5 ? [`${ink} on ${paper}: ${ratio.toFixed(2)}`] : [];
      }),
    );
    assert.deepEqual(poor, []);
  });
}

test("the measure itself is right", () => {
  assert.equal(contrast("#000000", "#ffffff"), 21);
  assert.equal(contrast("#777777", "#ffffff").toFixed(2), "4.48");
});
