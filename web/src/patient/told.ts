/** What is told before anything is asked of the phone, and the answer. */
import type { Agreed, Opened } from "./door.ts";
import { h } from "./dom.ts";
import { button, callLink, type Screen } from "./page.ts";
import { TOLD_VERSION } from "./words/index.ts";

export type Answering = "idle" | "sending" | "failed";

/** The boxes outlive a change of language: they are what the person said. */
export interface Boxes {
  location: boolean;
  snapshots: boolean;
}

interface Told {
  readonly opened: Opened;
  readonly boxes: Boxes;
  readonly answering: () => Answering;
  readonly agree: (agreed: Omit<Agreed, "language">) => void;
  readonly refuse: () => void;
}

const KEPT = { video: "kept", photo: "keptPhoto", location: "keptPlace" } as const;

export const toldScreen = ({ opened, boxes, answering, agree, refuse }: Told): Screen => (t) => {
  const { want } = opened;
  const box = (name: keyof Boxes, text: string) => {
    const input = h("input", { type: "checkbox", name, onchange: () => (boxes[name] = input.checked) });
    input.checked = boxes[name];
    return h("label", { class: "box" }, input, text);
  };
  const busy = answering() === "sending";
  const yes = button(t.told.agree, "agree", () => agree({ told_version: TOLD_VERSION, location: boxes.location || want === "location", snapshots: boxes.snapshots }), "primary");
  const no = button(t.told.refuse, "refuse", refuse);
  if (busy) for (const each of [yes, no]) each.disabled = true;
  return [
    h("p", { class: "quiet" }, t.told.from(opened.centre)),
    h("h1", {}, t.told.heading[want]),
    h("p", {}, t.told.check),
    h("p", { class: "short-code", "data-short-code": opened.short_code }, opened.short_code),
    h("p", {}, t.told.what[want]),
    h("h2", {}, t.told.benefits),
    h("p", {}, t.told.benefit[want]),
    h("h2", {}, t.told.risks),
    h("ul", {}, ...(want === "location" ? [] : [h("li", {}, t.told.touch)]), ...(want === "video" ? [h("li", {}, t.told.cut)] : []), h("li", {}, t.told[KEPT[want]]), h("li", {}, t.told.noted)),
    h("p", {}, h("b", {}, t.told.free)),
    want === "location" ? null : box("location", t.told.location),
    want === "video" && opened.snapshots_asked !== false ? box("snapshots", t.told.snapshots) : null,
    h("p", { role: "status", class: answering() === "failed" ? "bad" : null }, answering() === "idle" ? null : t.told[busy ? "sending" : "failed"]),
    h("div", { class: "answers" }, yes, no),
    callLink(t, opened.phone_to_call),
  ];
};
