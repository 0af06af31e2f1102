/** The screens that the command bar opens, by the board's own functions. */
import { tick } from "svelte";
import { desk } from "../../shared/api/commands.svelte.ts";
import { sound } from "../alarms/sound.svelte.ts";
import type { BoardState } from "../state.svelte.ts";
import type { Plan, Screen } from "./scene.ts";

/** Where a part of the open file is, by what it says of itself. */
const PARTS: Readonly<Partial<Record<Screen, string>>> = { dmp: "[data-section=dmp]", breakGlass: "[data-section=dmp]", visio: "[data-section=visio]" };
const PAGES: Readonly<Partial<Record<Screen, string>>> = { stats: "/stats", wall: "/wall" };

export interface Board {
  readonly board: BoardState;
  readonly toQueue: () => void;
  readonly toMissions: () => void;
}

export function shows({ board, toQueue, toMissions }: Board): (plan: Extract<Plan, { do: "screen" }>) => void {
  const simple: Readonly<Partial<Record<Screen, () => void>>> = {
    new: () => board.pickUp(),
    map: () => (board.showMap = !board.showMap),
    print: () => print(),
    order: () => (board.released += 1),
    help: () => (board.showKeys = true),
    undo: () => desk.undo(),
    now: () => desk.hasten(),
    mute: () => sound.mute(),
    queue: toQueue,
    missions: toMissions,
  };
  return ({ screen, call }) => {
    const page = PAGES[screen];
    if (page) open(page, "_blank", "noopener");
    else if (call !== null) void part(board, call, PARTS[screen] ?? "aside button");
    else simple[screen]?.();
  };
}

/** Open a file, and go to one part of it. */
async function part(board: BoardState, call: string, selector: string): Promise<void> {
  board.open(call);
  await tick();
  document.querySelector<HTMLElement>(selector)?.focus();
}
