import assert from "node:assert/strict";
import { test } from "node:test";
import { enCoverage } from "../shared/i18n/coverage.en.ts";
import { frCoverage } from "../shared/i18n/coverage.fr.ts";
import { type Coverage, type Known, learnt, minutes, percent, placeName, sentence, type Suggestion, way } from "./coverage.ts";

const position = { lat: 48.58123, lon: 7.74999 };
const move = (more: Partial<Suggestion> = {}) =>
  ({
    team: "UMT-03",
    origin: { position, base: null, metres: 0, bearing: 0 },
    to: { position, base: "Haguenau", metres: 8_100, bearing: 44 },
    seconds: 731,
    before: 1290,
    after: 1081,
    ...more,
  }) as Suggestion;
const decimals = (locale: string) => (value: number, digits: number) => value.toLocaleString(locale, { maximumFractionDigits: digits });
const coverage = { share: 0.82 } as Coverage;

test("a suggestion says who, where to, how long and what it wins", () => {
  const french = "UMT-03 : se prépositionner à 8 km au nord-est de Haguenau (12 min) → prochain appel atteint 3,5 min plus tôt en moyenne";
  assert.equal(sentence(move(), frCoverage, decimals("fr")), french);
  const english = "UMT-03: move to 8 km north-east of Haguenau (12 min) → next call reached 3.5 min sooner on average";
  assert.equal(sentence(move(), enCoverage, decimals("en")), english);
});

test("a base is called by its name, and a place far from every base by its point", () => {
  assert.equal(placeName({ position, base: "Haguenau", metres: 0, bearing: 0 }, frCoverage), "Haguenau");
  assert.equal(placeName({ position, base: null, metres: 0, bearing: 0 }, frCoverage), "48.581, 7.750");
});

test("bearings round to the nearest point of the compass, all the way round", () => {
  assert.deepEqual([0, 22, 23, 90, 180, 225, 337, 338, 359].map(way), ["N", "N", "NE", "E", "S", "SW", "NW", "N", "N"]);
});

test("nothing is rounded to none or to all", () => {
  assert.deepEqual([0, 0.004, 0.005, 0.826, 0.996, 1].map(percent), ["0", "< 1", "1", "83", "> 99", "100"]);
  assert.deepEqual([10, 89, 91].map(minutes), ["1 min", "1 min", "2 min"]);
});

test("an answer that fails makes what is shown stale, and only an answer makes it fresh again", () => {
  const waiting: Known = { kind: "waiting" };
  assert.deepEqual(learnt(waiting, undefined), { kind: "unavailable" });
  assert.deepEqual(learnt(waiting, null), { kind: "unknown" });
  const known = learnt(waiting, coverage);
  assert.deepEqual(known, { kind: "known", coverage });
  const stale = learnt(known, undefined);
  assert.deepEqual(stale, { kind: "stale", coverage });
  assert.deepEqual(learnt(stale, undefined), stale);
  assert.deepEqual(learnt(stale, coverage), known);
  assert.deepEqual(learnt(stale, null), { kind: "unknown" });
});
