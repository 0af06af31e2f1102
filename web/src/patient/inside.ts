/** In the session: the picture that is shown, those of the others, and what may be done. */
import { type Facing, cameras, canFilm, film, filmAndListen, firstPicture, hasTorch, light, listen, refusal, type Refusal } from "../visio/camera.ts";
import { digest, sendInParts } from "../visio/parts.ts";
import { type Standing, Visit } from "../visio/visit.ts";
import { type Opened, pictures, place, trouble } from "./door.ts";
import { bound, fill, h } from "./dom.ts";
import { button, callLink, type Page, type Screen } from "./page.ts";
import { Others } from "./others.ts";
import { name, redrawn } from "./photo.ts";
import { line } from "./standing.ts";
import type { PatientWords } from "./words/index.ts";

export interface Leaving {
  over(how: string): void;
  left(): void;
  refused(): void;
}

const NO_PICTURE_MS = 15_000;
const RETRY_PHOTO_MS = 4_000;

export class Inside {
  readonly #page: Page;
  readonly #opened: Opened;
  readonly #leaving: Leaving;
  readonly #visit: Visit;
  readonly #mayLocate: boolean;
  readonly #own = h("video", { autoplay: true, playsinline: true, muted: true, "data-own": true });
  readonly #others: Others;
  readonly #state = h("p", { role: "status", class: "state", "data-state": "joining" });
  readonly #test = h("p", { class: "quiet" });
  readonly #news = h("p", { role: "status", "data-news": "" });
  readonly #file = h("input", { type: "file", accept: "image/*", capture: "environment", "data-file": true, class: "visually-hidden", tabindex: "-1", "aria-hidden": "true", onchange: () => void this.#chosen() });
  #standing: Standing;
  #video: MediaStreamTrack | null = null;
  #audio: MediaStreamTrack | null = null;
  #facing: Facing = "environment";
  #many = false;
  #lit = false;
  #wrong: Refusal | null = null;
  #sent = 0;
  #filmed = false;
  #since: number | null = null;
  #toldSlow = false;

