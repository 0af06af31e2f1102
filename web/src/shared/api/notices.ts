/** What the person is told of commands: what went well covers little, what went wrong is never pushed away. Pure. */
import type { Problem } from "./deliver.ts";
import type { Ending } from "./held.ts";

type NotSent = Exclude<Ending, "due" | "hastened">;
export type Outcome = "sending" | "retrying" | "accepted" | "repeated" | "refused" | "expired" | "lost" | NotSent;

/** What the person is told of one command: never done before the server says so. */
export interface Notice {
  readonly id: string;
  readonly name: string;
  readonly outcome: Outcome;
  readonly attempt: number;
  readonly problem: Problem | null;
}

/** They lie over the queue: of those that need nobody, the newest two. */
const DONE_SHOWN = 2;
const DONE: readonly Outcome[] = ["accepted", "repeated", "undone"];

/** Nobody has to read it. */
export const isDone = ({ outcome }: Pick<Notice, "outcome">): boolean => DONE.includes(outcome);

/** `notice` before the others; whatever waits, or was refused or lost, stays until somebody has read it. */
export function withNotice(notices: readonly Notice[], notice: Notice): Notice[] {
  let done = 0;
  return [notice, ...notices.filter(({ id }) => id !== notice.id)].filter((each) => !isDone(each) || ++done <= DONE_SHOWN);
}
