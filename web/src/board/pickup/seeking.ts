/** Finding a word in a list that the page has: the national motives. Pure. */

/** Words without accents, case or punctuation. */
export function folded(text: string): string[] {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}.]+/u)
    .filter(Boolean);
}

/** Entries that have a word beginning so for each word asked, in their own order; all where nothing is asked. */
export function seek(entries: readonly (readonly [string, string])[], asked: string, most: number): [string, string][] {
  const words = folded(asked);
  const found = entries.filter(([code, name]) => {
    const own = [code.toLowerCase(), ...folded(name)];
    return words.every((word) => own.some((other) => other.startsWith(word)));
  });
  return found.slice(0, most).map(([code, name]) => [code, name]);
}
