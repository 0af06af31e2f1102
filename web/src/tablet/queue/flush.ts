/** Sending what waits, first in first out, until it is all answered or the network fails. */
import type { Entry, NewEntry, Store } from "./entry.ts";
import { type Reply, type Verdict, verdict } from "./verdict.ts";

export interface Server {
  /** Who the server takes us for, null for nobody. Raises where the network fails. */
  who(): Promise<string | null>;
  /** Raises where the network fails, which tells nothing of what the server did. */
  post(entry: NewEntry): Promise<Reply>;
}

/** How a pass ended. "empty": nothing of this person's waits any more. */
export type Pass = { readonly kind: "empty" } | Extract<Verdict, { kind: "sign-in" | "later" }>;

const UNREACHABLE: Pass = { kind: "later", afterMs: 0, status: null };

/**
 * One pass. `told` hears of every change of fate. Only the signed-in person's own actions leave: another's wait for
 * that person, so that nobody's act goes out under another's name. To be run by one tab at a time.
 */
export async function flush(store: Store, server: Server, told: () => void): Promise<Pass> {
  const asked = await attempt(() => server.who());
  if (asked === FAILED) return UNREACHABLE;
  if (asked === null) return { kind: "sign-in" };
  for (;;) {
    const entry = await store.next(asked);
    if (entry === null) return { kind: "empty" };
    const ended = await send(store, server, entry, told);
    if (ended !== null) return ended;
  }
}

async function send(store: Store, server: Server, entry: Entry, told: () => void): Promise<Pass | null> {
  const tries = entry.fate.kind === "sent" ? entry.fate.tries : 0;
  await store.settle(entry, { kind: "sent", tries: tries + 1 });
  told();
  const reply = await attempt(() => server.post(entry));
  if (reply === FAILED) return UNREACHABLE;
  const found = verdict(reply, entry.id);
  if (found.kind === "sign-in" || found.kind === "later") return found;
  await store.settle(entry, found);
  told();
  return null;
}

const FAILED = Symbol("failed");

async function attempt<Value>(act: () => Promise<Value>): Promise<Value | typeof FAILED> {
  try {
    return await act();
  } catch {
    return FAILED;
  }
}
