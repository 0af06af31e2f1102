/** A shift as it stands once the crew's own actions are taken for done, before the server has said so. Pure. */
import type { Sheet, Shift, TeamCommand } from "../types.ts";

/** The sheet after one action on the team; null where the team is off duty. `at` is when it happened. */
export function onTeam(sheet: Sheet | null, command: TeamCommand, at: string): Sheet | null {
  if (command.type === "start-shift") return sheet ?? { shift: begun(command, at), notice: null, mission: null, call: null, visios: [], safety: null };
  if (sheet === null) return null;
  const { shift } = sheet;
  const changed = (more: Partial<Shift>): Sheet => ({ ...sheet, shift: { ...shift, ...more } });
  switch (command.type) {
    case "check-equipment":
      return changed({ equipment: [...command.equipment].sort(), equipment_checked_at: at, checks: [...command.items] });
    case "change-crew":
      return changed({ crew: command.crew, skills: [...command.skills].sort(), care_type: command.care_type });
    case "make-team-unavailable":
      return changed({ availability: "out-of-service", since: at, why: command.why });
    case "make-team-available":
      return changed({ availability: "available", since: at, why: null });
    case "end-shift":
      // Refused while on a mission: the sheet stays what it is.
      return sheet.mission === null ? null : sheet;
    case "request-help":
      return changed({ help_at: shift.help_at ?? at });
    case "read-notice":
      return { ...sheet, notice: null };
    default:
      return sheet;
  }
}

function begun(command: Extract<TeamCommand, { type: "start-shift" }>, at: string): Shift {
  return {
    id: command.team,
    availability: "available",
    since: at,
    why: null,
    mission: null,
    vehicle: command.vehicle,
    crew: command.crew,
    skills: [...command.skills].sort(),
    equipment: [...command.equipment].sort(),
    care_type: command.care_type,
    base: command.base.label,
    base_position: command.base.position ?? null,
    shift_started_at: at,
    shift_ends_at: command.ends_at,
    equipment_checked_at: null,
    checks: [],
    tablet_lost: false,
    tablet_since: null,
    notice: null,
    help_at: null,
  };
}
