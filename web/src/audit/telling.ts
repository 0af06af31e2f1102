/** What one fact says, in a few words. Pure. */

/** Fields of facts that a row of their own, or the envelope, tells already. */
const SAID = new Set(["type", "call", "patient", "practitioner", "ins", "mode"]);

/** The fields of a fact as `name: value`, without those that go without saying. */
export function detail(fact: Record<string, unknown>): string {
  return Object.entries(fact)
    .filter(([name, value]) => !SAID.has(name) && value !== null && value !== undefined)
    .map(([name, value]) => `${name} : ${told(value)}`)
    .join(" · ");
}

function told(value: unknown): string {
  if (Array.isArray(value)) return value.map(told).join(", ");
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .filter(([, each]) => each !== null && each !== false)
      .map(([name, each]) => (each === true ? name : `${name} ${told(each)}`))
      .join(", ");
  }
  return String(value);
}
