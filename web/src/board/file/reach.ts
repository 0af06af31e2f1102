/** Going around the open file from anywhere: the keys of the panel and the command bar call the same functions. */
import type { SectionName } from "./jump.ts";

export const DECISIONS = ["CONSEIL", "PMT", "INTER", "ORIENT", "PASPLUS"] as const;
export type DecisionCode = (typeof DECISIONS)[number];

/** Put the focus in a section of the open file, on what one does there first. False where there is none. */
export function goTo(name: SectionName): boolean {
  const section = document.querySelector<HTMLElement>(`aside [data-section="${name}"]`);
  const first = section?.querySelector<HTMLElement>("[data-first]:not(:disabled)") ?? section;
  section?.scrollIntoView({ block: "nearest" });
  first?.focus();
  return section !== null;
}

/** Open the form of a decision, its first field under the hand. False where this person may not decide. */
export function openDecision(code: DecisionCode): boolean {
  const button = document.querySelector<HTMLButtonElement>(`aside [data-decision="${code}"]`);
  if (button?.getAttribute("aria-expanded") === "false") button.click();
  return button !== null;
}
