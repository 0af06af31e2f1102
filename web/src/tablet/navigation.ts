import { preference } from "../shared/ui/preference.ts";
import { type App, APPS, likelyApp } from "./way.ts";

const chosen = preference<App>("vigie.navigation", APPS);

/** The application that this tablet leads to: the one chosen, or the platform's own. */
export function navigationApp(): App {
  return chosen.read() ?? likelyApp(navigator.userAgent, navigator.maxTouchPoints);
}

export function chooseNavigation(app: App): void {
  chosen.write(app);
}
