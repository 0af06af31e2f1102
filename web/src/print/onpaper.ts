/** Printing a page prints the paper board in its place, from what the page knows: no server is asked. */
import { flushSync, mount, unmount } from "svelte";
import type { LiveBoard } from "../board/live.svelte.ts";
import Sheet from "./Sheet.svelte";
import "./paper.css";

/** From now on, whatever way this page is printed. Returns how to stop. */
export function printsAs(live: LiveBoard): () => void {
  const { documentElement, body } = document;
  let shown: { sheet: object; target: HTMLElement } | null = null;
  const before = () => {
    if (shown !== null) return;
    const target = body.appendChild(document.createElement("div"));
    const sheet = mount(Sheet, { target, props: { live } });
    flushSync();
    documentElement.classList.add("on-paper");
    shown = { sheet, target };
  };
  const after = () => {
    if (shown === null) return;
    void unmount(shown.sheet);
    shown.target.remove();
    documentElement.classList.remove("on-paper");
    shown = null;
  };
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  return () => {
    removeEventListener("beforeprint", before);
    removeEventListener("afterprint", after);
    after();
  };
}
