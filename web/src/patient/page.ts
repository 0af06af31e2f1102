/** The frame around every screen: the languages, the one heading, where the focus goes. Knows nothing of the session. */
import { fill, h } from "./dom.ts";
import { LANGUAGES, type PatientWords, pick } from "./words/index.ts";

export type Screen = (t: PatientWords) => readonly (Node | null)[];

export class Page {
  language = pick(navigator.languages ?? [navigator.language]);
  readonly #root: HTMLElement;
  #screen: Screen = () => [];
  #name = "";

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#dress();
  }

  get t(): PatientWords {
    return (LANGUAGES[this.language] ?? LANGUAGES["fr"])!.words;
  }

  /** Show a screen; its heading is read out. `name` is for the tests and the styles. */
  show(name: string, screen: Screen): void {
    [this.#name, this.#screen] = [name, screen];
    this.draw();
    const heading = this.#root.querySelector("h1");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus();
  }

  get name(): string {
    return this.#name;
  }

  draw(): void {
    document.title = this.t.title;
    document.documentElement.lang = this.language;
    document.documentElement.dir = LANGUAGES[this.language]?.rtl ? "rtl" : "ltr";
    fill(this.#root, this.#tongues(), h("main", { "data-screen": this.#name }, ...this.#screen(this.t)));
  }

  #tongues(): Node {
    const button = (code: string) =>
      h("button", { type: "button", class: "plain", lang: code, "aria-pressed": code === this.language ? "true" : "false", "data-language": code, onclick: () => this.#use(code) }, LANGUAGES[code]!.words.name);
    return h("nav", { "aria-label": this.t.languages }, ...Object.keys(LANGUAGES).map(button));
  }

  #use(code: string): void {
    this.language = code;
    this.draw();
    this.#root.querySelector<HTMLElement>(`[data-language=${code}]`)?.focus();
  }

  /** Dark or light as the phone is; nothing of it is kept. */
  #dress(): void {
    const light = matchMedia("(prefers-color-scheme: light)");
    const wear = () => (document.documentElement.dataset["theme"] = light.matches ? "light" : "dark");
    wear();
    // Safari 12 knows the old name only.
    if (light.addEventListener) light.addEventListener("change", wear);
    else light.addListener(wear);
  }
}

export const button = (text: string, name: string, act: () => void, kind = ""): HTMLButtonElement =>
  h("button", { type: "button", class: kind || null, "data-do": name, onclick: act }, text);

/** Whom to call: there on every screen that leads nowhere else. */
export const callLink = (t: PatientWords, number: string | null): Node | null =>
  number ? h("a", { class: "button call", href: `tel:${number.replace(/[^+\d]/g, "")}`, "data-call-number": number }, `☎ ${t.call(readable(number))}`) : null;

/** A French number as it is read out; any other as it is. */
export const readable = (number: string): string =>
  /^\+33\d{9}$/.test(number) ? `0${number.slice(3)}`.replace(/(\d\d)(?=\d)/g, "$1\u00a0") : number;
