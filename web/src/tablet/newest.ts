/** Which sheet to believe where two came by different ways: it never goes back. Pure. */
import { serverTime } from "./safety.ts";
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

/** The same, told without the hour: the server's goes on by what this device counted since it said it last. */
export function unchanged(known: SheetAt, position: number, nowMs: number): SheetAt {
  return confirmed(known, position, new Date(serverTime(known, nowMs)).toISOString(), nowMs);
}
