/** What a line of the command bar means, and what it would do: explained before it is done, never guessed. Pure. */
import { byText, isUnit } from "./byText.ts";
import { type Answer, choose, type Line, type Subject, wrong } from "./line.ts";
import { onCall } from "./onCall.ts";
import { onMission } from "./onMission.ts";
import { matching, plain, type Plan, type Scene, type Screen, type Understood, type Word, wordsOf } from "./scene.ts";
import { type Verb, type VerbId, verbOf, verbsLike } from "./verbs.ts";

const SCREENS: Readonly<Partial<Record<VerbId, Screen>>> = {
  new: "new", map: "map", stats: "stats", wall: "wall", print: "print", order: "order", queue: "queue", missions: "missions",
  undo: "undo", now: "now", help: "help", mute: "mute",
};
const ON_MISSION: readonly VerbId[] = ["send", "aside", "force", "forbid", "hold", "lift"];

/** What `text`, with its slash or without, would do in `scene`. */
export function understand(text: string, scene: Scene): Understood {
  const typed = text.startsWith("/") ? ` ${text.slice(1)}` : text;
  const [head, ...rest] = wordsOf(typed);
  if (!head) return { kind: "empty" };
  const verb = verbOf(head.text);
  const line: Line = { text: typed, head, rest, scene };
  if (verb) return allowed(verb, line) ?? follow(verb, line);
  if (isUnit(head.text, scene)) return byText(line);
  const calls = callsNamed(head, scene);
  if (calls.length > 0) return one(calls, head, (call) => screen("open", "open", call));
  return wrong("verb", head, verbsLike(head.text).map(({ names }) => names[0]));
}

function allowed({ who }: Verb, { head, scene }: Line): Understood | null {
  if (who === "all" || scene.role === "doctor" || (who === "room" && scene.role === "arm")) return null;
  return wrong(scene.role === "reader" ? "readOnly" : "doctorOnly", head);
}

function follow(verb: Verb, line: Line): Answer {
  const shown = SCREENS[verb.id];
  if (shown) return line.rest[0] ? wrong("tooMuch", line.rest[0]) : screen(verb.id, shown, null);
  if (verb.id === "acknowledge") return acknowledge(line);
  return about(verb, line, (subject) => (ON_MISSION.includes(verb.id) ? onMission(verb, subject, line) : onCall(verb, subject, line)));
}

/** The call that the line is about: the one it names first, or else the open one. */
function about({ takes }: Verb, line: Line, then: (subject: Subject) => Answer): Answer {
  const [first, ...others] = line.rest;
  const names = Object.keys(line.scene.board.calls);
  const exact = first && names.find((name) => plain(name) === plain(first.text));
  if (first && exact) return then({ call: exact, rest: others });
  // In words of a person anything may stand first: only an exact name, or a #, is a call there.
  if (first && (first.text.startsWith("#") || (takes === "call" && !CHANNELS.includes(first.plain)))) {
    const found = callsNamed(first, line.scene);
    if (found.length === 0) return wrong("call", first, names.slice(0, 6));
    return one(found, first, (call) => then({ call, rest: others }));
  }
  if (line.scene.call === null) return wrong("noCall", line.head, names.slice(0, 6));
  return then({ call: line.scene.call, rest: line.rest });
}

/** `/transmettre PSY`: the word after a verb that takes a call may be the channel instead. */
const CHANNELS = ["amu", "snp", "psy", "neonat"];

function callsNamed(word: Word, scene: Scene): string[] {
  return matching(word.text.replace(/^#/, ""), Object.keys(scene.board.calls));
}

function one(names: readonly string[], word: Word, then: (name: string) => Answer): Answer {
  const [first, ...more] = names;
  return first && more.length === 0 ? then(first) : choose(word, names);
}

function screen(say: string, shown: Screen, call: string | null): Understood {
  const plan: Plan = { do: "screen", say, about: call === null ? [] : [call], screen: shown, call };
  return { kind: "ready", plan };
}

/** The alarm named, or the first that nobody has acknowledged. */
function acknowledge({ head, rest, scene }: Line): Answer {
  const waiting = Object.values(scene.board.alarms).filter(({ acknowledged_by }) => acknowledged_by === null);
  const names = waiting.map(({ id }) => id);
  if (names.length === 0) return wrong("noAlarm", head);
  const [word] = rest;
  const found = word ? matching(word.text, names) : names;
  if (word && found.length === 0) return wrong("noAlarm", word, names);
  return one(found, word ?? head, (alarm) => ({
    kind: "ready",
    plan: { do: "issue", say: "acknowledge", about: [alarm], issue: { path: "/api/alarms", command: { type: "acknowledge-alarm", alarm } } },
  }));
}
