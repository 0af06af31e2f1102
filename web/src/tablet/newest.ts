/** Which sheet to believe where two came by different ways: it never goes back. Pure. */
import type { SheetAt } from "./types.ts";

/** The sheet to show once `heard` has come: answers may overtake each other, and another process may be behind. */
export function newest(known: SheetAt | null, heard: SheetAt): SheetAt {
  if (known === null || known.team !== heard.team || heard.position >= known.position) return heard;
  return known;
}

/** What is known, current as of `position`: nothing has changed since. An older word makes it no older. */
export function confirmed(known: SheetAt, position: number, at: string, heardAt: number): SheetAt {
  return { ...known, position: Math.max(known.position, position), at, heardAt };
}
