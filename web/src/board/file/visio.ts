/** What happened in a video session, step by step, and what may be done in it now. Pure. */
import type { CallFile, VisioRow } from "../../shared/api/types.ts";
import type { Dictionary } from "../../shared/i18n/fr.ts";

type VisioFact = CallFile["visios"][number]["facts"][number]["fact"];
export type StepName = keyof Dictionary["file"]["visio"]["step"];

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
    return [{ at, name: name as StepName, why: field(fact, "why") ?? field(fact, "detail"), who: field(fact, "participant") as Step["who"] }];
  });
}

/** What the doctor saw, in order. */
export function findings(file: CallFile | null, session: string): Finding[] {
  return facts(file, session).flatMap(({ event, at, by, fact }) => {
    const text = fact.type === "visio-session.finding-noted" ? field(fact, "text") : null;
    return text === null ? [] : [{ event, at, by: by.id, text }];
  });
}

/** An address as it is read out: on this very host where the site has set no other. */
export const readOut = (address: string, host: string): string => (address.startsWith("/") ? host + address : address.replace(/^https?:\/\//, ""));

/** A code of eight digits as it is read out. */
export const inFours = (code: string): string => code.replace(/(\d{4})(?=\d)/g, "$1 ");

/** Where a third party is, in one word. */
export function guestState({ sent, opened, here, revoked }: VisioRow["guests"][number]): keyof Dictionary["visio"]["guests"]["state"] {
  if (revoked) return "revoked";
  if (here) return "here";
  if (opened) return "opened";
  return sent === null ? "asked" : sent ? "invited" : "failed";
}

function facts(file: CallFile | null, session: string) {
  return file?.visios.find((visio) => visio.session === session)?.facts ?? [];
}

function field(fact: VisioFact, name: string): string | null {
  const value = (fact as unknown as Record<string, unknown>)[name];
  return typeof value === "string" ? value : null;
}

const CONNECTED: readonly VisioRow["state"][] = ["live", "degraded", "audio-only", "photos", "by-phone"];

/** Asked for, and nobody has agreed yet: it can be cancelled, and has nothing to say of a decision. */
export const waits = ({ state }: Pick<VisioRow, "state">): boolean => state === "requested" || state === "invited";

/** How a session was over, in one word: ended before anybody agreed, it was cancelled. */
export const ending = ({ how, consented_at }: Pick<VisioRow, "how" | "consented_at">): NonNullable<VisioRow["how"]> =>
  (how ?? "ended") === "ended" && consented_at === null ? "revoked" : (how ?? "ended");

/** Findings are noted while both sides are there. */
export const isConnected = (visio: VisioRow): boolean => CONNECTED.includes(visio.state);

/** Somebody waits on the other side, or may soon. Another desk of the room may be in already: this one may come too. For a photo or a place nobody is joined. */
export const mayJoin = (visio: VisioRow): boolean => visio.want === "video" && (visio.state === "consented" || isConnected(visio));

type Standing = keyof Dictionary["file"]["visio"]["state"] | keyof Dictionary["visio"]["got"];

/** Where a session that is not over stands, in one word; `photos`: how many have come. */
export function standing(visio: Pick<VisioRow, "state" | "want" | "opened_at" | "position">, photos: number): Standing {
  if (visio.state === "invited" && visio.opened_at !== null) return "opened";
  if (visio.state !== "consented" || visio.want === "video") return visio.state;
  if (visio.want === "photo") return photos > 0 ? "photo" : "photoAwaited";
  return visio.position ? "place" : "placeAwaited";
}
