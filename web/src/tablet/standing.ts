/** What the sheet will say once what the crew did is in it: the server's sheet, then the device's own actions. Pure. */
import { onTeam } from "./shift/standing.ts";
import { asked, told } from "./teleconsultation.ts";
import type { Entry } from "./queue/entry.ts";
import type { Mission, MissionCommand, SafetyCommand, Sheet, SheetAt, Stage, Step } from "./types.ts";

const STAGES = {
  "report-departure": ["en-route", "DEPART"],
  "report-arrival": ["on-scene", "ARRIVEE"],
  "start-care": ["in-care", "PEC"],
  "start-transport": ["transporting", "TRANSP"],
  "report-transit": ["in-transit", "ETAPE1"],
  "resume-transport": ["transporting", "TRANSP2"],
  "report-destination": ["at-destination", "DESTIN"],
  "hand-over-patient": ["handed-over", "FINPEC"],
  "leave-scene": ["left", "RETOUR"],
  "return-to-base": ["returning", "RET-BASE"],
} as const satisfies Partial<Record<MissionCommand["type"], readonly [Stage, Step["status"]]>>;

/** The sheet with every action on it that it does not have yet. A refused action changes nothing. */
export function standing(at: SheetAt | null, entries: readonly Entry[]): Sheet | null {
  if (at === null) return null;
  return entries.filter((entry) => missing(entry, at)).reduce(apply, at.sheet);
}

function missing({ fate, command }: Entry, { team, position }: SheetAt): boolean {
  if (command.type !== "request-visio" && (!("team" in command) || command.team !== team)) return false;
  return fate.kind === "queued" || fate.kind === "sent" || (fate.kind === "accepted" && fate.position > position);
}

function apply(sheet: Sheet | null, entry: Entry): Sheet | null {
  if (entry.where === "/api/teams") return onTeam(sheet, entry.command, instant(entry));
  if (sheet === null) return null;
  if (entry.where === "/api/crew-safety") return onSafety(sheet, entry.command);
  if (entry.where === "/api/visios") return asked(sheet, entry.command, instant(entry), entry.by, entry.fate.kind !== "accepted");
  const { mission } = sheet;
  if (mission === null || !("mission" in entry.command) || entry.command.mission !== mission.id) return sheet;
  return onMission(sheet, mission, entry.command, entry);
}

/** A word puts the next one off: from when it was said, by the server's clock. */
function onSafety(sheet: Sheet, command: SafetyCommand): Sheet {
  const { safety } = sheet;
  if (command.type !== "check-in" || !command.said_at || safety?.id !== command.mission) return sheet;
  const due = Date.parse(command.said_at) + safety.every * 1_000;
  if (due <= Date.parse(safety.due_at)) return sheet;
  const due_at = new Date(due).toISOString();
  return { ...sheet, safety: { ...safety, due_at, said_at: command.said_at, missed_at: null, contact_lost: false } };
}

function onMission(sheet: Sheet, mission: Mission, command: MissionCommand, entry: Entry): Sheet {
  switch (command.type) {
    case "acknowledge-mission":
      return { ...sheet, notice: null, mission: { ...mission, acknowledged_at: instant(entry), acknowledge_by: null } };
    case "decline-mission":
    case "close-mission":
      return { ...sheet, mission: null, call: null, visios: [], shift: { ...sheet.shift, availability: "available", mission: null } };
    case "consent-teleconsultation":
    case "refuse-teleconsultation":
      return { ...sheet, mission: told(mission, command, instant(entry), entry.by) };
    case "send-bilan": {
      return { ...sheet, mission: { ...stepped(mission, "BILAN", entry), bilan: withPiece(mission.bilan, command, entry) } };
    }
    default: {
      const known = STAGES[command.type as keyof typeof STAGES];
      if (known === undefined) return sheet;
      const [state, status] = known;
      // A sheet that has the step already may be further on: what it says holds.
      if (recorded(mission, status, entry)) return sheet;
      return { ...sheet, mission: { ...stepped(mission, status, entry), state } };
    }
  }
}

/** The bilan so far with one more piece, as the server puts pieces together. */
function withPiece(before: Mission["bilan"], piece: Extract<MissionCommand, { type: "send-bilan" }>, entry: Entry): NonNullable<Mission["bilan"]> {
  const vitals = new Map([...(before?.vitals ?? []), ...piece.vitals].map((sign) => [sign.parameter, sign]));
  const scores = new Map([...(before?.scores ?? []), ...piece.scores].map((score) => [score.type, score]));
  const text = piece.text ?? before?.text ?? null;
  return { at: instant(entry), by: entry.by, vitals: [...vitals.values()], text, scores: [...scores.values()] };
}

function stepped(mission: Mission, status: Step["status"], entry: Entry): Mission {
  const at = instant(entry);
  if (recorded(mission, status, entry)) return mission;
  const step: Step = { status, at, by: entry.by, device_at: entry.deviceAt, ...(entry.fate.kind !== "accepted" && { waiting: true }) };
  return { ...mission, status, steps: [...mission.steps, step] };
}

/** A reply that was lost: the sheet may have the step already while the queue still asks. */
const recorded = (mission: Mission, status: Step["status"], entry: Entry): boolean =>
  mission.steps.some((step) => step.status === status && sameInstant(step.device_at, entry.deviceAt));

const sameInstant = (a: string | null | undefined, b: string | null): boolean =>
  a != null && b !== null && Date.parse(a) === Date.parse(b);

/** When it happened as far as this device knows. */
const instant = (entry: Entry): string => entry.deviceAt ?? "1970-01-01T00:00:00Z";

/** Whether the room waits for the crew to say that it goes. */
export function answerAwaited({ acknowledged_at, state }: Pick<Mission, "acknowledged_at" | "state">): boolean {
  return acknowledged_at === null && (state === "ordered" || state === "alerted");
}

/** Recorded so much later than it happened that the crew should know the room learnt of it late. */
export const LATE_MS = 60_000;

/** Milliseconds between an action and its record, where that is late; null where it is not, or not known. */
export function lateMs(deviceAt: string | null | undefined, at: string | null | undefined): number | null {
  if (!deviceAt || !at) return null;
  const late = Date.parse(at) - Date.parse(deviceAt);
  return late >= LATE_MS ? late : null;
}
