/** Showing the patient to the regulating doctor: when it may be offered, where it stands, what the tablet answers. Pure. */
import type { Entry } from "./queue/entry.ts";
import type { Agreement, Mission, MissionCommand, Sheet, Stage, Visio, VisioCommand } from "./types.ts";

/** The version of the words under `teleconsult.told`, in both languages: another text, another number. */
export const TOLD_VERSION = 1;
export const AGREEMENTS: readonly Agreement[] = ["patient", "representative", "emergency"];
const BESIDE: ReadonlySet<Stage> = new Set(["on-scene", "in-care", "transporting", "in-transit", "at-destination", "handed-over"]);

/** Whether the crew is with its patient. */
export const beside = ({ state }: Pick<Mission, "state">): boolean => BESIDE.has(state);

export const agreed = ({ teleconsultation }: Pick<Mission, "teleconsultation">): boolean => teleconsultation?.given_by != null;

export const refused = ({ teleconsultation }: Pick<Mission, "teleconsultation">): boolean =>
  teleconsultation != null && teleconsultation.given_by == null;

/** The last session of the mission: the one that runs, else the last that is over. */
export function lastVisio(sheet: Pick<Sheet, "visios">): Visio | null {
  const byAge = [...(sheet.visios ?? [])].sort((a, b) => Date.parse(a.requested_at) - Date.parse(b.requested_at));
  return byAge.findLast(({ state }) => state !== "over") ?? byAge.at(-1) ?? null;
}

export const running = (sheet: Pick<Sheet, "visios">): boolean => (lastVisio(sheet)?.state ?? "over") !== "over";

/** Whether the tablet's camera may join: the log has the patient's agreement. */
export const joinable = ({ waiting, state }: Visio): boolean => !waiting && state !== "requested" && state !== "invited" && state !== "over";

/** The patient was asked once: what they said answers every session of the mission. Null: nothing to answer. */
export function answerDue({ mission, visios }: Pick<Sheet, "mission" | "visios">, entries: readonly Entry[]): VisioCommand | null {
  if (mission === null) return null;
  const answer = agreed(mission) ? "give-consent" : refused(mission) ? "refuse-consent" : null;
  const waits = (visio: Visio) => visio.state === "invited" || (answer === "refuse-consent" && visio.state !== "over" && visio.state !== "requested");
  const said = (visio: Visio) => entries.some(({ command }) => command.type === answer && "session" in command && command.session === visio.id);
  const open = (visios ?? []).find((visio) => waits(visio) && !said(visio));
  if (answer === null || open === undefined) return null;
  if (answer === "give-consent") return { type: answer, session: open.id, spoken: true, location: false, snapshots: false };
  return { type: answer, session: open.id, why: null };
}

/** The mission after what was said of a teleconsultation on this device. */
export function told(mission: Mission, command: MissionCommand, at: string, by: string): Mission {
  if (command.type !== "consent-teleconsultation" && command.type !== "refuse-teleconsultation") return mission;
  const { given_by, reason } = command.type === "consent-teleconsultation" ? command : { given_by: null, reason: null };
  return { ...mission, teleconsultation: { given_by, told_version: command.told_version, reason: reason ?? null, at, by } };
}

/** The sheet with a session asked for on this device, until the server shows it. `kept`: it is not in the log yet. */
export function asked(sheet: Sheet, command: VisioCommand, at: string, by: string, kept: boolean): Sheet {
  const visios = sheet.visios ?? [];
  if (command.type !== "request-visio" || command.mission !== sheet.mission?.id) return sheet;
  if (visios.some(({ id }) => id === command.session)) return sheet;
  const link = { want: "video", way: "sms", generation: 1, delivery: null, snapshots: false, location: false, position: null, trouble: null } as const;
  const none = { opened_at: null, invited_at: null, expires_at: null, consented_at: null, ended_at: null, how: null, why: null };
  const row: Visio = {
    id: command.session, call: command.call, mission: command.mission ?? null, state: "requested", present: [], findings: 0,
    requested_at: at, requested_by: by, ...none, ...link, guests: [], ...(kept && { waiting: true }),
  };
  return { ...sheet, visios: [...visios, row] };
}
