import type { frHeld } from "./held.fr.ts";

/** What waits before it is sent, in English. */
export const enHeld: typeof frHeld = {
  label: "Actions about to leave",
  notYet: "not sent yet",
  leavesIn: (seconds: number) => `leaves in ${seconds} s`,
  undo: "Take back",
  sendNow: "Send now",
  announce: (name: string, seconds: number) => `${name}: not sent yet, leaves in ${seconds} s. u to take it back, Enter to send it now.`,
  notSent: {
    undone: "Taken back: nothing was sent",
    dropped: "Not sent: the session is over",
    lapsed: "Not sent: the computer was asleep",
  },
};
