/** Everyone else in the session: each is heard, and seen where they film. One of them may be shown large. */
import { firstPicture } from "../visio/camera.ts";
import type { Other } from "../visio/visit.ts";
import { h } from "./dom.ts";
import type { PatientWords } from "./words/index.ts";

const RANK = {
  patient: { regulator: 0, patient: 1, crew: 2, guest: 3 },
  // Who was invited came for the patient: the doctor, who leads, is beside.
  guest: { patient: 0, crew: 1, regulator: 2, guest: 3 },
} as const;

export class Others {
  readonly element = h("div", { class: "others" });
  readonly #rank: Readonly<Record<Other["peer"]["participant"], number>>;
  readonly #seen: () => void;
  readonly #videos = new Map<string, HTMLVideoElement>();

  /** `seen` is called for the first picture of each, `role` is whose page this is. */
  constructor(role: keyof typeof RANK, seen: () => void) {
    [this.#rank, this.#seen] = [RANK[role], seen];
  }

  /** Who is there now, in the words of the page. One element a person: what plays is not begun again. */
  show(others: readonly Other[], t: PatientWords): void {
    const here = [...others].sort((a, b) => this.#rank[a.peer.participant] - this.#rank[b.peer.participant]);
    const names = here.map(({ peer }) => `${peer.participant} ${peer.guest ?? ""}`);
    const changed = names.join() !== [...this.#videos.keys()].join();
    for (const name of this.#videos.keys()) if (!names.includes(name)) this.#gone(name);
    here.forEach((other, n) => this.#plays(names[n]!, other, t));
    if (changed) this.#order(names);
    // By its class alone: a video that is put elsewhere stops.
    const large = [...this.#videos.values()].find(({ classList }) => classList.contains("shown"));
    for (const video of this.#videos.values()) video.classList.toggle("main", video === large);
  }

  stop(): void {
    for (const name of [...this.#videos.keys()]) this.#gone(name);
  }

  #plays(name: string, { peer, stream }: Other, t: PatientWords): void {
    let video = this.#videos.get(name);
    if (!video) {
      const who = peer.participant;
      video = h("video", { autoplay: true, playsinline: true, [who === "regulator" ? "data-doctor" : "data-beside"]: who });
      this.#videos.set(name, video);
      const made = video;
      firstPicture(made, () => {
        show(made);
        this.#seen();
      });
    }
    if (video.srcObject !== stream) {
      video.srcObject = stream;
      void video.play().catch(() => {});
    }
    video.setAttribute("aria-label", t.inside.others[peer.participant]);
    show(video);
  }

  #gone(name: string): void {
    const video = this.#videos.get(name);
    this.#videos.delete(name);
    if (video) video.srcObject = null;
  }

  #order(names: readonly string[]): void {
    const videos = names.map((name) => this.#videos.get(name)!);
    this.#videos.clear();
    names.forEach((name, n) => this.#videos.set(name, videos[n]!));
    for (const old of Array.from(this.element.children)) if (!videos.includes(old as HTMLVideoElement)) this.element.removeChild(old);
    // A video that is put elsewhere stops: only who is new is put in.
    videos.forEach((video, n) => this.element.children[n] !== video && this.element.insertBefore(video, this.element.children[n] ?? null));
  }
}

/** A line that is open for a picture that nobody sends is no picture, whatever the browser says of it. */
function show(video: HTMLVideoElement): void {
  const tracks = (video.srcObject as MediaStream | null)?.getVideoTracks() ?? [];
  video.classList.toggle("shown", video.videoWidth > 0 && tracks.some(({ muted }) => !muted));
}
