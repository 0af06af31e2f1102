/** What one fact says, in a few words of one language. Pure. */
import { exclusionDetail } from "../board/explain.ts";
import { isoAge } from "../board/model.ts";
import type { ExcludedTeam } from "../shared/api/types.ts";
import type { Dictionary } from "../shared/i18n/fr.ts";
import { day, decimals } from "../shared/i18n/said.ts";
import type { Terms } from "../shared/i18n/terms.ts";
import { type Tables, tablesOf } from "./codes.ts";
import { measured } from "./measures.ts";
import { searched } from "./searched.ts";
import { inLine, local } from "./when.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Fields of facts that a row of their own, or the envelope, tells already. */
const SAID = new Set(["type", "call", "patient", "practitioner", "ins"]);
/** Where it is said already in which mode: the heading of the access. */
const IN_ONE_MODE = /^dmp-access\./;

/** Values that need no name before them, by owner: the field that holds the struct. */
const BARE: Readonly<Record<string, ReadonlySet<string>>> = {
  caller: new Set(["type", "name", "phone"]),
  place: new Set(["label"]),
  base: new Set(["label"]),
  position: new Set(["lat", "lon"]),
  person: new Set(["age", "sex"]),
  crew: new Set(["id", "role"]),
  items: new Set(["device", "state"]),
  ranked: new Set(["team"]),
  excluded: new Set(["team", "reason", "detail"]),
  flags: new Set(["rule"]),
  vitals: new Set(["source"]),
  scores: new Set(["type"]),
  answers: new Set(["question"]),
};
/** Values said as one, without their names, before the others of the struct. */
const AS_ONE: Readonly<Record<string, readonly string[]>> = {
  person: ["last_name", "first_name"],
  vitals: ["parameter", "value", "unit"],
  terms: ["name", "seconds"],
  unserved: ["name", "seconds"],
};

/** Digests, receipts and the like: nobody reads them whole. */
const TECHNICAL = new Set(["sha256", "sent_sha256", "link_sha256", "device_sha256", "receipt", "proof", "root", "inputs"]);
const MOST = 24;
const SHORT = 12;
/** What stands in place of a text that was erased, and of a name (domain/personal.py). */
const ERASED = new Set(["effacé", "efface"]);

/** Tells facts in the words of one language. */
export class Teller {
  readonly #t: Dictionary;
  readonly #terms: Terms;
  readonly #tables: Tables;
  readonly #list: Intl.ListFormat;

  constructor(t: Dictionary, terms: Terms) {
    this.#t = t;
    this.#terms = terms;
    this.#tables = tablesOf(t, terms);
    this.#list = new Intl.ListFormat(t.locale, { type: "conjunction" });
  }

  /** The fields of a fact: each its name in the log, its name in words and what it says; those that go without saying left out. */
  details(fact: Fields): (readonly [string, string, string])[] {
    const owner = String(fact["type"]);
    return Object.entries(owner === "dmp-access.assessed" ? { flags: [], ...fact } : fact)
      .filter(([name]) => !SAID.has(name) && !(name === "mode" && IN_ONE_MODE.test(owner)))
      .map(([name, value]) => [name, this.#name(owner, name), this.#told(owner, name, value)] as const)
      .filter(([, , said]) => said !== "");
  }

  #name(owner: string, name: string): string {
    return of(this.#terms.field, owner, name) ?? name;
  }

  #told(owner: string, name: string, value: unknown): string {
    if (value === null || value === undefined) return "";
    if (Array.isArray(value)) return this.#many(owner, name, value);
    if (typeof value === "object") return this.#struct(name, value as Fields);
    if (typeof value === "boolean") return value ? this.#t.audit.yes : this.#t.audit.no;
    if (typeof value === "number") return measured(name, value, this.#t, this.#terms);
    return this.#text(owner, name, String(value));
  }

  #many(owner: string, name: string, values: readonly unknown[]): string {
    if (values.length === 0) return this.#terms.value.none;
    const told = values.map((value) => this.#told(owner, name, value));
    return values.some((value) => typeof value === "object") ? told.join(this.#t.semicolon) : this.#list.format(told);
  }

  #struct(owner: string, struct: Fields): string {
    const fields = owner === "excluded" ? this.#excluded(struct) : struct;
    const first = AS_ONE[owner] ?? [];
    const one = first.map((name) => this.#told(owner, name, fields[name])).filter(Boolean).join(" ");
    const rest = Object.entries(fields).flatMap(([name, value]) => (first.includes(name) ? [] : this.#part(owner, name, value)));
    return [one, ...rest].filter(Boolean).join(", ");
  }

  /** One field of a struct; nothing where there is nothing to say. A flag that is set is its own name. */
  #part(owner: string, name: string, value: unknown): string[] {
    if (value === false || value === "" || (Array.isArray(value) && value.length === 0)) return [];
    if (value === true) return [this.#name(owner, name)];
    const said = this.#told(owner, name, value);
    if (said === "") return [];
    if (BARE[owner]?.has(name)) return [said];
    const nested = typeof value === "object" && !(Array.isArray(value) && value.every((each) => typeof each !== "object"));
    return [`${this.#name(owner, name)} ${nested ? `(${said})` : said}`];
  }

  #excluded(struct: Fields): Fields {
    const speech = { t: this.#t, time: (instant: string) => local(instant, this.#t.locale) };
    return { ...struct, detail: exclusionDetail(struct as unknown as ExcludedTeam, speech) };
  }

  #text(owner: string, name: string, value: string): string {
    if (ERASED.has(value)) return this.#terms.value.erased;
    const table = of(this.#tables, owner, name);
    if (table && Object.hasOwn(table, value)) return table[value] ?? value;
    const at = inLine(value, this.#t.locale);
    if (at !== null) return at;
    if (name === "asked") return searched(value, this.#t, this.#terms);
    if (name === "age") return this.#age(value);
    if (name === "language") return this.#language(value);
    if (owner === "vitals" && name === "value") return decimals(value, this.#t.locale);
    return shortened(name, value) ?? day(value);
  }

  #age(value: string): string {
    const parts = isoAge(value);
    return parts ? this.#t.age(parts.count, parts.unit) : value;
  }

  #language(code: string): string {
    if (!/^[a-z]{2,3}$/.test(code)) return code;
    return new Intl.DisplayNames(this.#t.locale, { type: "language" }).of(code) ?? code;
  }
}

/** What `details` shorten, whole; undefined where they shorten nothing. */
export function whole(fact: Fields): string | undefined {
  const long = Object.entries(fact).filter(([name, value]) => typeof value === "string" && shortened(name, value) !== null);
  return long.length === 0 ? undefined : long.map(([, value]) => value).join(" · ");
}

const shortened = (name: string, value: string): string | null =>
  TECHNICAL.has(name) && value.length > MOST ? `${value.slice(0, SHORT)}…` : null;

/** What a table has for a field: for that of this owner (a fact's type, or the field that holds the struct) before any other. */
export function of<Value>(table: Readonly<Record<string, Value>>, owner: string, name: string): Value | undefined {
  return table[`${owner}.${name}`] ?? table[name];
}
