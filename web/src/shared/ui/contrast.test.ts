import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const [, dark = "", light = ""] = css.split(/:root[^{]*\{/);

function colours(block: string): Map<string, string> {
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = "", value = ""]) => [name, value]));
}

/** Relative luminance and contrast as WCAG 2 defines them. */
function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

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
