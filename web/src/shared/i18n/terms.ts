/**
 * Words that the auditor alone reads, beside the dictionary that every page has: with them, the tablet's first load
 * would no longer be light.
 */
import { enFacts } from "./facts.en.ts";
import { frFacts } from "./facts.fr.ts";
import { enFields } from "./fields.en.ts";
import { frFields } from "./fields.fr.ts";
import { enValues } from "./values.en.ts";
import { frValues } from "./values.fr.ts";

export type Terms = { readonly fact: typeof frFacts; readonly field: typeof frFields; readonly value: typeof frValues };

export const TERMS: Readonly<Record<"fr" | "en", Terms>> = {
  fr: { fact: frFacts, field: frFields, value: frValues },
  en: { fact: enFacts, field: enFields, value: enValues },
};
