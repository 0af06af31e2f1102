import type { Dictionary } from "../shared/i18n/fr.ts";
import { actionOf } from "./steps.ts";

/** What the crew calls a command of this type, or a kind of picture. */
export function commandName(type: string, t: Dictionary): string {
  const action = actionOf(type);
  if (action) return t.tablet.action[action];
  const pictures = { photo: t.bilan.tabs.photo, drawing: t.bilan.tabs.drawing };
  const names: Readonly<Record<string, string>> = { ...pictures, ...t.shift.names, ...t.tablet.queue.names, ...t.safety.names, ...t.teleconsult.names };
  return names[type] ?? type;
}
