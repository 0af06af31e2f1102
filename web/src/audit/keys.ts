/** What a key does on the time slider. Pure. */
export type Move = "earlier" | "later" | "earlier_access" | "later_access" | "first" | "last";

export interface Press {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The move of a key press; null where it is none. In a field, arrows belong to the field. */
export function move(press: Press, inField: boolean): Move | null {
  if (inField || press.ctrlKey || press.metaKey || press.altKey) return null;
  if (press.key === "ArrowLeft") return press.shiftKey ? "earlier_access" : "earlier";
  if (press.key === "ArrowRight") return press.shiftKey ? "later_access" : "later";
  if (press.key === "Home") return "first";
  return press.key === "End" ? "last" : null;
}
