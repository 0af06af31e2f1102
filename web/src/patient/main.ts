import "../tablet/tokens.css";
import "../shared/ui/base.css";
import "./patient.css";
import { canFilm } from "../visio/camera.ts";
import { Asked } from "./asked.ts";
import { type Agreed, type Answer, type AskedOf, consent, open, type Opened, questions, refuse, trouble, troublesOf } from "./door.ts";
import { h } from "./dom.ts";
import { Inside } from "./inside.ts";
import { button, callLink, Page } from "./page.ts";
import { elsewhere, inApp, system, token } from "./phone.ts";
import { type Answering, toldScreen } from "./told.ts";
import { TOLD_VERSION } from "./words/index.ts";

/** From the link to the session: opened, told, agreed, and only then the camera. */
class Patient {
  readonly #page: Page;
  #opened: Opened | null = null;
  #inside: Inside | null = null;
  #boxes = { location: false, snapshots: false };

  constructor(page: Page) {
    this.#page = page;
  }

  begin(): void {
    const held = token(location.hash);
    troublesOf(held);
    if (held === null) return void this.#back();
    // Another browser is another device: what cannot film is said before the link is used up.
    if (inApp(navigator.userAgent) || (!canFilm() && system(navigator.userAgent) !== "other")) return this.#inApp(held);
    void this.#open({ token: held });
  }

