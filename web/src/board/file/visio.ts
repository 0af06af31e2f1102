/** What happened in a video session, step by step, and what may be done in it now. Pure. */
import type { CallFile, VisioRow } from "../../shared/api/types.ts";
import type { Dictionary } from "../../shared/i18n/fr.ts";

type VisioFact = CallFile["visios"][number]["facts"][number]["fact"];
export type StepName = keyof Dictionary["file"]["visio"]["step"];
export type Trouble = keyof Dictionary["visio"]["trouble"];
export type GuestKind = keyof Dictionary["visio"]["guests"]["kinds"];

/** One step. `why` in words, `who` for those who came and left. */
export interface Step {
  readonly at: string;
  readonly name: StepName;
  readonly why: string | null;
  readonly who: "patient" | "crew" | "regulator" | "guest" | null;
}

export interface Finding {
  readonly event: string;
  readonly at: string;
  readonly by: string;
  readonly text: string;
}

/** The steps of `session`, in order; none where the file does not tell of it. */
export function steps(file: CallFile | null, session: string): Step[] {
  return facts(file, session).flatMap(({ at, fact }) => {
    const name = fact.type.replace("visio-session.", "");
    if (name === "finding-noted") return [];
    return [{ at, name: name as StepName, why: field(fact, "why"), who: field(fact, "participant") as Step["who"] }];
  });
}

/** What the doctor saw, in order. */
export function findings(file: CallFile | null, session: string): Finding[] {
  return facts(file, session).flatMap(({ event, at, by, fact }) => {
    const text = fact.type === "visio-session.finding-noted" ? field(fact, "text") : null;
    return text === null ? [] : [{ event, at, by: by.id, text }];
  });
}

/** A third party, as far as the file tells. */
export interface Guest {
  readonly id: string;
  readonly kind: GuestKind;
  readonly state: "invited" | "opened" | "here" | "left" | "revoked";
}

const GUEST_STATE: Readonly<Record<string, Guest["state"]>> = {
  "invitation-opened": "opened", "participant-joined": "here", "participant-left": "left", "guest-revoked": "revoked",
};

/** The third parties of `session`, in the order they were invited. */
export function guests(file: CallFile | null, session: string): Guest[] {
  const all = new Map<string, Guest>();
  for (const { fact } of facts(file, session)) {
    const [id, name] = [field(fact, "guest"), fact.type.replace("visio-session.", "")];
    if (id === null) continue;
    if (name === "guest-invited") all.set(id, { id, kind: (field(fact, "kind") ?? "family") as GuestKind, state: "invited" });
    const [guest, state] = [all.get(id), GUEST_STATE[name]];
    if (guest && state) all.set(id, { ...guest, state });
  }
  return [...all.values()];
}

/** What kept the patient from being seen, the newest first; none once a picture was seen. */
export function troubles(file: CallFile | null, session: string): { readonly kind: Trouble; readonly detail: string | null; readonly at: string }[] {
  const all = facts(file, session);
  const seen = all.findLastIndex(({ fact }) => fact.type === "visio-session.picture-seen" && field(fact, "participant") === "regulator");
  return all.slice(seen + 1).flatMap(({ at, fact }) => {
    const kind = fact.type === "visio-session.trouble-reported" ? field(fact, "kind") : null;
    return kind === null ? [] : [{ kind: kind as Trouble, detail: field(fact, "detail"), at }];
  }).reverse();
}

/** Whether the patient agreed to stills of the picture: the last consent counts. */
export function maySnapshot(file: CallFile | null, session: string): boolean {
  const given = facts(file, session).findLast(({ fact }) => fact.type === "visio-session.consent-given");
  return (given?.fact as { snapshots?: boolean } | undefined)?.snapshots === true;
}

/** Where the phone said it was, last. `accuracy` in metres. */
export function place(file: CallFile | null, session: string): { readonly lat: number; readonly lon: number; readonly accuracy: number } | null {
  const given = facts(file, session).findLast(({ fact }) => fact.type === "visio-session.location-given")?.fact;
  const { position, accuracy_m } = (given ?? {}) as { position?: { lat: number; lon: number }; accuracy_m?: number };
  return position ? { lat: position.lat, lon: position.lon, accuracy: Math.round(accuracy_m ?? 0) } : null;
}

/** What the operator said last of the message to the patient. */
export function delivery(file: CallFile | null, session: string): keyof Dictionary["visio"]["delivery"] | null {
  const told = facts(file, session).findLast(({ fact }) => fact.type === "visio-session.delivery-reported" && field(fact, "guest") === null);
  return told ? (field(told.fact, "state") as keyof Dictionary["visio"]["delivery"] | null) : null;
}

function facts(file: CallFile | null, session: string) {
  return file?.visios.find((visio) => visio.session === session)?.facts ?? [];
}

function field(fact: VisioFact, name: string): string | null {
  const value = (fact as unknown as Record<string, unknown>)[name];
  return typeof value === "string" ? value : null;
}

const CONNECTED: readonly VisioRow["state"][] = ["live", "degraded", "audio-only", "photos", "by-phone"];

/** Findings are noted while both sides are there. */
export const isConnected = (visio: VisioRow): boolean => CONNECTED.includes(visio.state);

/** Somebody waits on the other side, or may soon. Another desk of the room may be in already: this one may come too. */
export const mayJoin = (visio: VisioRow): boolean => visio.state === "consented" || isConnected(visio);
