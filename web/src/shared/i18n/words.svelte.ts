import { preference } from "../ui/preference.ts";
import { en } from "./en.ts";
import { type Dictionary, fr } from "./fr.ts";

export type Language = "fr" | "en";
const DICTIONARIES: Record<Language, Dictionary> = { fr, en };
const saved = preference<Language>("vigie.language", ["fr", "en"]);

/** The words of the language in use; French unless the person chose otherwise on this machine. */
class Words {
  language = $state<Language>(saved.read() ?? "fr");
  t = $derived(DICTIONARIES[this.language]);

  use(language: Language): void {
    this.language = language;
    saved.write(language);
    document.documentElement.lang = language;
  }

  /** Hours and minutes of an ISO instant, on this machine's wall clock. */
  time(instant: string | number): string {
    return new Intl.DateTimeFormat(this.t.locale, { hour: "2-digit", minute: "2-digit" }).format(new Date(instant));
  }

  /** Day, hours and minutes: `22/11 07:00`. */
  dayAndTime(instant: string | number): string {
    const form = { day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
    return new Intl.DateTimeFormat(this.t.locale, form).format(new Date(instant)).replace(", ", " ");
  }

  timeWithSeconds(instant: string | number): string {
    const form = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
    return new Intl.DateTimeFormat(this.t.locale, form).format(new Date(instant));
  }

  number(value: number, digits = 0): string {
    return new Intl.NumberFormat(this.t.locale, { maximumFractionDigits: digits }).format(value);
  }
}

export const words = new Words();
document.documentElement.lang = words.language;
