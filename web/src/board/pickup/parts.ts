/** What people type, read: a telephone number, an age, a point, a date. Pure. */

export type Read = { readonly value: string | null } | { readonly fault: Fault };
export type Fault = "phone" | "age" | "position" | "birthDate" | "code" | "insShape" | "insKey" | "insStatus" | "insMissing";

/** Codes of the overseas lands, by the beginning of their national numbers. */
const OVERSEAS: readonly (readonly [RegExp, string])[] = [
  [/^0(262|263|692|693|269|639)/, "+262"],
  [/^0(590|690|691)/, "+590"],
  [/^0(594|694)/, "+594"],
  [/^0(596|696|697)/, "+596"],
];

/** `06 12 34 56 78` is `+33612345678`; what begins with + or 00 is taken as it is. */
export function phone(text: string): Read {
  const digits = text.replace(/[\s.()/-]/g, "").replace(/^00/, "+");
  if (digits === "") return { value: null };
  if (/^\+[0-9]{5,18}$/.test(digits)) return { value: digits };
  if (!/^0[1-9][0-9]{8}$/.test(digits)) return { fault: "phone" };
  const code = OVERSEAS.find(([beginning]) => beginning.test(digits))?.[1] ?? "+33";
  return { value: code + digits.slice(1) };
}

const UNITS: Readonly<Record<string, string>> = { "": "Y", a: "Y", y: "Y", m: "M", s: "W", w: "W", j: "D", d: "D" };

/** `84`, `84 ans`, `8 mois`, `3 j` as the national format writes them: `P84Y`, `P8M`, `P3D`. */
export function age(text: string): Read {
  const said = text.trim().toLowerCase();
  if (said === "") return { value: null };
  const parts = /^(?:p(?=\d))?(\d{1,3})\s*([a-z]*)$/.exec(said);
  const unit = parts && UNITS[parts[2]?.[0] ?? ""];
  if (!parts?.[1] || !unit) return { fault: "age" };
  const count = Number(parts[1]);
  return unit === "Y" && count > 130 ? { fault: "age" } : { value: `P${count}${unit}` };
}

/** A point as `47.62604, 6.14251`: latitude and longitude in degrees, WGS84. */
export function position(text: string): Read {
  if (text.trim() === "") return { value: null };
  const parts = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
  if (!parts || Math.abs(Number(parts[1])) > 90 || Math.abs(Number(parts[2])) > 180) return { fault: "position" };
  return { value: `${Number(parts[1])}, ${Number(parts[2])}` };
}

/** `04/11/1938` or `1938-11-04`; day and month may be 00 where only the year is known. */
export function birthDate(text: string): Read {
  const said = text.trim();
  if (said === "") return { value: null };
  const french = /^(\d{1,2})[/. ](\d{1,2})[/. ](\d{4})$/.exec(said);
  const iso = french ? `${french[3]}-${french[2]?.padStart(2, "0")}-${french[1]?.padStart(2, "0")}` : said;
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  const known = parts && Number(parts[2]) <= 12 && Number(parts[3]) <= 31 && Number(parts[1]) >= 1880;
  return known ? { value: iso } : { fault: "birthDate" };
}

/** One line of text, or nothing. */
export function line(text: string): Read {
  return { value: text.replace(/\s+/g, " ").trim() || null };
}
