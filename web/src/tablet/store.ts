import type { Store } from "./queue/entry.ts";
import { MemoryStore } from "./queue/memory.ts";
import { IdbStore } from "./queue/stored.ts";

/** kept: promised by the browser. not-promised: kept unless it runs out of room. none: until the page closes. */
export type Keeping = "kept" | "not-promised" | "none";

/** The device's store; where the browser refuses, one that lasts as long as the page, and says so. */
export async function openStore(): Promise<{ store: Store; keeping: Keeping }> {
  try {
    const store = await IdbStore.open();
    return { store, keeping: (await promised()) ? "kept" : "not-promised" };
  } catch {
    return { store: new MemoryStore(), keeping: "none" };
  }
}

async function promised(): Promise<boolean> {
  return (await navigator.storage?.persist?.().catch(() => false)) ?? false;
}
