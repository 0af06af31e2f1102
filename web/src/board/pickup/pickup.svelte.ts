import { client } from "../../shared/api/client.ts";
import { deliver, type Problem } from "../../shared/api/deliver.ts";
import { session } from "../../shared/api/session.svelte.ts";
import type { CallCommand } from "../../shared/api/types.ts";
import { words } from "../../shared/i18n/words.svelte.ts";
import { type Draft, type Drafts } from "./drafts.ts";
import { BLANK, commandsOf, type Field, faultOf, FIELDS, type Group, groupOf, GROUPS, PATIENT, patientOf, sound, type Text, textOf } from "./fields.ts";
import { type Heard, type Job, type News, Outbox } from "./outbox.ts";

export type Origin = Extract<CallCommand, { type: "receive-call" }>["origin"];
export type Channel = NonNullable<Extract<CallCommand, { type: "transfer-to-regulator" }>["channel"]>;
export type Priority = Extract<CallCommand, { type: "assign-priority" }>["priority"];

const PAUSE_MS = 5_000;
const BUSY = new Set([408, 429, 502, 503, 504]);
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** What one command said of a group, and what was typed then. */
interface Said {
  readonly group: Group;
  readonly text: Text;
  readonly typed: Text;
}

/** One file in the hands of an ARM on this screen: what is typed, what is recorded, what is on its way. */
export class PickUp {
  readonly call: string;
  /** What the fields hold. */
  text = $state<Record<Field, string>>({ ...BLANK });
  /** What the log has, as far as this screen knows. */
  saved = $state.raw<Text>(BLANK);
  news = $state<Partial<Record<Field | "opening" | "priority" | "transfer", News>>>({});
  /** Fields that were left as they are: nothing is said to be wrong while it is typed. */
  left = $state<Partial<Record<Field, boolean>>>({});
  /** reading: an existing file is being read; unread: it could not be. */
  state = $state<"reading" | "unread" | "ready">("ready");
  /** What another post wrote since, in words, by group. */
  changed = $state<Partial<Record<Group, string>>>({});
  /** The priority given here, before the board shows it. */
  priority = $state<Priority | null>(null);
  /** Calls that somebody here said are not the same event. */
  ignored = $state.raw<readonly string[]>([]);
  /** Grows with each fact about the place or the number. */
  told = $state(0);
  /** The form was just asked for: the keyboard goes to its first question. */
  fresh = true;

