/** How many rows a wall can show. Pure. */

export interface Fitted<Row> {
  readonly shown: readonly Row[];
  /** How many are not shown: said in the last line, never left out in silence. */
  readonly more: number;
}

/** The first rows that fit in `height`, each `rowHeight` high; where some do not, one line says how many. */
export function fitted<Row>(rows: readonly Row[], height: number, rowHeight: number): Fitted<Row> {
  const room = rowHeight > 0 ? Math.max(0, Math.floor(height / rowHeight)) : 0;
  if (rows.length <= room) return { shown: rows, more: 0 };
  const shown = rows.slice(0, Math.max(0, room - 1));
  return { shown, more: rows.length - shown.length };
}
