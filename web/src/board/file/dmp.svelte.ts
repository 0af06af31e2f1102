import { client } from "../../shared/api/client.ts";
import type { DmpDocuments, DmpStanding } from "../../shared/api/types.ts";
import { inWords } from "./file.svelte.ts";

/** A document on screen: its text, its picture, or nothing that this page can show. */
export interface Shown {
  readonly id: string;
  readonly kind: "text" | "picture" | "other";
  readonly content: string;
}

/** What this page shows itself; XML comes as text. */
const SHOWN_HERE = /^(text\/|image\/|application\/xml)/;
const FINAL: readonly DmpStanding["stage"][] = ["refused", "closed", "expired", "revoked"];

/** What this doctor asked of one record, and what it showed: on screen as long as the access lasts, no longer. */
export class DmpDesk {
  /** The access asked for last on this call. */
  access = $state<string | null>(null);
  standing = $state.raw<DmpStanding | null>(null);
  listed = $state.raw<DmpDocuments | null>(null);
  shown = $state.raw<Shown | null>(null);
  busy = $state(false);
  fault = $state("");

  asked(access: string): void {
    this.forget();
    this.access = access;
    this.standing = null;
    void this.follow();
  }

  /** Ask where the access stands: what refused it or ended it is said there only. */
  async follow(): Promise<void> {
    const access = this.access;
    if (access === null || (this.standing !== null && FINAL.includes(this.standing.stage))) return;
    const answer = await client.GET("/api/dmp-accesses/{access}", { params: { path: { access } } }).catch(() => null);
    if (answer?.data && this.access === access) this.standing = answer.data;
  }

  async search(whole: boolean): Promise<void> {
    const path = { access: this.access ?? "" };
    await this.#read(async () => {
      const answer = await client.GET("/api/dmp-accesses/{access}/documents", { params: { path, query: { whole } } });
      if (answer.data) this.listed = answer.data;
      return answer.error;
    });
  }

  async open(document: DmpDocuments["documents"][number]): Promise<void> {
    this.shown = null;
    // Read where it is shown, and not here too: each reading is a fact.
    if (!SHOWN_HERE.test(document.content_type)) {
      this.shown = { id: document.id, kind: "other", content: "" };
      return;
    }
    const path = { access: this.access ?? "", document: document.id };
    await this.#read(async () => {
      const answer = await client.GET("/api/dmp-accesses/{access}/documents/{document}", { params: { path }, parseAs: "blob" });
      const content = answer.data as Blob | undefined;
      if (content) this.shown = await shown(document.id, content);
      return answer.error;
    });
  }

  fold(): void {
    this.shown = null;
  }

  /** Nothing of the record stays on the screen. */
  forget(): void {
    this.listed = null;
    this.shown = null;
    this.fault = "";
  }

  async #read(ask: () => Promise<unknown>): Promise<void> {
    const access = this.access;
    this.busy = true;
    this.fault = "";
    const error = await ask().catch(() => null);
    // What comes after the access has ended is not shown.
    if (this.access !== access || this.standing === null || FINAL.includes(this.standing.stage)) this.forget();
    if (error !== undefined) this.fault = inWords(error ?? undefined);
    this.busy = false;
  }
}

async function shown(id: string, content: Blob): Promise<Shown> {
  if (content.type.startsWith("text/")) return { id, kind: "text", content: await content.text() };
  if (content.type.startsWith("image/")) return { id, kind: "picture", content: await dataUrl(content) };
  return { id, kind: "other", content: "" };
}

/** A picture inside the page: our policy lets none come from elsewhere. */
function dataUrl(content: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
    reader.readAsDataURL(content);
  });
}
