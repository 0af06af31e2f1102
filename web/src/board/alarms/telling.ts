/** What an alarm is about, in words. */
import type { AlarmRow } from "../../shared/api/types.ts";
import { words } from "../../shared/i18n/words.svelte.ts";

/** In one sentence, with why a mission escalated where that is known. */
export function whatOf({ kind, subject, detail }: AlarmRow): string {
  const why: Readonly<Record<string, string>> = words.t.dispatch.alarm.why;
  const more = kind === "mission-escalated" ? why[detail ?? ""] : undefined;
  return more === undefined ? words.t.alarms.what[kind](subject) : `${subject}${words.t.alarms.colon}${more}`;
}
