/** One action of the crew, from the finger to the log. */
import type { Wanted } from "../types.ts";

export type Fate =
  /** On this device only. */
  | { readonly kind: "queued" }
  /** Posted at least once; nobody knows yet whether it arrived. Posted again under the same id. */
  | { readonly kind: "sent"; readonly tries: number }
  /** In the log at `position` (0: nothing to change), recorded at the server's instant `at`. */
  | { readonly kind: "accepted"; readonly position: number; readonly at: string | null; readonly repeated: boolean }
  /** A rule said no. Kept until the crew has seen it. */
  | { readonly kind: "refused"; readonly title: string; readonly detail: string; readonly reason: string | null };

export type Kind = Fate["kind"];

export type Entry = Wanted & {
  /** Order of entry on this device, never used twice. */
  readonly n: number;
  /** The command id: the server counts it once however often it comes. */
  readonly id: string;
  /** Who acted. Sent under that person's session only. */
  readonly by: string;
  /** The device's clock when the action was entered; null where that clock is absurd. */
  readonly deviceAt: string | null;
  readonly fate: Fate;
};

export type NewEntry = Wanted & Pick<Entry, "id" | "by" | "deviceAt">;

/** At most so many actions wait; the next is refused aloud, none is ever dropped for room. */
export const WAITING_LIMIT = 500;
/** Accepted actions kept for the crew to look at. */
export const ACCEPTED_KEPT = 40;

export const waits = (kind: Kind): boolean => kind === "queued" || kind === "sent";

/** The queue holds all it may. */
export class QueueFull extends Error {}

/** Device time as the server takes it, null outside this century: a clock at 1970 would have all refused. */
export function deviceInstant(nowMs: number): string | null {
  const at = new Date(nowMs);
  if (Number.isNaN(at.getTime()) || at.getUTCFullYear() < 2001 || at.getUTCFullYear() > 2098) return null;
  return at.toISOString();
}

/** What was read: those that could be, and how many could not. */
export interface Read {
  readonly entries: readonly Entry[];
  readonly unreadable: number;
}

/** Where entries live. Each promise is kept only once the change would survive the end of the browser. */
export interface Store {
  /** All of them, one after the other, or none. Raises QueueFull, or what the browser raises where it refuses to store. */
  add(...entries: readonly NewEntry[]): Promise<void>;
  /** Every entry in order. */
  all(): Promise<Read>;
  /** The first entry of `by` that waits. */
  next(by: string): Promise<Entry | null>;
  /** Change the fate of an entry; nothing where it is gone. */
  settle(entry: Entry, fate: Fate): Promise<void>;
  remove(n: number): Promise<void>;
  /** One value under a name, for what else must survive: sheet, person, drafts. */
  keep(name: string, value: unknown): Promise<void>;
  kept(name: string): Promise<unknown>;
  forget(name: string): Promise<void>;
}
