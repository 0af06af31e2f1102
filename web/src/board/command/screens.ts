/** The screens that the command bar opens, by the board's own functions. */
import { tick } from "svelte";
import { desk } from "../../shared/api/commands.svelte.ts";
import { sound } from "../alarms/sound.svelte.ts";
import type { SectionName } from "../file/jump.ts";
import { goTo } from "../file/reach.ts";
import type { BoardState } from "../state.svelte.ts";
import type { Plan, Screen } from "./scene.ts";

/** The parts of the open file that the bar leads to. */
const PARTS: Readonly<Partial<Record<Screen, SectionName>>> = { dmp: "dmp", breakGlass: "dmp", visio: "visio" };
const GLASS = 'aside [data-section="dmp"] input[value="bris_de_glace"]';
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
    else if (call !== null) void part(board, call, screen);
    else simple[screen]?.();
  };
}

/** Open a file, and go to one part of it. */
async function part(board: BoardState, call: string, screen: Screen): Promise<void> {
  board.open(call);
  await tick();
  const name = PARTS[screen];
  if (name) goTo(name);
  else document.querySelector<HTMLElement>("aside button")?.focus();
  const mode = screen === "breakGlass" ? document.querySelector<HTMLInputElement>(GLASS) : null;
  mode?.click();
  mode?.focus();
}
