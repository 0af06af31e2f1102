/** A place has one label, `address, commune`; the form asks for the two apart. Pure. */

export interface Parts {
  readonly address: string;
  readonly commune: string;
}

export function joined({ address, commune }: Parts): string {
  return [address.trim(), commune.trim()].filter(Boolean).join(", ");
}

/** The commune is what follows the last comma. Without one, it is all a commune if a code says so, else an address. */
export function apart(label: string, hasCode: boolean): Parts {
  const at = label.lastIndexOf(",");
  if (at >= 0) return { address: label.slice(0, at).trim(), commune: label.slice(at + 1).trim() };
  return hasCode ? { address: "", commune: label.trim() } : { address: label.trim(), commune: "" };
}
