/** Matching rows to the keys they were asked for: by the key that each row carries, never by its place in the answer. */

/** For each key the row that carries it, or null. Of several rows with one key the first counts. */
export function oneByKey<Row>(keys: readonly string[], rows: readonly Row[], keyOf: (row: Row) => string): (Row | null)[] {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const key = keyOf(row);
    if (!found.has(key)) found.set(key, row);
  }
  return keys.map((key) => found.get(key) ?? null);
}

/** For each key all rows that carry it, in the order of the answer; none: an empty list. */
export function manyByKey<Row>(keys: readonly string[], rows: readonly Row[], keyOf: (row: Row) => string): Row[][] {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = found.get(key);
    if (group) group.push(row);
    else found.set(key, [row]);
  }
  return keys.map((key) => found.get(key) ?? []);
}
