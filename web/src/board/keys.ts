/** What a key does on the board. Pure. */
import type { Priority } from "../shared/api/types.ts";
import { type DigitPress, digitOf } from "./digits.ts";

export type Action =
  | {
      do:
        | "next" | "previous" | "open" | "close" | "take" | "order" | "accept" | "missions" | "map" | "queue" | "sheet" | "pickup"
        | "bar" | "acknowledge";
    }
  | { do: "prioritise"; priority: Priority };

export interface Press extends DigitPress {
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Where the focus is: in a field letters are letters; on a row they act on that call. */
export type Focus = "field" | "row" | "control" | "page";

const ANYWHERE: Readonly<Record<string, Action>> = {
  j: { do: "next" },
  k: { do: "previous" },
  o: { do: "order" },
  a: { do: "accept" },
  m: { do: "missions" },
  c: { do: "map" },
  f: { do: "queue" },
  n: { do: "pickup" },
  "?": { do: "sheet" },
  "/": { do: "bar" },
  "!": { do: "acknowledge" },
};
const ON_ROW: Readonly<Record<string, Action>> = {
  ArrowDown: { do: "next" },
  ArrowUp: { do: "previous" },
  Enter: { do: "open" },
  t: { do: "take" },
  "0": { do: "prioritise", priority: "P0" },
  "1": { do: "prioritise", priority: "P1" },
  "2": { do: "prioritise", priority: "P2" },
  "3": { do: "prioritise", priority: "P3" },
};
const ON_PAGE: Readonly<Record<string, Action>> = { ArrowDown: { do: "next" }, ArrowUp: { do: "previous" } };
const ALWAYS: Readonly<Record<string, Action>> = { Escape: { do: "close" } };
/** Every key there is, for the sheet that tells them. */
export const TABLES = [ANYWHERE, ON_ROW, ON_PAGE, ALWAYS] as const;

/** The action of a key press, or null where it is none of the board's business. */
export function action(press: Press, focus: Focus): Action | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  const always = ALWAYS[press.key];
  if (always) return always;
  if (focus === "field") return null;
  const here = focus === "row" ? ON_ROW[press.key] : focus === "page" ? ON_PAGE[press.key] : undefined;
  return here ?? ANYWHERE[press.key] ?? (focus === "row" ? ON_ROW[String(digitOf(press))] : undefined) ?? null;
}

/** What kind of place an element is. */
export function focusOf(element: Element | null): Focus {
  if (!element || element === element.ownerDocument.body) return "page";
  if (element.closest("input, textarea, select, [contenteditable]")) return "field";
  if (element.closest("button, a, summary")) return "control";
  return element.closest("[data-call]") ? "row" : "page";
}
