/** The INS number as it is typed: 13 characters and a key of two digits. Pure. */
import type { Read } from "./parts.ts";

/** Authorities whose numbers are real: their key must be right. The others are for tests and demonstrations. */
const REAL = new Set(["1.2.250.1.213.1.4.8", "1.2.250.1.213.1.4.9"]);
export const OIDS = [8, 9, 10, 11].map((last) => `1.2.250.1.213.1.4.${last}`);
const LENGTH = 15;

export type Key = "none" | "partial" | "shape" | "wrong" | "invented" | "right";

/** Without spaces, in capitals. */
export function bare(text: string): string {
  return text.replace(/[\s.-]/g, "").toUpperCase();
}

/** The key of thirteen characters: 97 less the remainder by 97; in Corsica 2A counts as 19 and 2B as 18. */
export function keyOf(body: string): number {
  const digits = body.replace("2A", "19").replace("2B", "18");
  return 97 - Number(BigInt(digits) % 97n);
}

/** What is known of a number while it is typed, under its authority. */
export function check(text: string, oid: string): Key {
  const number = bare(text);
  if (number === "") return "none";
  if (!begins(number)) return "shape";
  if (number.length < LENGTH) return "partial";
  if (keyOf(number.slice(0, 13)) === Number(number.slice(13))) return "right";
  return REAL.has(oid) ? "wrong" : "invented";
}

/** Whether a number may begin so: five digits, the department, eight digits. */
function begins(number: string): boolean {
  return /^(?:\d{0,5}|\d{5}(?:\d{1,2}|2[AB])|\d{5}(?:\d{2}|2[AB])\d{1,8})$/.test(number);
}

/** The number, once it is whole and its key may be right. */
export function ins(text: string, oid: string): Read {
  const key = check(text, oid);
  if (key === "none") return { value: null };
  if (key === "wrong") return { fault: "insKey" };
  return key === "partial" || key === "shape" ? { fault: "insShape" } : { value: bare(text) };
}
