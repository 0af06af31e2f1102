/** INS-NIR, where nothing else is said. */
const NIR = "1.2.250.1.213.1.4.8";

/** A number as it is typed, with its authority after an @ where it is not a NIR. */
export function insOf(text: string): { number: string; oid: string } {
  const [number = "", oid = NIR] = text.split("@").map((part) => part.trim());
  return { number: number.replaceAll(/[ .]/g, "").toUpperCase(), oid };
}
