/** Instants as auditors need them: local and UTC, with the day and the seconds. */
const FORM = {
  day: "2-digit",
  month: "2-digit",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
} as const;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** `22/11/2026 03:12:05`, on this machine's clock. */
export function local(instant: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, FORM).format(new Date(instant)).replace(", ", " ");
}

/** An instant within a line of words, where it is not broken; null where `text` is none. */
export function inLine(text: string, locale: string): string | null {
  return INSTANT.test(text) && !Number.isNaN(Date.parse(text)) ? local(text, locale).replace(" ", "\u00a0") : null;
}

/** `2026-11-22 02:12:05`. */
export function utc(instant: string): string {
  return new Date(instant).toISOString().slice(0, 19).replace("T", " ");
}

/** What a field of local date and time holds, as an instant with its offset; null where it holds none. */
export function instantOf(field: string): string | null {
  const at = new Date(field);
  return field === "" || Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** An instant as a field of local date and time shows it, to the second. */
export function fieldOf(instant: string): string {
  const at = new Date(instant);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
