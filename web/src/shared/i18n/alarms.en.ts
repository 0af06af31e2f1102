import type { frAlarms } from "./alarms.fr.ts";

/** The room's alarms, in English. */
export const enAlarms = {
  heading: "Alarms",
  colon: ": ",
  rank: { high: "High", medium: "Medium" },
  what: {
    "call-waiting": (subject: string) => `${subject} waits for a doctor`,
    "mission-escalated": (subject: string) => `${subject}: teams do not answer, you decide`,
    "crew-silent": (subject: string) => `${subject}: no news of the crew`,
    "crew-help": (subject: string) => `${subject}: the crew asks for help`,
    "mission-waiting": (subject: string) => `${subject} waits for a team`,
    "tablet-lost": (subject: string) => `${subject} on a mission: tablet lost`,
    "review-overdue": (subject: string) => `${subject}: break-glass review overdue`,
  },
  since: (age: string) => `for ${age}`,
  escalated: (step: number) => `repeated ${step} times`,
  seenBy: (who: string, time: string) => `${who} sees to it, ${time}`,
  acknowledge: "I see to it",
  acknowledgeOf: (what: string) => `I see to it: ${what}`,
  name: (what: string) => `Alarm acknowledged: ${what}`,
  open: (call: string) => `Open ${call}`,
  mute: "Silence for 2 min",
  muted: (left: string) => `Silenced for ${left} more`,
  unmute: "Sound again",
  announce: (what: string) => `Alarm: ${what}.`,
} satisfies typeof frAlarms;
