/** The shortcut sheet, made from the very tables that the keys are read from. Pure. */
import { type Action, TABLES } from "./keys.ts";

export type Does = Action["do"];
export type Group = "move" | "call" | "screen";

const GROUP: Readonly<Record<Does, Group>> = {
  next: "move", previous: "move", queue: "move", missions: "move",
  open: "call", prioritise: "call", take: "call", accept: "call", acknowledge: "call", pickup: "call",
  bar: "screen", map: "screen", order: "screen", sheet: "screen", close: "screen",
};
const SHOWN: Readonly<Record<string, string>> = { ArrowDown: "↓", ArrowUp: "↑", Enter: "↵", Escape: "Esc" };

export interface SheetRow {
  readonly keys: readonly string[];
  readonly does: Does;
}

/** Every key with what it does, each action once. */
export function sheet(): Readonly<Record<Group, readonly SheetRow[]>> {
  const keys = new Map<Does, Set<string>>();
  for (const table of TABLES)
    for (const [key, { do: does }] of Object.entries(table)) keys.set(does, (keys.get(does) ?? new Set()).add(SHOWN[key] ?? key));
  const rows = [...keys].map(([does, shown]) => ({ does, keys: [...shown] }));
  const of = (group: Group) => rows.filter(({ does }) => GROUP[does] === group);
  return { move: of("move"), call: of("call"), screen: of("screen") };
}
