/** Applying frames of the live feed to what is on screen. Pure: rows that did not change keep their identity. */

export type Rows<Row> = Readonly<Record<string, Row>>;
export type RowChanges<Row> = Readonly<Record<string, Row | null>>;

/** `rows` with each change put in by its id; null takes the row away. */
export function applyRows<Row>(rows: Rows<Row>, changes: RowChanges<Row> | undefined): Rows<Row> {
  const ids = Object.keys(changes ?? {});
  if (!changes || ids.length === 0) return rows;
  const next: Record<string, Row> = { ...rows };
  for (const id of ids) {
    const row = changes[id];
    if (row === null || row === undefined) delete next[id];
    else next[id] = row;
  }
  return next;
}

/** Whether a patch at `position` is new to a screen that already shows `shown`: replays change nothing. */
export function isNews(position: number, shown: number): boolean {
  return position > shown;
}