  async #open(by: { token: string } | { code: string }): Promise<void> {
    const answer = await this.#asked(by);
    if (answer.kind !== "ok") return this.#closed(answer, () => void this.#open(by));
    // The token leaves the address, the history, and every picture of the screen.
    history.replaceState(null, "", location.pathname);
    troublesOf(null);
    this.#came(answer.body);
  }

  /** Loaded again, without the link: this phone is known by its cookie, or a code was read out to it. */
  async #back(): Promise<void> {
    const answer = await this.#asked({});
    if (answer.kind === "ok") return this.#came(answer.body);
    if (answer.kind === "unusable") return this.#ended();
    this.#closed(answer, () => void this.#back());
  }

  /** It may be over on this very phone, with the questionnaire still to answer; otherwise a code may be typed. */
  async #ended(): Promise<void> {
    const asked = await questions();
    if (asked.length === 0) return this.#code();
    this.#over(false, asked);
  }

  #asked(by: Parameters<typeof open>[0]): ReturnType<typeof open> {
    this.#page.show("opening", (t) => [h("h1", {}, t.opening), h("p", {}, t.stay)]);
    return open(by, this.#page.language);
  }

  #came(opened: Opened): void {
    this.#opened = opened;
    if (opened.role === "guest") return this.#guest(opened);
    if (opened.consented) return void this.#enter(opened.location_agreed);
    this.#told(opened, "idle");
  }

  #told(opened: Opened, answering: Answering): void {
    const screen = toldScreen({
      opened,
      boxes: this.#boxes,
      answering: () => answering,
      agree: (agreed) => void this.#agree(opened, agreed),
      refuse: () => void this.#refuse(opened),
    });
    this.#page.show("told", screen);
  }

  async #agree(opened: Opened, agreed: Omit<Agreed, "language">): Promise<void> {
    this.#told(opened, "sending");
    if (!(await consent({ ...agreed, language: this.#page.language }))) return this.#told(opened, "failed");
    await this.#enter(agreed.location);
  }

  async #refuse(opened: Opened): Promise<void> {
    this.#told(opened, "sending");
    if (!(await refuse())) return this.#told(opened, "failed");
    this.#page.show("refused", (t) => [h("h1", {}, t.refused.heading), h("p", {}, t.refused.body), h("p", {}, t.stay), callLink(t, opened.phone_to_call)]);
  }

  async #enter(mayLocate: boolean): Promise<void> {
    const opened = this.#opened;
    if (!opened) return;
    if (opened.want === "video") this.#page.show("asking", (t) => [h("h1", {}, t.asking.heading), h("p", { class: "large" }, t.asking.body)]);
    const inside = new Inside(this.#page, opened, mayLocate, {
      over: () => this.#over(false),
      left: () => this.#over(true),
      refused: () => this.#over(true),
    });
    this.#inside = inside;
    await inside.start();
  }

  #over(mayReturn: boolean, known: readonly AskedOf[] | null = null): void {
    this.#inside?.stop();
    this.#inside = null;
    const asked = mayReturn || this.#opened?.role === "guest" ? null : new Asked(() => this.#page.t, known);
    this.#page.show("over", (t) => [
      h("h1", {}, mayReturn ? t.over.left : t.over.heading),
      h("p", {}, t.over.body),
      mayReturn ? button(t.over.return, "return", () => void this.#enter(false)) : null,
      callLink(t, this.#opened?.phone_to_call ?? null),
      asked && asked.shown(),
      // Another session may begin on this phone, by a code that is read out.
      known ? button(t.code.heading, "code", () => this.#code()) : null,
    ]);
  }

  #guest(opened: Opened, failed = false): void {
    this.#page.show("guest", (t) => [
      h("p", { class: "quiet" }, t.told.from(opened.centre)),
      h("h1", {}, t.guest.heading),
      h("p", {}, opened.consented ? t.guest.body : t.guest.waits),
      h("p", {}, t.guest.what),
      h("ul", {}, ...[t.guest.kept, t.guest.secret].map((each) => h("li", {}, each))),
      h("p", {}, h("b", {}, t.guest.free)),
      h("p", { role: "status", class: failed ? "bad" : null }, failed ? t.told.failed : null),
      opened.consented ? button(t.guest.join, "join", () => void this.#joined(opened), "primary") : button(t.again, "again", () => void this.#back(), "primary"),
      callLink(t, opened.phone_to_call),
    ]);
  }

  /** A guest is told and agrees too, in the log, before any camera is asked for. */
  async #joined(opened: Opened): Promise<void> {
    const agreed = await consent({ told_version: TOLD_VERSION, location: false, snapshots: false, language: this.#page.language });
    return agreed ? this.#enter(false) : this.#guest(opened, true);
  }

  #inApp(held: string): void {
    const agent = navigator.userAgent;
    trouble("in-app-browser");
    let copied = false;
    const copy = () =>
      void navigator.clipboard?.writeText(location.href).then(() => {
        copied = true;
        this.#page.draw();
      });
    this.#page.show("in-app", (t) => {
      const intent = elsewhere(agent, location.href);
      return [
        h("h1", {}, t.inApp.heading),
        h("p", {}, t.inApp.body),
        h("ol", {}, ...t.inApp[system(agent) === "ios" ? "ios" : "android"].map((each) => h("li", {}, each))),
        intent ? h("a", { class: "button primary", href: intent, "data-do": "open-elsewhere" }, t.inApp.open) : null,
        navigator.clipboard ? button(t.inApp.copy, "copy", copy) : null,
        h("p", { role: "status" }, copied ? t.inApp.copied : null),
        button(t.inApp.anyway, "anyway", () => void this.#open({ token: held })),
        h("p", {}, t.stay),
      ];
    });
  }

  #code(): void {
    this.#page.show("code", (t) => {
      const field = h("input", { name: "code", inputmode: "numeric", autocomplete: "one-time-code", pattern: "[0-9 ]{8,11}", maxlength: "11", required: true, id: "code" });
      const send = (event: Event) => {
        event.preventDefault();
        void this.#open({ code: field.value.replace(/\s/g, "") });
      };
      return [
        h("h1", {}, t.code.heading),
        h("p", {}, t.code.help),
        h("form", { onsubmit: send }, h("label", { for: "code" }, t.code.label), field, h("button", { class: "primary", "data-do": "send" }, t.code.send)),
        h("p", {}, t.stay),
      ];
    });
  }

  #closed(answer: Exclude<Answer<Opened>, { kind: "ok" }>, again: () => void): void {
    const phone = answer.kind === "unusable" ? answer.phone : null;
    this.#page.show(answer.kind, (t) => {
      const { heading, body } = t[answer.kind];
      return [
        h("h1", {}, heading),
        h("p", {}, body),
        answer.kind === "unusable" ? null : button(t.again, "again", again, "primary"),
        h("p", {}, t.stay),
        answer.kind === "unusable" && phone ? h("p", {}, t.unusable.cut) : null,
        callLink(t, phone ?? "15"),
      ];
    });
  }
}

const root = document.getElementById("page");
if (!root) throw new Error("visio.html has no #page");
// Nothing of ours may fail in silence, not even the first line: the doctor is told that this phone cannot.
troublesOf(token(location.hash));
addEventListener("error", ({ message }) => trouble("script-error", message));
addEventListener("unhandledrejection", ({ reason }) => trouble("script-error", String(reason)));
const patient = new Patient(new Page(root));
// Another link, pasted where this page is open already: nothing would be loaded.
addEventListener("hashchange", () => token(location.hash) !== null && location.reload());
patient.begin();
