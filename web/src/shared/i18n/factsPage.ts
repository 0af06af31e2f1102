/** What `docs/facts.md` says that facts hold; for tests, which compare the dictionaries with it. */
import { readFileSync } from "node:fs";

/** One field where it stands: `owner` is a fact's type, or the field that holds the struct. */
export interface Held {
  readonly owner: string;
  readonly name: string;
  /** As the page says it: `list of [Flag](#flag) = \`[]\``. */
  readonly type: string;
}

interface Section {
  readonly name: string;
  readonly tag: string | null;
  readonly fields: readonly (readonly [string, string])[];
  readonly codes: readonly string[];
}

function sections(): Section[] {
  const page = readFileSync(new URL("../../../../docs/facts.md", import.meta.url), "utf8");
  return page.split("\n### ").slice(1).map((text) => ({
    name: text.slice(0, text.indexOf("\n")),
    tag: /^`([a-z-]+\.[a-z-]+)`/m.exec(text)?.[1] ?? null,
    fields: [...text.matchAll(/^- `(\w+)`: (.*)$/gm)].map(([, name = "", type = ""]) => [name, type] as const),
    codes: [...text.matchAll(/^- `([^`]+)` [A-Z0-9_]+$/gm)].map(([, code = ""]) => code),
  }));
}

const named = new Map(sections().map((section) => [section.name, section]));

/** The codes of an enumeration, none where the name is not one. */
export const codesOf = (name: string): readonly string[] => named.get(name)?.codes ?? [];

/** The structs and enumerations that a type names. */
export const namesIn = (type: string): string[] => [...type.matchAll(/\[(\w+)\]\(#/g)].map(([, name = ""]) => name);

/** Every field that any fact can hold, those of the structs inside too. */
export function everyField(): Held[] {
  const found = new Map<string, Held>();
  const add = (owner: string, section: Section): void => {
    for (const [name, type] of section.fields) {
      const key = `${owner}.${name}: ${type}`;
      if (found.has(key)) continue;
      found.set(key, { owner, name, type });
      for (const inside of namesIn(type)) add(name, named.get(inside) ?? { ...section, fields: [] });
    }
  };
  for (const section of named.values()) if (section.tag !== null) add(section.tag, section);
  return [...found.values()];
}