  readonly #drafts: Drafts;
  readonly #outbox: Outbox;
  readonly #sent = new Map<string, Said>();
  readonly #own: Record<Group, Set<string>> = { place: new Set(), caller: new Set(), motive: new Set(), patient: new Set() };
  #patient = PATIENT;
  #over = false;
  #opening: Draft["opening"] = null;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(call: string, drafts: Drafts) {
    this.call = call;
    this.#drafts = drafts;
    this.#outbox = new Outbox(send, (job, news) => this.#hear(job, news), sleep);
  }

  /** Open a new file, now. */
  receive(opening: NonNullable<Draft["opening"]>): void {
    this.#opening = opening;
    this.#keep();
    this.#outbox.put({ key: "opening", id: opening.id, command: { type: "receive-call", call: this.call, origin: opening.origin as Origin } });
    this.#outbox.start();
  }

  /** Read what the file holds; what was typed on this screen and not recorded goes over it, and leaves. */
  async load(): Promise<void> {
    this.state = "reading";
    const answer = await client.GET("/api/calls/{call}", { params: { path: { call: this.call } } }).catch(() => null);
    const state = answer?.data?.state;
    if (!state || !("file" in state)) {
      this.state = "unread";
      return;
    }
    this.#patient = patientOf(state.file);
    this.saved = textOf(state.file);
    this.priority = state.file.priority ?? null;
    const unsaved = FIELDS.filter((field) => this.text[field] !== BLANK[field]);
    this.text = { ...this.saved, ...Object.fromEntries(unsaved.map((field) => [field, this.text[field]])) };
    this.state = "ready";
    this.#outbox.start();
    this.restore();
  }

  /** What was typed before this page was loaded again. */
  restore(): void {
    const draft = this.#drafts.read(this.call);
    Object.assign(this.text, draft?.text);
    for (const field of Object.keys(draft?.text ?? {}) as Field[]) this.news[field] = { kind: "waiting" };
    if (draft?.opening) this.receive(draft.opening);
    for (const group of Object.keys(GROUPS) as Group[]) if (this.#differs(group)) this.#put(group);
  }

  edit(field: Field, text: string): void {
    this.text[field] = text;
    this.left[field] = false;
    delete this.news[field];
    this.#keep();
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.save(groupOf(field)), PAUSE_MS);
  }

  leave(field: Field): void {
    this.left[field] = true;
    this.save(groupOf(field));
  }

  /** Say what a group holds, where it differs from what was recorded. */
  save(group: Group): void {
    clearTimeout(this.#pause);
    if (this.#differs(group)) this.#put(group);
  }

  saveAll(): void {
    for (const group of Object.keys(GROUPS) as Group[]) this.save(group);
  }

  prioritise(priority: Priority): void {
    this.priority = priority;
    this.#outbox.put(this.#job("priority", { type: "assign-priority", call: this.call, priority }));
  }

  transfer(channel: Channel): void {
    this.saveAll();
    this.#outbox.put(this.#job("transfer", { type: "transfer-to-regulator", call: this.call, channel }));
  }

  fault(field: Field) {
    return this.left[field] ? faultOf(field, this.text) : null;
  }

  /** A field is not as the log has it, and nothing is on its way. */
  get unsaved(): Field[] {
    return FIELDS.filter((field) => this.text[field] !== this.saved[field]);
  }

  get busy(): boolean {
    return !this.#outbox.empty;
  }

  /** The board shows `said` for a group. What is new there was written by another post, unless by this one. */
  see(group: Group, said: string, fields: Partial<Text>): void {
    const own = this.#own[group];
    // The board is later than what was just recorded from here: what it does not show yet was not taken away.
    if (said === "") return;
    if (own.size > 0 && !own.has(said)) {
      if (!this.#differs(group)) Object.assign(this.text, fields);
      this.saved = { ...this.saved, ...fields };
      this.changed[group] = said;
    }
    own.add(said);
  }

  /** What was typed and not recorded is given up. */
  discard(): void {
    this.#drafts.write(this.call, { text: {}, opening: null });
  }

  resume(): void {
    if (this.state === "ready") this.#outbox.start();
  }

  stop(): void {
    clearTimeout(this.#pause);
    this.#outbox.stop();
  }

  /** Whoever typed this is gone: nothing of it leaves or stays. */
  abandon(): void {
    this.#over = true;
    this.stop();
  }

  #differs(group: Group): boolean {
    return GROUPS[group].some((field) => this.text[field] !== this.saved[field]);
  }

  #put(group: Group): void {
    const text = { ...this.text };
    const last = [...this.#sent.values()].filter((sent) => sent.group === group).at(-1);
    if (last && GROUPS[group].every((field) => last.typed[field] === text[field])) return;
    const named = { call: this.call, patient: this.#patient };
    const sayable = sound(text, this.saved);
    const commands = commandsOf(group, named, text, this.saved, (code) => words.t.pickup.motives[code as "M07.00"] ?? code);
    for (const command of commands) {
      const job = this.#job(command.type === "qualify-identity" ? "qualify" : group, command);
      if (command.type === "locate-call") this.#own.place.add(command.place.label);
      if (command.type === "state-motive") this.#own.motive.add(command.motive);
      const status = command.type === "identify-patient" && command.status ? { insStatus: command.status } : {};
      this.#sent.set(job.id, { group, text: { ...sayable, ...status }, typed: text });
      this.#outbox.put(job);
    }
  }

  #job(key: string, command: CallCommand): Job {
    return { key, id: crypto.randomUUID(), command };
  }

  #hear(job: Job, news: News): void {
    if (job.key === "opening" || job.key === "priority" || job.key === "transfer") this.news[job.key] = news;
    if (job.key === "opening" && news.kind === "saved") this.#opening = null;
    const sent = this.#sent.get(job.id);
    if (sent) this.#hearOf(sent, news);
    if (news.kind === "saved" || news.kind === "refused") {
      this.#sent.delete(job.id);
      this.#keep();
    }
  }

  #hearOf({ group, text }: Said, news: News): void {
    const concerned = GROUPS[group].filter((field) => text[field] !== this.saved[field]);
    for (const field of concerned) if (this.text[field] === text[field]) this.news[field] = news;
    if (news.kind !== "saved") return;
    this.saved = { ...this.saved, ...Object.fromEntries(concerned.map((field) => [field, text[field]])) };
    if (group === "place" || group === "caller") this.told += 1;
  }

  #keep(): void {
    if (this.#over) return;
    this.#drafts.write(this.call, {
      text: Object.fromEntries(this.unsaved.map((field) => [field, this.text[field]])),
      opening: this.#opening,
    });
  }
}

async function send(job: Job, retrying: (attempt: number) => void): Promise<Heard> {
  let at: string | null = null;
  let status = 0;
  const post = async () => {
    const { data, error, response } = await client.POST("/api/calls", { params: { header: { "Command-Id": job.id } }, body: job.command });
    at = data?.facts[0]?.at ?? null;
    status = response.status;
    const after = Number(response.headers.get("Retry-After"));
    const problem = error && typeof error === "object" ? (error as Problem) : null;
    return { status, repeated: data?.repeated ?? false, problem, retryAfterSeconds: after > 0 ? after : null };
  };
  const delivery = await deliver(post, sleep, retrying);
  if (delivery.kind === "expired") session.expire();
  // A server that is away has not said no: it is asked again.
  return delivery.kind === "refused" && BUSY.has(status) ? { kind: "lost" } : { ...delivery, at };
}
