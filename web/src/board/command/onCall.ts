/** What is asked of a regulation file by text. Pure. */
import type { CallCommand } from "../../shared/api/types.ts";
import { type Answer, inWords, type Line, missing, nothing, ready, type Subject, tail, wrong } from "./line.ts";
import { intervention, visio } from "./needs.ts";
import { matching, plain, type Screen, type Word } from "./scene.ts";
import type { Verb, VerbId } from "./verbs.ts";

type Of<Type extends CallCommand["type"]> = Extract<CallCommand, { type: Type }>;

export const ORIENTATIONS: readonly Of<"orient-patient">["orientation"][] = [
  "URGENCES", "REA-USI", "SANTE", "CABINET", "DOMICILE", "EPHAD", "AUTRE",
];
export const DISMISSALS: Readonly<Record<string, Of<"dismiss-call">["code"]>> = {
  ERREUR: "D.D-MALV.ERR", RACCROCHE: "D.D-MALV.NRP", MALVEILLANT: "D.D-MALV.MALV", FAX: "D.D-MALV.FAX",
  ITERATIF: "D.D-MALV.ITERATIF", ADMIN: "D.D-IDENT.ADMIN", PERSO: "D.D-IDENT.PERSO", ARM: "DR.DREG.DRARM",
  MEDECIN: "DR.DREG.DRMED", PHARMACIE: "DR.DREG.DRPHARMA", DENTISTE: "DR.DREG.DRDENT", INFO: "DR.DREG.DRINFO",
};
const CHANNELS: readonly NonNullable<Of<"transfer-to-regulator">["channel"]>[] = ["AMU", "SNP", "PSY", "NEONAT"];
const YES = ["oui", "joint", "yes", "reached"];
const NO = ["non", "no"];
/** Only the doctor who has the call decides. */
const DECISIONS: readonly VerbId[] = ["R1", "R2", "R3", "R4", "advice", "prescription", "orient", "intervention", "nothing"];
const PANELS: Readonly<Partial<Record<VerbId, Screen>>> = { dmp: "dmp", breakGlass: "breakGlass", open: "open" };

const of = (say: string, command: CallCommand, ...more: string[]): Answer =>
  ready(say, [command.call, ...more], { path: "/api/calls", command });

export function onCall({ id }: Verb, { call, rest }: Subject, line: Line): Answer {
  const panel = PANELS[id];
  if (panel) return nothing(rest, () => ({ kind: "ready", plan: { do: "screen", say: id, about: [call], screen: panel, call } }));
  const holder = line.scene.board.calls[call]?.regulator ?? null;
  if (DECISIONS.includes(id) && holder !== line.scene.user) return wrong("takeFirst", line.head);
  if (id === "intervention") return intervention(call, rest, line.scene);
  if (id === "visio") return visio(call, line, rest);
  return plainly(id, call, rest) ?? withWords(id, call, rest, line) ?? withCode(id, call, rest, line) ?? missing("text");
}

/** A verb and a call are enough. */
function plainly(id: VerbId, call: string, rest: readonly Word[]): Answer | null {
  const told = (say: string, command: CallCommand, ...more: string[]) => nothing(rest, () => of(say, command, ...more));
  switch (id) {
    case "P0": case "P1": case "P2": case "P3": case "NR":
      return told("priority", { type: "assign-priority", call, priority: id }, id);
    case "R1": case "R2": case "R3": case "R4":
      return told("level", { type: "assess-care-level", call, level: id }, id);
    case "take":
      return told("take", { type: "start-regulation", call });
    case "lost":
      return told("lost", { type: "lose-caller", call });
    case "finish":
      return told("finish", { type: "complete-call", call });
    case "validate":
      return told("validate", { type: "validate-call", call });
    default:
      return null;
  }
}

/** The rest of the line is what the person says. */
function withWords(id: VerbId, call: string, rest: readonly Word[], line: Line): Answer | null {
  switch (id) {
    case "note":
      return inWords(line, rest, "text", (text) => of("note", { type: "note-observation", call, text }, text));
    case "advice":
      return inWords(line, rest, "text", (text) => of("advice", { type: "give-advice", call, text }, text));
    case "prescription":
      return inWords(line, rest, "text", (text) => of("prescription", { type: "give-phone-prescription", call, text }, text));
    case "nothing":
      return inWords(line, rest, "reason", (reason) => of("nothing", { type: "decide-nothing-further", call, reason }, reason));
    case "reopen":
      return inWords(line, rest, "reason", (reason) => of("reopen", { type: "reopen-call", call, reason }, reason));
    default:
      return null;
  }
}

/** One word of a list comes next. */
function withCode(id: VerbId, call: string, rest: readonly Word[], line: Line): Answer | null {
  const [word, ...more] = rest;
  switch (id) {
    case "transfer":
      return coded(word ?? null, CHANNELS, "AMU", (channel) =>
        nothing(more, () => of("transfer", { type: "transfer-to-regulator", call, channel }, channel)));
    case "orient":
      return coded(word ?? null, ORIENTATIONS, null, (orientation) => {
        const destination = tail(line.text, more) || null;
        return of("orient", { type: "orient-patient", call, orientation, destination, patient: null }, orientation, destination ?? "");
      });
    case "dismiss":
      return coded(word ?? null, Object.keys(DISMISSALS), null, (name) =>
        nothing(more, () => of("dismiss", { type: "dismiss-call", call, code: DISMISSALS[name] ?? "DR.DREG.DRINFO" }, name)));
    case "callback":
      if (!word) return missing("reached", ["oui", "non"]);
      if (![...YES, ...NO].includes(word.plain)) return wrong("code", word, ["oui", "non"]);
      return of(YES.includes(word.plain) ? "reached" : "notReached", { type: "call-back", call, reached: YES.includes(word.plain) });
    case "duplicate":
      return duplicate(call, word ?? null, line);
    default:
      return null;
  }
}

function coded<Code extends string>(word: Word | null, codes: readonly Code[], otherwise: Code | null, then: (code: Code) => Answer): Answer {
  if (!word) return otherwise === null ? missing("code", codes) : then(otherwise);
  const found = codes.filter((code) => plain(code).startsWith(word.plain));
  const exact = codes.find((code) => plain(code) === word.plain) ?? (found.length === 1 ? found[0] : undefined);
  if (exact !== undefined) return then(exact);
  if (found.length > 1) return { kind: "choose", span: { at: word.at, length: word.length }, options: found };
  return wrong("code", word, codes);
}

/** `/doublon c-1 c-2`, or `/doublon c-2` on the open call: the file that repeats, then the one that stays. */
function duplicate(call: string, word: Word | null, { head, scene }: Line): Answer {
  const others = Object.keys(scene.board.calls);
  if (!word) {
    // One name only: it is the original, and the open call repeats it.
    if (scene.call !== null && scene.call !== call) return of("duplicate", { type: "link-duplicate", call: scene.call, original: call }, call);
    return missing("original", others.filter((name) => name !== call).slice(0, 6));
  }
  const found = matching(word.text.replace(/^#/, ""), others).filter((name) => name !== call);
  const [original, ...more] = found;
  if (!original) return wrong("call", word.length ? word : head, others.slice(0, 6));
  if (more.length > 0) return { kind: "choose", span: { at: word.at, length: word.length }, options: found };
  return of("duplicate", { type: "link-duplicate", call, original }, original);
}
