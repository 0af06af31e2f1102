/** What a doctor may ask for in a file, as plain functions: the panel and the command bar call the same ones. */
import { desk } from "../../shared/api/commands.svelte.ts";
import type { CallCommand, CallRow, DmpCommand, VisioCommand } from "../../shared/api/types.ts";
import { words } from "../../shared/i18n/words.svelte.ts";
import { type BoardState, newId } from "../state.svelte.ts";
import { type Claim, said } from "./dmp.ts";

type Asked<Type extends CallCommand["type"]> = Extract<CallCommand, { type: Type }>;
export type Level = NonNullable<CallRow["level"]>;
export type Orientation = Asked<"orient-patient">["orientation"];
export type Dismissal = Asked<"dismiss-call">["code"];
export type VisioResult = NonNullable<Extract<VisioCommand, { type: "end-visio" }>["result"]>;

const file = () => words.t.file;
const named = () => words.t.command.names;

export const noteObservation = (board: BoardState, call: string, text: string): Promise<boolean> =>
  board.ask({ type: "note-observation", call, text }, file().notes.name(call));

export const assessLevel = (board: BoardState, call: string, level: Level): Promise<boolean> =>
  board.ask({ type: "assess-care-level", call, level }, file().level.name(call, level));

export const advise = (board: BoardState, call: string, text: string): Promise<boolean> =>
  board.ask({ type: "give-advice", call, text }, named().advice(call));

export const prescribe = (board: BoardState, call: string, text: string): Promise<boolean> =>
  board.ask({ type: "give-phone-prescription", call, text }, file().decide.names.PMT(call));

export const orient = (
  board: BoardState,
  call: string,
  orientation: Orientation,
  destination: string | null,
  patient: string | null,
): Promise<boolean> =>
  board.ask({ type: "orient-patient", call, orientation, destination, patient }, file().decide.names.ORIENT(call));

export const nothingFurther = (board: BoardState, call: string, reason: string): Promise<boolean> =>
  board.ask({ type: "decide-nothing-further", call, reason }, file().decide.names.PASPLUS(call));

export const complete = (board: BoardState, call: string): Promise<boolean> =>
  board.ask({ type: "complete-call", call }, named().complete(call));

export const validate = (board: BoardState, call: string): Promise<boolean> =>
  board.ask({ type: "validate-call", call }, file().end.names.validate(call));

export const reopen = (board: BoardState, call: string, reason: string): Promise<boolean> =>
  board.ask({ type: "reopen-call", call, reason }, file().end.names.reopen(call));

export const dismiss = (board: BoardState, call: string, code: Dismissal): Promise<boolean> =>
  board.ask({ type: "dismiss-call", call, code }, file().end.names.dismiss(call));

export const linkDuplicate = (board: BoardState, call: string, original: string): Promise<boolean> =>
  board.ask({ type: "link-duplicate", call, original }, file().end.names.duplicate(call, original));

type RequestVisio = Extract<VisioCommand, { type: "request-visio" }>;
export type Want = NonNullable<RequestVisio["want"]>;
export type Way = NonNullable<RequestVisio["way"]>;
type To =
  | { mission: string }
  | { way: "sms"; phone: string }
  | { way: "email"; email: string }
  | { way: "read-aloud"; phone: string | null };

/** Ask for `want` by a link sent or read aloud, or on the tablet of the team of `mission`. */
export const requestVisio = (board: BoardState, call: string, to: To, want: Want = "video"): Promise<boolean> =>
  board.askVisio({ type: "request-visio", session: newId("v"), call, want, ...to }, named().visio(call));

/** Ask for a record; the new access where the house has taken the request, which is not yet an answer. */
export async function requestDmp(call: string, patient: string, claim: Claim): Promise<string | null> {
  const access = newId("a");
  const command: DmpCommand = { type: "request-dmp-access", access, call, patient, mode: claim.mode, ...said(claim) };
  const t = words.t.file.dmp;
  return (await desk.issue("/api/dmp-accesses", command, t.names.request(t.modes[claim.mode], call))) ? access : null;
}

export const continueDmp = (access: string, call: string, claim: Claim): Promise<boolean> =>
  desk.issue("/api/dmp-accesses", { type: "continue-dmp-access", access, call, ...said(claim) }, words.t.file.dmp.names.continue);

export const closeDmp = (access: string): Promise<boolean> =>
  desk.issue("/api/dmp-accesses", { type: "close-dmp-access", access }, words.t.file.dmp.names.close);
