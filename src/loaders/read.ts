/** The one way in which loaders ask the database: fixed texts, values as parameters, named prepared statements. */
import type { Sql } from "postgres";

/** A value bound to a `$n`. Lists go as PostgreSQL array text: see {@link uuidArray} and {@link textArray}. */
export type Parameter = string | number | boolean | Date | null;

/**
 * So many different texts are prepared at most, since each connection keeps what it has prepared. Documents of our
 * users ask for a handful of column sets; a client that tries all of them gets unprepared statements instead of our memory.
 */
const MAX_PREPARED = 1_000;
const prepared = new Set<string>();

/** Runs one statement and returns its rows. `text` must not hold anything that a client wrote. */
export async function read<Row extends object>(
  sql: Sql,
  text: string,
  parameters: readonly Parameter[],
): Promise<readonly Row[]> {
  if (!prepared.has(text) && prepared.size < MAX_PREPARED) prepared.add(text);
  return await sql.unsafe<Row[]>(text, [...parameters], { prepare: prepared.has(text) });
}

/** UUIDs as the text of a `uuid[]`. */
export function uuidArray(ids: readonly string[]): string {
  return `{${ids.join(",")}}`;
}

/** Texts as the text of a `text[]`, whatever they contain. */
export function textArray(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`).join(",")}}`;
}
