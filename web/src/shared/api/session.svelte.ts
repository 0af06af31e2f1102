import { client } from "./client.ts";
import type { Person } from "./types.ts";

/** unknown: not asked yet. out: nobody. in: signed in. expired: was signed in; the screen stays. */
export type SessionState = "unknown" | "out" | "in" | "expired";

class Session {
  state = $state<SessionState>("unknown");
  person = $state.raw<Person | null>(null);
  readonly #closing = new Set<() => void>();
  /** How often somebody was let in: what was asked before the last time says nothing of it. */
  #entries = 0;

  /** `does` is called before the session is left, and when it is lost. */
  onClosing(does: () => void): void {
    this.#closing.add(does);
  }

  /** Ask the server who is signed in. A network failure changes nothing. */
  async check(): Promise<void> {
    const entries = this.#entries;
    const { data, response } = await client.GET("/api/session").catch(() => ({ data: undefined, response: null }));
    if (data) this.#entered(data);
    else if (response?.status === 401 && entries === this.#entries) this.expire();
  }

  /** Raises where the network fails. False where the server refuses. */
  async enter(user: string, password: string): Promise<boolean> {
    const { data } = await client.POST("/api/session", { body: { user, password } });
    if (data) this.#entered(data);
    return data !== undefined;
  }

  async leave(): Promise<void> {
    for (const does of this.#closing) does();
    await client.DELETE("/api/session");
    this.person = null;
    this.state = "out";
  }

  /** The server no longer knows us. Whoever was at work keeps the screen, under the sign-in form. */
  expire(): void {
    for (const does of this.#closing) does();
    this.state = this.person === null ? "out" : "expired";
  }

  #entered(person: Person): void {
    this.#entries += 1;
    this.person = person;
    this.state = "in";
  }
}

export const session = new Session();
