/** In which words the codes of a field are told. Pure. */
import type { Dictionary } from "../shared/i18n/fr.ts";
import type { Terms } from "../shared/i18n/terms.ts";

export type Table = Readonly<Record<string, string>>;
export type Tables = Readonly<Record<string, Table>>;

/** By field, or by `owner.field` where fields of one name hold other codes; see `of` of telling.ts. */
export function tablesOf(t: Dictionary, { value }: Terms): Tables {
  return { ...ofCalls(t), ...ofVideo(t, value), ...ofTeams(t, value), ...ofBilans(t, value), ...ofAccesses(t, value), ...ofTheRest(t, value) };
}

/** Codes that regulators say themselves stay, with their word: `R2 (urgence réelle)`. */
const coded = (table: Table): Table => Object.fromEntries(Object.entries(table).map(([code, word]) => [code, `${code} (${word})`]));

function ofCalls(t: Dictionary): Tables {
  const { P0, P1, P2, P3, NR } = t.priority;
  const { R1, R2, R3, R4 } = t.file.level;
  const priority = coded({ P0: P0.long, P1: P1.long, P2: P2.long, P3: P3.long, NR: NR.long });
  return {
    priority,
    priorities: priority,
    "regulation-call.priority-revised.was": priority,
    // A priority where an alarm has one to tell, else a mission.
    "alarm.raised.detail": priority,
    level: coded({ R1, R2, R3, R4 }),
    origin: t.pickup.origin,
    "caller.type": t.pickup.caller,
    channel: t.pickup.channels,
    "regulation-call.motive-stated.code": coded(t.pickup.motives),
    "regulation-call.dismissed.code": coded(t.file.dismissal),
    "regulation-call.patient-identified.status": coded(t.ins),
    "person.sex": t.sex,
    "ins.oid": t.pickup.oid,
    orientation: t.file.orientation,
  };
}

function ofVideo(t: Dictionary, own: Terms["value"]): Tables {
  const { ladder } = own;
  return {
    want: t.visio.wantShort,
    way: t.visio.way,
    participant: t.file.visio.who,
    result: t.file.visio.result,
    "visio-session.delivery-reported.state": t.visio.delivery,
    "visio-session.link-refused.reason": own.link,
    "visio-session.guest-invited.kind": t.visio.guests.kinds,
    "visio-session.trouble-reported.kind": t.visio.trouble,
    "visio-session.quality-degraded.why": ladder,
    "visio-session.fell-back-to-audio.why": ladder,
    "visio-session.fell-back-to-photos.why": ladder,
    "visio-session.fell-back-to-phone.why": ladder,
  };
}

function ofTeams(t: Dictionary, own: Terms["value"]): Tables {
  return {
    skills: t.skill,
    equipment: t.equipment,
    care_type: t.care,
    role: t.role,
    "items.device": t.equipment,
    "items.state": t.shift.check.state,
    taken_back: own.takenBack,
    "mission.escalated.why": own.escalated,
    "proposal.status": own.plan,
    "excluded.reason": t.exclusion,
    "terms.name": t.dispatch.term,
    "unserved.name": t.dispatch.term,
    outcome: t.tablet.outcome,
    context: own.context,
  };
}

function ofBilans(t: Dictionary, own: Terms["value"]): Tables {
  return {
    parameter: t.tablet.vital,
    source: own.source,
    "scores.type": t.bilan.score,
    scale: t.bilan.news2.scale,
    consciousness: coded(t.bilan.news2.consciousness),
    consent: t.bilan.photo.agreed,
    "document.added.kind": t.bilan.pictures.kind,
  };
}

function ofAccesses(t: Dictionary, own: Terms["value"]): Tables {
  const refused = { ...t.file.dmp.why, ...own.refused };
  return {
    mode: t.audit.mode,
    confidentiality: coded(t.file.dmp.confidentiality),
    recipient: t.audit.recipient,
    rule: t.audit.flag,
    policy: own.policy,
    verdict: t.audit.verdict,
    "dmp-access.review-disputed.first": t.audit.verdict,
    second: t.audit.verdict,
    "dmp-access.refused.why": refused,
    "dmp-access.continuation-refused.why": refused,
    // An access that is opposed or blocked meanwhile is revoked for that reason.
    "dmp-access.revoked.why": refused,
    "dmp-access.document-refused.why": own.documentRefused,
    "dmp-access.reading-failed.why": own.notRead,
  };
}

function ofTheRest(t: Dictionary, own: Terms["value"]): Tables {
  return {
    what: t.audit.readings.what,
    of: own.of,
    scope: own.scope,
    rank: t.alarms.rank,
    "alarm.raised.kind": own.alarm,
    days: t.dispatch.standing.day,
    given_by: t.remote.by,
    form: t.remote.forms,
    speciality: t.remote.specialities,
    pathway: t.remote.pathways,
    because: t.remote.because,
    "teleconsultation.companion-named.role": t.remote.roles,
    "answers.question": t.remote.questions,
  };
}
