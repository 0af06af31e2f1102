/** The check-list of a bag: what a touch does, and what is sent. Pure. */
import type { DeviceCheck, Equipment } from "../types.ts";

const NEXT = { working: "faulty", faulty: "absent", absent: "working" } as const;

/** Not looked at, then working, broken, absent, and round again. */
export const nextState = (was: DeviceCheck["state"] | undefined): DeviceCheck["state"] => (was === undefined ? "working" : NEXT[was]);

/** The command's fields: every device that was looked at, and those of them that work, in the order of the list. */
export function toItems(order: readonly Equipment[], checks: ReadonlyMap<Equipment, DeviceCheck>): { equipment: Equipment[]; items: DeviceCheck[] } {
  const items = order.flatMap((device) => {
    const found = checks.get(device);
    return found === undefined ? [] : [{ device, state: found.state, battery: found.battery ?? null, remark: found.remark ?? null }];
  });
  return { equipment: items.filter(({ state }) => state === "working").map(({ device }) => device), items };
}

/** Battery and remark, as shown after the state. */
export const counted = (check: DeviceCheck | undefined): string =>
  [check?.battery != null ? ` · ${check.battery} %` : "", check?.remark ? ` · ${check.remark}` : ""].join("");
