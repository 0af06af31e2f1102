import { preference } from "../shared/ui/preference.ts";
import { theme, type Theme } from "../shared/ui/theme.svelte.ts";

const saved = preference<Theme>("vigie.wall.theme", ["dark", "light"]);

/** Dark, whatever the machine behind the wall prefers, unless somebody asked this wall for light. */
class WallTheme {
  constructor() {
    this.#show(saved.read() ?? "dark");
  }

  toggle(): void {
    const wanted = theme.current === "dark" ? "light" : "dark";
    saved.write(wanted);
    this.#show(wanted);
  }

  #show(wanted: Theme): void {
    theme.current = wanted;
    document.documentElement.dataset["theme"] = wanted;
  }
}

export const wallTheme = new WallTheme();
