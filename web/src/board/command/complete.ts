/** What may come next in a line of the command bar. Pure. */
import { understand } from "./grammar.ts";
import { matching, plain, type Scene, wordsOf } from "./scene.ts";
import { verbOf, verbsLike } from "./verbs.ts";

const MOST = 8;

/** One way to go on: what is shown, and the whole line once it is taken. */
export interface Choice {
  readonly shown: string;
  readonly line: string;
}

export function choices(text: string, scene: Scene): Choice[] {
  const typed = text.startsWith("/") ? text.slice(1) : text;
  const words = wordsOf(typed);
  const [head] = words;
  if (!head) return [];
  const going = words.length === 1 && !/\s$/.test(typed);
  return (going ? begins(head.text, scene) : follows(typed, scene)).slice(0, MOST);
}

/** The verbs, teams and calls that the first word may begin; none once it is one. */
function begins(word: string, scene: Scene): Choice[] {
  const whole = verbOf(word);
  const verbs = verbsLike(word).filter((verb) => verb !== whole).map(({ names }) => names[0]);
  const named = [...Object.keys(scene.board.teams), ...Object.keys(scene.board.calls)];
  const others = matching(word, named).filter((name) => plain(name) !== plain(word));
  return [...verbs, ...others].map((name) => ({ shown: `/${name}`, line: `/${name} ` }));
}

/** What the grammar offers in the place of the last word, or after it. */
function follows(typed: string, scene: Scene): Choice[] {
  const understood = understand(typed, scene);
  if (understood.kind === "missing") return understood.options.map((shown) => ({ shown, line: `/${typed.trimEnd()} ${shown} ` }));
  if (understood.kind !== "wrong" && understood.kind !== "choose") return [];
  const { at, length } = understood.span;
  return understood.options
    .filter((option) => understood.kind === "choose" || plain(option).startsWith(plain(typed.slice(at, at + length))))
    .map((shown) => ({ shown, line: `/${typed.slice(0, at)}${shown} ${typed.slice(at + length).trimStart()}` }));
}
