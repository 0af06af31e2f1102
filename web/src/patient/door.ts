/** Everything that the patient's page asks of the server. The cookie of the device is the browser's affair. */
import type { Door as Pictures, PartAnswer } from "../visio/parts.ts";

export type Want = "video" | "photo" | "location";

/** Who this is, to whom they speak, and how far they are. */
export interface Opened {
  readonly want: Want;
  readonly centre: string;
  readonly phone_to_call: string;
  readonly short_code: string;
  readonly state: string;
  readonly role: "patient" | "guest";
  readonly guest: string | null;
  readonly consented: boolean;
  readonly location_agreed: boolean;
  readonly snapshots_asked: boolean;
}

export interface Agreed {
  readonly told_version: number;
  readonly language: string;
  readonly location: boolean;
  readonly snapshots: boolean;
}

export type Answer<Body> =
  | { readonly kind: "ok"; readonly body: Body }
  /** `phone` and `centre`: whom to call instead, where the server says. */
  | { readonly kind: "unusable"; readonly phone: string | null; readonly centre: string | null }
  | { readonly kind: "slow" }
  | { readonly kind: "offline" };

const WAIT_MS = 15_000;
const PART_WAIT_MS = 60_000;
const MOST_TROUBLES = 10;

/** Raises where the network fails. */
async function ask(method: string, path: string, body: BodyInit | null, type: string, ms = WAIT_MS): Promise<Response> {
  // AbortSignal.timeout came after the phones of 2018.
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), ms);
  try {
    return await fetch(path, { method, body, headers: { "Content-Type": type }, credentials: "same-origin", cache: "no-store", signal: patience.signal });
  } finally {
    clearTimeout(timer);
  }
}

async function post<Body>(path: string, body: object): Promise<Answer<Body>> {
  try {
    const response = await ask("POST", path, JSON.stringify(body), "application/json");
    if (response.status === 429) return { kind: "slow" };
    if (response.status >= 500) return { kind: "offline" };
    const said = await response.json().catch(() => null);
    if (response.ok) return { kind: "ok", body: said as Body };
    return { kind: "unusable", phone: word(said, "phone_to_call"), centre: word(said, "centre") };
  } catch {
    return { kind: "offline" };
  }
}

const word = (said: unknown, name: string): string | null => {
  const value = (said as Record<string, unknown> | null)?.[name];
  return typeof value === "string" ? value : null;
};

/** By the link, by the code read out, or by neither: the cookie of a phone that opened one. */
export const open = (by: { token?: string; code?: string }, language: string): Promise<Answer<Opened>> => post("/v/open", { ...by, language });

/** True once the log has it: only then may the camera be asked for. */
export const consent = async (agreed: Agreed): Promise<boolean> => (await post("/v/consent", { ...agreed, spoken: false })).kind === "ok";

export const refuse = async (): Promise<boolean> => (await post("/v/refuse", {})).kind === "ok";

export interface AskedOf {
  readonly question: string;
  readonly lowest: number;
  readonly highest: number;
}

export interface Given {
  readonly question: string;
  readonly value: number;
}

/** What is asked of the patient once it is over; mostly nothing. */
export async function questions(): Promise<readonly AskedOf[]> {
  const answer = await post<{ questions: AskedOf[] }>("/v/questionnaire/open", {});
  return answer.kind === "ok" ? answer.body.questions : [];
}

/** None is to decline. True once the log has it. */
export const answers = async (given: readonly Given[]): Promise<boolean> => (await post("/v/questionnaire", { answers: given })).kind === "ok";

export const place = async ({ latitude, longitude, accuracy }: GeolocationCoordinates): Promise<boolean> =>
  (await post("/v/location", { lat: latitude, lon: longitude, accuracy_m: accuracy })).kind === "ok";

let troubles = 0;
let held: string | null = null;

/** Before the link is opened a trouble is told with its token. */
export function troublesOf(token: string | null): void {
  held = token;
}

/** Tell the doctor why they see nothing. Never raises, and is bounded. */
export function trouble(kind: string, detail = ""): void {
  if (troubles++ >= MOST_TROUBLES) return;
  void post("/v/trouble", { kind, detail: detail.slice(0, 200) || null, ...(held !== null && { token: held }) });
}

export const pictures: Pictures = {
  async here(media) {
    const response = await ask("GET", `/v/photos/${media}/parts`, null, "application/json");
    return response.ok ? ((await response.json()) as { parts: number[] }).parts : null;
  },
  part: async (media, number, content) => said(await ask("PUT", `/v/photos/${media}/parts/${number}`, content, "application/octet-stream", PART_WAIT_MS)),
  finish: async (media, parts, size, sha256) =>
    said(await ask("POST", `/v/photos/${media}`, JSON.stringify({ parts, size, sha256 }), "application/json", PART_WAIT_MS)),
};

function said({ ok, status }: Response): PartAnswer {
  if (ok) return "ok";
  if (status === 409) return "again";
  return status === 429 || status >= 500 ? "later" : "refused";
}
