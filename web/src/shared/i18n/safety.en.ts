import type { frSafety } from "./safety.fr.ts";

/** The same words as in French. */
export const enSafety = {
  heading: "The crew's safety",
  checkIn: {
    ok: "All is well",
    before: (time: string, left: string) => `Safety check before ${time} (${left})`,
    soon: (left: string) => `Safety check in ${left}: touch "All is well"`,
    overdue: (span: string) => `Safety check overdue by ${span}. The room is warned: touch "All is well".`,
    overdueOffline: (span: string) => `Safety check overdue by ${span}, no network: the room knows that contact is lost.`,
    done: (time: string) => `Last check: ${time}`,
  },
  help: {
    hold: "Need help (hold 2\u00a0s)",
    done: "Help asked for",
    holding: "Keep holding…",
    asked: (time: string) => `Help asked for at ${time}`,
    waiting: "Not sent yet: no network. Call 15 if you can.",
    heard: "The room has received your call for help.",
  },
  row: {
    help: (time: string) => `HELP asked for at ${time}`,
    missed: (time: string) => `Safety check missed (${time})`,
    lost: (time: string) => `Contact lost before the safety check (${time})`,
    due: (time: string) => `Safety check before ${time}`,
    every: (minutes: number) => `every ${minutes} min`,
    pace: (team: string, minutes: number) => `Change how often ${team} gives news: every ${minutes} min`,
    paceLabel: "Safety check every (minutes)",
    paceSet: (team: string, minutes: number) => `${team}: a safety check every ${minutes} min`,
    set: "Set",
    contact: "No contact with the tablet",
    settle: "Crew reached, safe",
  },
  names: { "check-in": "All is well", "request-help": "Need help", "settle-help": "Danger over" },
} satisfies typeof frSafety;
