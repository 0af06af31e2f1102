/** What was searched, in words: its trace is a line for machines, `mode=bris_de_glace practitioner=doctor-1`. Pure. */
import type { AuditQuery, ExportAsked, ReadingQuery } from "../shared/api/types.ts";
import type { Dictionary } from "../shared/i18n/fr.ts";
import type { Terms } from "../shared/i18n/terms.ts";
import type { Table } from "./codes.ts";
import { inLine } from "./when.ts";

/** What can be searched for, as the trace names it: a token stands for an INS number there. */
type Name = Exclude<keyof AuditQuery | keyof ReadingQuery | keyof ExportAsked, "ins" | "limit"> | "ins_token";
/** A value with its name, in words; null where it is no value of that name. */
type Saying = (value: string) => string | null;

/** Before every name, known or not: a part that has no words must not pass for the end of a value. */
const BETWEEN = / (?=[a-z_]+=)/;
const PART = /^([a-z_]+)=(.+)$/;

/** The line in the words of the search forms; as it came where not all of it is what `said` (api/audit_door.py) writes of a search. */
export function searched(asked: string, t: Dictionary, terms: Terms): string {
  const sayings = new Map<string, Saying>(Object.entries(sayingsOf(t, terms)));
  const parts = asked.split(BETWEEN).map((part) => PART.exec(part));
  const told = parts.map((part) => sayings.get(part?.[1] ?? "")?.(part?.[2] ?? "") ?? null);
  // A name said twice: one of the two is within a value, and nobody can tell which.
  const once = new Set(parts.map((part) => part?.[1])).size === parts.length;
  return once && told.every((each) => each !== null) ? told.join(" · ") : asked;
}

function sayingsOf(t: Dictionary, { value: own }: Terms): Readonly<Record<Name, Saying>> {
  const { search, readings, exports } = t.audit;
  const within = (label: string): string => label.charAt(0).toLocaleLowerCase(t.locale) + label.slice(1);
  const named = (label: string): Saying => (value) => `${within(label)}${t.colon}${value}`;
  const coded = (label: string, table: Table): Saying => (value) => named(label)((Object.hasOwn(table, value) && table[value]) || value);
  const flag = (yes: string, no: string): Saying => (value) => (value === "True" ? within(yes) : value === "False" ? within(no) : null);
  const instant = (label: string): Saying => (value) => {
    const at = inLine(value, t.locale);
    return at === null ? null : named(label)(at);
  };
  return {
    access: named(own.searched.access),
    before: (value) => (/^\d+$/.test(value) ? within(search.more) : null),
    by: named(readings.by),
    call: named(search.call),
    flagged: flag(search.flagged, own.searched.unflagged),
    format: coded(exports.format, exports.formats),
    ins_token: () => own.searched.byIns,
    mode: coded(t.audit.modes, t.audit.mode),
    of: coded(readings.of, own.of),
    opened: flag(own.searched.opened, exports.sealed),
    patient: named(search.patient),
    person: named(search.person),
    practitioner: named(search.person),
    since: instant(search.since),
    to_review: flag(search.toReview, own.searched.notToReview),
    until: instant(search.until),
    verdict: coded(search.verdict, t.audit.verdict),
  };
}
