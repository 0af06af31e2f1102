import { preference } from "./preference.ts";

export type Theme = "dark" | "light";
const saved = preference<Theme>("vigie.theme", ["dark", "light"]);

function preferred(): Theme {
  return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

/** Dark unless the machine or the person asks for light. Lives on <html data-theme>, for the tokens. */
class ThemeChoice {
  current = $state<Theme>(saved.read() ?? preferred());

  use(theme: Theme): void {
    this.current = theme;
    saved.write(theme);
    document.documentElement.dataset["theme"] = theme;
  }

  toggle(): void {
    this.use(this.current === "dark" ? "light" : "dark");
  }
}

export const theme = new ThemeChoice();
document.documentElement.dataset["theme"] = theme.current;
