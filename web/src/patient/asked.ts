/** The short questionnaire once it is over: it takes one touch to leave it, as to send it. */
import { answers, type AskedOf, type Given, questions } from "./door.ts";
import { fill, h } from "./dom.ts";
import { button } from "./page.ts";
import type { PatientWords } from "./words/index.ts";

type Stage = "unknown" | "asked" | "none" | "sending" | "failed" | "answered" | "declined";
type Named = keyof PatientWords["asked"]["questions"];

export class Asked {
  readonly #box = h("section", { "data-asked": "unknown" });
  readonly #given = new Map<string, number>();
  readonly #words: () => PatientWords;
  #questions: readonly AskedOf[] = [];
  #stage: Stage = "unknown";

  /** `known`: what the server asks, where it was read already. */
  constructor(words: () => PatientWords, known: readonly AskedOf[] | null = null) {
    this.#words = words;
    if (known) this.#ask(known);
    else void questions().then((asked) => this.#ask(asked));
  }

  #ask(asked: readonly AskedOf[]): void {
    this.#questions = asked;
    if (asked.length > 0) this.#becomes("asked");
  }

  /** What is shown of it, in the words of now; empty where nothing is asked. */
  shown(): Node {
    this.#fill();
    return this.#box;
  }

  #becomes(stage: Stage): void {
    this.#stage = stage;
    this.#fill();
  }

  async #say(given: readonly Given[]): Promise<void> {
    this.#becomes("sending");
    const kept = await answers(given);
    this.#becomes(kept ? (given.length > 0 ? "answered" : "declined") : "failed");
  }

  #send(): void {
    const given: Given[] = [];
    for (const { question } of this.#questions) {
      const value = this.#given.get(question);
      if (value !== undefined) given.push({ question, value });
    }
    if (given.length === 0) return this.#becomes("none");
    void this.#say(given);
  }

  #fill(): void {
    const t = this.#words().asked;
    this.#box.setAttribute("data-asked", this.#stage);
    if (this.#stage === "unknown") return fill(this.#box);
    const said = this.#stage === "answered" || this.#stage === "declined";
    const status = h("p", { role: "status", class: this.#stage === "failed" || this.#stage === "none" ? "bad" : null, tabindex: "-1" }, this.#stage === "asked" ? null : t[this.#stage]);
    if (said) fill(this.#box, status);
    else {
      const choices = [button(t.send, "send-answers", () => this.#send()), button(t.decline, "decline-answers", () => void this.#say([]))];
      if (this.#stage === "sending") for (const each of choices) each.disabled = true;
      fill(this.#box, h("h2", {}, t.heading), h("p", {}, t.help), ...this.#questions.map((asked) => this.#scale(asked)), status, h("div", { class: "answers" }, ...choices));
    }
    // What had the focus is gone: it goes to what is said of it.
    if (this.#stage !== "asked" && this.#box.isConnected) status.focus();
  }

  #scale({ question, lowest, highest }: AskedOf): Node {
    const t = this.#words().asked;
    const named = question as Named;
    const steps: number[] = [];
    for (let step = lowest; step <= highest; step++) steps.push(step);
    const ends = named === "change" ? null : t.ends[named];
    const one = (step: number) => {
      const input = h("input", { type: "radio", name: question, value: step, onchange: () => this.#given.set(question, step) });
      input.checked = this.#given.get(question) === step;
      return h("label", { class: ends ? "step" : "box" }, input, ends ? String(step) : (t.changes[step - lowest] ?? String(step)));
    };
    return h(
      "fieldset",
      {},
      h("legend", {}, t.questions[named] ?? question),
      h("div", { class: ends ? "steps" : null }, ...steps.map(one)),
      ends ? h("p", { class: "quiet ends" }, h("span", {}, `${lowest} : ${ends[0]}`), h("span", {}, `${highest} : ${ends[1]}`)) : null,
    );
  }
}
