/** What the page shows of the numbers that the server sends: nothing is computed twice, only arranged. Pure. */
import type { Schemas } from "../shared/api/client.ts";

export type Answer = Schemas["StatisticsAt"];
export type Aggregate = Answer["overall"][number];
export type Leg = Aggregate["leg"];
export type Blank = "not-yet" | "imported" | "dismissed" | "no-mission" | "cancelled" | "clock";
export type Load = Answer["load"][number];

/** The intervals that the field speaks of first, then the others. */
export const LEGS: readonly Leg[] = [
  "pick-up",
  "regulation",
  "decision",
  "order",
  "departure",
  "arrival",
  "ring-to-arrival",
  "care",
  "release",
];

const PRIORITIES = ["P0", "P1", "P2", "P3", "NR", null];

export interface LegTable {
  readonly leg: Leg;
  /** All together first, then each priority, the worst first, those without at the end. */
  readonly rows: readonly Aggregate[];
  /** What the plot must hold, in seconds. */
  readonly longest: number;
}

export function legTables(answer: Answer): LegTable[] {
  return LEGS.map((leg) => {
    const all = answer.overall.filter((each) => each.leg === leg);
    const each = answer.by_priority.filter((one) => one.leg === leg);
    const rows = [...all, ...each.sort((a, b) => PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority))];
    return { leg, rows, longest: Math.max(0, ...rows.map(({ p90 }) => p90 ?? 0)) };
  });
}

/** Why values are missing, the most frequent reason first. */
export function blanksOf({ blanks }: Aggregate): { readonly reason: Blank; readonly count: number }[] {
  return Object.entries(blanks)
    .map(([reason, count]) => ({ reason: reason as Blank, count }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}

export const missing = (each: Aggregate) => blanksOf(each).reduce((sum, { count }) => sum + count, 0);

/** A duration as the page writes it: `8 s`, `1 min 05 s`, `1 h 02 min`. Rounded to the second, to the minute from an hour on. */
export function lasting(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (n: number) => String(n).padStart(2, "0");
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** A round duration under an axis, in as few letters: `30 s`, `5 min`, `2 h`, `1 h 30`. */
export function tick(seconds: number): string {
  if (seconds < 60 || seconds % 60) return `${seconds} s`;
  if (seconds < 3600) return `${seconds / 60} min`;
  const minutes = (seconds / 60) % 60;
  return minutes ? `${Math.floor(seconds / 3600)} h ${minutes}` : `${seconds / 3600} h`;
}

const NICE = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 43_200, 86_400];
const TICKS = 5;

/** Round places on an axis from 0 to at least `longest`: the last one is where the axis ends. */
export function ticks(longest: number): number[] {
  const step = NICE.find((each) => longest / each <= TICKS) ?? Math.ceil(longest / TICKS / 86_400) * 86_400;
  return Array.from({ length: Math.max(1, Math.ceil(longest / step)) + 1 }, (_, n) => n * step);
}

/** Round counts on an axis, whole numbers only. */
export function countTicks(most: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((each) => most / each <= TICKS) ?? 1000;
  return Array.from({ length: Math.max(1, Math.ceil(most / step)) + 1 }, (_, n) => n * step);
}

export const STACK = ["P0", "P1", "P2", "P3", "NR", "P?"] as const;

/** One hour as bars on each other, the worst at the bottom: from and to, in calls. */
export function stacked({ by_priority }: Load): { readonly priority: (typeof STACK)[number]; readonly from: number; readonly to: number }[] {
  let from = 0;
  return STACK.flatMap((priority) => {
    const count = by_priority[priority] ?? 0;
    from += count;
    return count > 0 ? [{ priority, from: from - count, to: from }] : [];
  });
}
