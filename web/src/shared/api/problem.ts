/** What a person is told where the server said no. */

export interface Told {
  readonly title?: string | undefined;
  readonly detail?: string | undefined;
}

/**
 * The title is in the person's language. The detail is the server's English, for who looks into it: it is shown to
 * those who read English. Empty where nothing was said.
 */
export function told(problem: Told | null | undefined, language: string): string {
  const detail = language === "en" ? problem?.detail : undefined;
  return [problem?.title, detail].filter(Boolean).join(": ");
}
