import { client } from "../shared/api/client.ts";
import { desk } from "../shared/api/commands.svelte.ts";
import { session } from "../shared/api/session.svelte.ts";
import type { AlarmRow, CallCommand, MissionCommand, Priority, StandingOrderCommand, VisioCommand } from "../shared/api/types.ts";
import { words } from "../shared/i18n/words.svelte.ts";
import { whatOf } from "./alarms/telling.ts";
import { LiveBoard } from "./live.svelte.ts";
import type { CallView } from "./model.ts";
import type { Origin } from "./pickup/pickup.svelte.ts";
import { PickUps } from "./pickup/pickups.svelte.ts";

/** One person's screen: what they see, where their cursor is, what they may ask for. */
export class BoardState {
  readonly live = new LiveBoard("/live", () => void this.#ask());
  /** Why the server keeps the board from this person, in its own words; null while it does not. */
  refused = $state<string | null>(null);
  /** The row the keyboard is on. */
  cursor = $state<string | null>(null);
  /** The call shown in the panel. */
  opened = $state<string | null>(null);
  showKeys = $state(false);
  showMap = $state(false);
  /** The command bar is open. */
  showBar = $state(false);
  /** A form covers the board: its keys are its own. */
  covered = $state(false);
  /** The files being filled in at this screen. */
  readonly pickups = new PickUps((call) => this.open(call));
  /** The line that rings at this post. */
  line = $state<Origin>("15");
  /** Grows each time somebody asks for the order of the queue to be applied. */
  released = $state(0);

  readonly user = $derived(session.person?.user ?? null);
  readonly isDoctor = $derived(session.person?.role === "MEDECIN");
  /** The room: those who may act on calls. */
  readonly isRoom = $derived(this.isDoctor || session.person?.role === "ARM");

  /** The feed was refused, without saying why: the session may be over, or the board not for this role. */
  async #ask(): Promise<void> {
    await session.check();
    if (session.state !== "in") return;
    const { error, response } = await client.GET("/api/board").catch(() => ({ error: undefined, response: null }));
    this.refused = response?.status === 403 ? (error?.title ?? "") : null;
  }

  call(id: string | null): CallView | null {
    return id === null ? null : (this.live.calls.get(id) ?? null);
  }

  open(id: string): void {
    this.cursor = id;
    this.opened = id;
  }

  /** Open a new file, now; its name, null for those who may not. */
  pickUp(): string | null {
    return this.isRoom ? this.pickups.pickUp(this.line) : null;
  }

  takeLine(line: string): void {
    this.line = line as Origin;
  }

  /** Ask for something on a call. True once it is recorded. */
  ask(command: CallCommand, name: string): Promise<boolean> {
    return desk.issue("/api/calls", command, name);
  }

  askMission(command: MissionCommand, name: string): Promise<boolean> {
    return desk.issue("/api/missions", command, name);
  }

  askStandingOrder(command: StandingOrderCommand, name: string): Promise<boolean> {
    return desk.issue("/api/standing-orders", command, name);
  }

  askVisio(command: VisioCommand, name: string): Promise<boolean> {
    return desk.issue("/api/visios", command, name);
  }

  /** This person takes care of an alarm. */
  acknowledge(row: AlarmRow): Promise<boolean> {
    const t = words.t.alarms;
    return desk.issue("/api/alarms", { type: "acknowledge-alarm", alarm: row.id }, t.name(whatOf(row)));
  }

  prioritise(call: string, priority: Priority): Promise<boolean> {
    const name = words.t.command.names.priority(call, words.t.priority[priority].short);
    return this.ask({ type: "assign-priority", call, priority }, name);
  }

  take(call: string): Promise<boolean> {
    return this.ask({ type: "start-regulation", call }, words.t.command.names.take(call));
  }
}

/** A new identifier for something this screen asks to create. */
export function newId(prefix: string): string {
  return `${prefix}-${crypto.randomUUID().slice(0, 13)}`;
}
