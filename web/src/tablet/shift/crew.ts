/** A shift as a crew enters it: what is missing, and the command. Pure. */
import type { Schemas } from "../../shared/api/client.ts";
import type { Equipment, TeamCommand } from "../types.ts";

export type Role = Schemas["Role"];
export type Skill = Schemas["Skill"];
export type Care = Schemas["CareType"];
export const ROLES = ["INFIRMIER", "AMBULANCIER", "MEDECIN", "AUTRE"] as const satisfies readonly Role[];
export const CARES = ["PARAMED", "MED", "SECOURS", "SANS"] as const satisfies readonly Care[];
export const SKILLS = ["nurse", "paediatric", "geriatric", "ultrasound"] as const satisfies readonly Skill[];

export interface Member {
  readonly id: string;
  readonly role: Role;
}

/** `endsAt` is hours and minutes of the wall, as an input of type time gives them. */
export interface ShiftDraft {
  readonly crew: readonly Member[];
  readonly vehicle: string;
  readonly base: string;
  readonly skills: readonly Skill[];
  readonly care: Care;
  readonly endsAt: string;
}

const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$/;

/** Whether these people may be a crew: at least one, each named once. */
export const crewOk = (crew: readonly Member[]): boolean =>
  crew.length > 0 && crew.every(({ id }) => IDENTIFIER.test(id)) && new Set(crew.map(({ id }) => id)).size === crew.length;

/** The next time that a wall clock shows these hours and minutes, null where they are none. */
export function nextTime(wall: string, nowMs: number): Date | null {
  const [hours, minutes] = wall.split(":").map(Number);
  if (hours === undefined || minutes === undefined || Number.isNaN(hours) || Number.isNaN(minutes)) return null;
  const at = new Date(nowMs);
  at.setHours(hours, minutes, 0, 0);
  if (at.getTime() <= nowMs) at.setDate(at.getDate() + 1);
  return at;
}

/** The command of a whole draft, null while something is missing. `equipment` waits for its check. */
export function startShift(team: string, draft: ShiftDraft, nowMs: number): Extract<TeamCommand, { type: "start-shift" }> | null {
  const [vehicle, base, ends] = [draft.vehicle.trim(), draft.base.trim(), nextTime(draft.endsAt, nowMs)];
  if (!crewOk(draft.crew) || !vehicle || !base || ends === null) return null;
  const equipment: Equipment[] = [];
  const crew = draft.crew.map(({ id, role }) => ({ id, role }));
  const place = { label: base };
  return { type: "start-shift", team, crew, vehicle, skills: [...draft.skills], equipment, care_type: draft.care, base: place, ends_at: ends.toISOString() };
}
