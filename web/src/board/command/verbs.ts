/** Every verb of the command bar: its names in both languages and who may use it. One table for all that names them. */
import { plain } from "./scene.ts";

export type VerbId =
  | "P0" | "P1" | "P2" | "P3" | "NR" | "take" | "transfer" | "note" | "R1" | "R2" | "R3" | "R4" | "advice" | "prescription"
  | "orient" | "intervention" | "nothing" | "visio" | "send" | "aside" | "force" | "forbid" | "hold" | "lift"
  | "lost" | "callback" | "finish" | "validate" | "reopen" | "duplicate" | "dismiss" | "dmp" | "breakGlass" | "acknowledge" | "mute"
  | "open" | "new" | "map" | "stats" | "wall" | "print" | "order" | "queue" | "missions" | "undo" | "now" | "help";

export type Who = "doctor" | "room" | "all";

export interface Verb {
  readonly id: VerbId;
  readonly names: readonly [string, ...string[]];
  readonly who: Who;
  /** What may follow it, for the list of suggestions. */
  readonly takes: "call" | "text" | "reason" | "code" | "team" | "phone" | "needs" | "alarm" | "nothing" | "teamReason" | "yesNo";
}

const verb = (id: VerbId, who: Who, takes: Verb["takes"], ...names: [string, ...string[]]): Verb => ({ id, who, takes, names });

export const VERBS: readonly Verb[] = [
  verb("P0", "room", "call", "p0"),
  verb("P1", "room", "call", "p1"),
  verb("P2", "room", "call", "p2"),
  verb("P3", "room", "call", "p3"),
  verb("NR", "room", "call", "nr"),
  verb("take", "doctor", "call", "prendre", "take", "t"),
  verb("transfer", "room", "call", "transmettre", "transfer", "medecin"),
  verb("note", "room", "text", "note", "n"),
  verb("R1", "doctor", "call", "r1"),
  verb("R2", "doctor", "call", "r2"),
  verb("R3", "doctor", "call", "r3"),
  verb("R4", "doctor", "call", "r4"),
  verb("advice", "doctor", "text", "conseil", "advice"),
  verb("prescription", "doctor", "text", "pmt", "prescrire", "prescribe"),
  verb("orient", "doctor", "code", "orient", "orienter"),
  verb("intervention", "doctor", "needs", "inter", "equipe", "team"),
  verb("nothing", "doctor", "reason", "pasplus", "sanssuite", "nofurther"),
  verb("visio", "room", "phone", "visio", "video"),
  verb("send", "doctor", "teamReason", "send", "envoyer", "ordonner", "s"),
  verb("aside", "doctor", "reason", "ecarter", "aside"),
  verb("force", "doctor", "teamReason", "forcer", "force"),
  verb("forbid", "doctor", "teamReason", "interdire", "forbid"),
  verb("hold", "doctor", "reason", "tenir", "hold"),
  verb("lift", "doctor", "teamReason", "lever", "lift"),
  verb("lost", "room", "call", "perdu", "lost"),
  verb("callback", "room", "yesNo", "rappel", "callback"),
  verb("finish", "room", "call", "fin", "achever", "finish"),
  verb("validate", "doctor", "call", "valider", "validate"),
  verb("reopen", "doctor", "reason", "rouvrir", "reopen"),
  verb("duplicate", "room", "call", "doublon", "duplicate"),
  verb("dismiss", "room", "code", "classer", "dismiss"),
  verb("dmp", "doctor", "call", "dmp"),
  verb("breakGlass", "doctor", "call", "bg", "brisdeglace", "breakglass"),
  verb("acknowledge", "room", "alarm", "acquitter", "acq", "ack"),
  verb("mute", "all", "nothing", "silence", "mute"),
  verb("open", "all", "call", "ouvrir", "open", "o"),
  verb("new", "room", "nothing", "nouveau", "new"),
  verb("map", "all", "nothing", "carte", "map"),
  verb("stats", "all", "nothing", "stats"),
  verb("wall", "all", "nothing", "mur", "wall"),
  verb("print", "all", "nothing", "imprimer", "print"),
  verb("order", "all", "nothing", "ordre", "sort"),
  verb("queue", "all", "nothing", "file", "queue"),
  verb("missions", "all", "nothing", "missions"),
  verb("undo", "room", "nothing", "reprendre", "undo"),
  verb("now", "room", "nothing", "maintenant", "now"),
  verb("help", "all", "nothing", "aide", "help"),
];

/** The verb that a word names exactly; null where it names none. */
export function verbOf(word: string): Verb | null {
  const said = plain(word);
  return VERBS.find(({ names }) => names.includes(said)) ?? null;
}

/** The verbs that a word may begin, the shortest names first. */
export function verbsLike(word: string): Verb[] {
  const said = plain(word);
  const first = ({ names }: Verb) => names.find((name) => name.startsWith(said));
  return VERBS.filter((each) => first(each) !== undefined).sort((a, b) => (first(a) ?? "").length - (first(b) ?? "").length);
}