  constructor(page: Page, opened: Opened, mayLocate: boolean, leaving: Leaving) {
    [this.#page, this.#opened, this.#mayLocate, this.#leaving] = [page, opened, mayLocate, leaving];
    this.#others = new Others(opened.role, () => this.#visit.seen());
    // An attribute does not mute a video that a script made.
    this.#own.muted = true;
    this.#visit = new Visit({ participant: opened.role, path: "/v/signal" }, (standing) => this.#stands(standing));
    this.#standing = this.#visit.standing;
  }

  /** Only once the consent is in the log: the first line of this page that asks for the camera. */
  async start(): Promise<void> {
    if (this.#opened.want === "video") await this.#film();
    this.#visit.start();
    if (this.#wrong) this.#visit.choose(this.#audio ? "audio" : "photos", this.#wrong);
    this.#page.show("inside", this.#screen);
    this.#stands(this.#visit.standing);
    if (this.#mayLocate) this.#locate();
    void (navigator as { wakeLock?: { request(kind: "screen"): Promise<unknown> } }).wakeLock?.request("screen").catch(() => {});
  }

  /** Everything off: no light of the camera stays on. */
  stop(): void {
    this.#visit.close();
    for (const track of [this.#video, this.#audio]) track?.stop();
    this.#own.srcObject = null;
    this.#others.stop();
  }

  async #film(): Promise<void> {
    this.#wrong = null;
    if (!canFilm()) return this.#failed("browser-too-old", "");
    try {
      const { video, audio } = await filmAndListen(this.#facing);
      await this.#shows(video);
      await this.#hears(audio);
      this.#many = (await cameras()) > 1;
    } catch (error) {
      this.#failed(refusal(error), String(error));
      if (!this.#audio) await listen().then((audio) => this.#hears(audio), () => trouble("microphone-refused"));
    }
  }

  #failed(why: Refusal, detail: string): void {
    this.#wrong = why;
    trouble(why, detail);
  }

  async #shows(track: MediaStreamTrack): Promise<void> {
    this.#video?.stop();
    this.#video = track;
    this.#filmed = false;
    this.#own.srcObject = new MediaStream([track]);
    void this.#own.play().catch(() => {});
    firstPicture(this.#own, () => {
      this.#filmed = true;
      this.#redraw();
    });
    // Taken away by a call, another application, or the person.
    track.onended = () => {
      this.#failed("camera-busy", "ended");
      this.#redraw();
    };
    await this.#visit.show("video", track);
  }

  async #hears(track: MediaStreamTrack | null): Promise<void> {
    this.#audio = track;
    await this.#visit.show("audio", track);
  }

  async #again(): Promise<void> {
    await this.#film();
    if (!this.#wrong) this.#visit.choose("video", "by-hand");
    this.#redraw();
  }

  async #flip(): Promise<void> {
    const before = this.#facing;
    this.#facing = before === "environment" ? "user" : "environment";
    // Two cameras at once is more than many phones can do.
    this.#video?.stop();
    this.#lit = false;
    try {
      await this.#shows(await film(this.#facing));
    } catch {
      this.#facing = before;
      await film(before).then((track) => this.#shows(track), (error) => this.#failed(refusal(error), String(error)));
    }
    this.#redraw();
  }

  async #torch(): Promise<void> {
    if (this.#video && (await light(this.#video, !this.#lit))) this.#lit = !this.#lit;
    this.#redraw();
  }

  #mute(): void {
    if (this.#audio) this.#audio.enabled = !this.#audio.enabled;
    this.#redraw();
  }

  #locate(): void {
    const t = this.#page.t;
    this.#say(t.place.asking);
    const failed = (why: string) => {
      trouble("location-refused", why);
      this.#say(this.#page.t.place.failed);
    };
    if (!navigator.geolocation) return failed("none");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => void place(coords).then((ok) => (ok ? this.#say(this.#page.t.place.sent(Math.max(1, Math.round(coords.accuracy)))) : failed("not sent"))),
      ({ message }) => failed(message),
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 0 },
    );
  }

  async #chosen(): Promise<void> {
    const file = this.#file.files?.[0];
    this.#file.value = "";
    if (!file) return;
    const content = await redrawn(file).catch(() => null);
    if (!content) return this.#say(this.#page.t.photo.refused);
    const [media, sha256] = [name(), await digest(content)];
    for (;;) {
      this.#say(this.#page.t.photo.sending(0));
      const sent = await sendInParts(media, content, sha256, pictures, (part) => this.#say(this.#page.t.photo.sending(Math.round(part * 100))));
      if (sent === "ok") return this.#say(this.#page.t.photo.sent(++this.#sent));
      if (sent === "refused") {
        trouble("upload-failed", "refused");
        return this.#say(this.#page.t.photo.refused);
      }
      if (this.#standing.over) return;
      this.#say(this.#page.t.photo.later);
      await new Promise((resolve) => setTimeout(resolve, RETRY_PHOTO_MS));
    }
  }

  #say(text: string): void {
    this.#news.textContent = bound(text);
  }

  #stands(standing: Standing): void {
    this.#standing = standing;
    if (standing.over) return this.#leaving.over(standing.over);
    if (standing.refused) return this.#leaving.refused();
    this.#others.show(standing.others, this.#page.t);
    this.#patience(standing);
    this.#redrawState(this.#page.t);
  }

  /** The doctor is there and nothing comes through: they are told why they see nothing. */
  #patience({ others, present }: Standing): void {
    const waits = present.some(({ participant }) => participant === "regulator") && !others.some(({ connected }) => connected);
    this.#since = waits ? (this.#since ?? performance.now()) : null;
    if (this.#since === null || this.#toldSlow || performance.now() - this.#since < NO_PICTURE_MS) return;
    this.#toldSlow = true;
    trouble("no-connection", this.#standing.line);
  }

  #redrawState(t: PatientWords): void {
    const at = line(this.#standing, { filming: this.#opened.want === "video", filmed: this.#filmed, heard: this.#audio !== null, wrong: this.#wrong !== null });
    this.#state.setAttribute("data-state", at);
    const step = this.#standing.step;
    const { want } = this.#opened;
    // Nobody comes to look at a photo, or at a place, that is not there yet.
    const text = bound(want !== "video" && (at === "alone" || at === "there") ? t.inside.still[want] : t.inside[at]);
    if (this.#state.textContent !== text) this.#state.textContent = text;
    // What is shown is called a test until it is seen; its line stays, so that nothing moves under the finger.
    this.#test.textContent = at === "seen" || at === "weak" ? "\u00a0" : t.inside.test;
    document.querySelector("main")?.setAttribute("data-step", step);
  }

  #redraw(): void {
    if (this.#page.name === "inside") this.#page.draw();
  }

  readonly #screen: Screen = (t) => {
    this.#redrawState(t);
    const { want, phone_to_call } = this.#opened;
    const film = want === "video" && this.#video !== null && !this.#wrong;
    this.#own.setAttribute("aria-label", t.inside.own);
    this.#others.show(this.#standing.others, t);
    const torch = button(`${t.inside.torch} : ${this.#lit ? t.inside.on : t.inside.off}`, "torch", () => void this.#torch());
    const muted = this.#audio?.enabled === false;
    const actions = h("div", { class: "actions" });
    fill(
      actions,
      this.#wrong ? button(t.again, "again", () => void this.#again(), "primary") : null,
      film && this.#many ? button(t.inside.flip, "flip", () => void this.#flip()) : null,
      film && hasTorch(this.#video) ? torch : null,
      this.#audio ? button(muted ? t.inside.unmute : t.inside.mute, "mute", () => this.#mute()) : null,
      want === "location" ? null : button(t.inside.photo, "photo", () => this.#file.click(), want === "photo" || this.#wrong ? "primary" : ""),
      want === "location" || this.#mayLocate ? button(t.inside.place, "place", () => this.#locate()) : null,
      button(t.inside.stop, "stop", () => this.#leaving.left()),
    );
    return [
      h("h1", { class: film ? "visually-hidden" : null }, t.inside.heading[want]),
      this.#state,
      this.#wrong ? h("p", { class: "bad", "data-wrong": this.#wrong }, t.noCamera[this.#wrong]) : null,
      film ? this.#test : null,
      h("div", { class: `pictures ${film ? this.#opened.role : "bare"}` }, film ? this.#own : null, this.#others.element),
      muted ? h("p", { class: "quiet" }, t.inside.muted) : null,
      this.#news,
      this.#file,
      actions,
      callLink(t, phone_to_call),
    ];
  };
}
