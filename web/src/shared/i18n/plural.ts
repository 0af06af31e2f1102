/** A count with its word. Zero is singular in French, plural in English. */
export const frPlural = (n: number, one: string, many: string): string => `${n} ${n < 2 ? one : many}`;
export const enPlural = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
