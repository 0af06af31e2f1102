/** Values kept as text, as a language writes them. Pure. */

/** A measure as typed or sent, with the decimal mark of a language: `36.9` is `36,9` in French. */
export function decimals(value: string, locale: string): string {
  const mark = new Intl.NumberFormat(locale).format(0.5).charAt(1);
  return value.replace(/(?<=\d)[.,](?=\d)/g, mark);
}

/** A day `1943-05-02` as `02/05/1943`; an unknown day or month stays 00. What is no day stays as it is. */
export function day(value: string): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  return parts ? `${parts[3]}/${parts[2]}/${parts[1]}` : value;
}
