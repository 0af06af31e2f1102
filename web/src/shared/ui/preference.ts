/** One choice kept on this machine. A browser that refuses storage loses the choice, nothing else. */
export function preference<Value extends string>(key: string, allowed: readonly Value[]) {
  return {
    read(): Value | null {
      try {
        return allowed.find((value) => value === localStorage.getItem(key)) ?? null;
      } catch {
        return null;
      }
    },
    write(value: Value): void {
      try {
        localStorage.setItem(key, value);
      } catch {
        // Storage refused: the choice lasts as long as the page.
      }
    },
  };
}
