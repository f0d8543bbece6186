/** Bulk writing: rows as JSON in one parameter, so that a page takes a fixed number of statements. */
import type { TransactionSql } from "postgres";

/** A table as the ingest writes it: columns with their SQL types, and which of them are the key. */
export interface TableShape {
  readonly table: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly key: readonly string[];
}

/** A row by column name. Dates are instants; arrays are SQL arrays; undefined is not allowed, null is. */
export type Row = Readonly<Record<string, unknown>>;

const CHUNK = 5_000;

/**
 * Inserts rows; `onConflict` is the SQL that follows, by default nothing is overwritten.
 * @returns the keys of the rows that were written, as `key` columns
 */
export async function insertRows(
  tx: TransactionSql,
  shape: TableShape,
  rows: readonly Row[],
  onConflict = "on conflict do nothing",
): Promise<Row[]> {
  const names = Object.keys(shape.columns);
  const list = names.map((name) => `"${name}"`).join(", ");
  const types = names.map((name) => `"${name}" ${shape.columns[name]}`).join(", ");
  const key = shape.key.map((name) => `"${shape.table}"."${name}"`).join(", ");
  const text = `insert into "${shape.table}" (${list}) select ${list} from jsonb_to_recordset($1::text::jsonb) as row(${types}) ${onConflict} returning ${key || "1"}`;
  const written: Row[] = [];
  for (let start = 0; start < rows.length; start += CHUNK) {
    written.push(...(await tx.unsafe<Row[]>(text, [JSON.stringify(rows.slice(start, start + CHUNK))], { prepare: true })));
  }
  return written;
}

/** `on conflict (key) do update` of every other column, where something differs. */
export function overwriting(shape: TableShape): string {
  const others = Object.keys(shape.columns).filter((name) => !shape.key.includes(name));
  const key = shape.key.map((name) => `"${name}"`).join(", ");
  const sets = others.map((name) => `"${name}" = excluded."${name}"`).join(", ");
  const mine = others.map((name) => `"${shape.table}"."${name}"`).join(", ");
  const theirs = others.map((name) => `excluded."${name}"`).join(", ");
  return `on conflict (${key}) do update set ${sets} where (${mine}) is distinct from (${theirs})`;
}

/**
 * Makes the rows whose `scope` column is one of `scopeIds` exactly `rows`: what is gone is deleted, what differs is
 * replaced, what is equal is not touched. @returns the scope ids of rows that were written or deleted
 */
export async function replaceRows(
  tx: TransactionSql,
  shape: TableShape,
  scope: string,
  scopeIds: readonly string[],
  rows: readonly Row[],
): Promise<string[]> {
  if (scopeIds.length === 0) return [];
  const names = Object.keys(shape.columns);
  const list = names.map((name) => `"${name}"`).join(", ");
  const existing = await tx.unsafe<Row[]>(
    `select ${list} from "${shape.table}" where "${scope}" = any($1::uuid[])`,
    [scopeIds as string[]],
    { prepare: true },
  );
  const wanted = new Map(rows.map((row) => [canonicalRow(row, names), row]));
  const stale: Row[] = [];
  for (const row of existing) {
    const text = canonicalRow(row, names);
    if (!wanted.delete(text)) stale.push(row);
  }
  if (stale.length > 0) {
    const types = shape.key.map((name) => `"${name}" ${shape.columns[name]}`).join(", ");
    const match = shape.key.map((name) => `t."${name}" = row."${name}"`).join(" and ");
    const keys = JSON.stringify(stale.map((row) => Object.fromEntries(shape.key.map((name) => [name, row[name]]))));
    await tx.unsafe(
      `delete from "${shape.table}" t using jsonb_to_recordset($1::text::jsonb) as row(${types}) where ${match}`,
      [keys],
      {
        prepare: true,
      },
    );
  }
  // A key that is wanted twice is a mistake of ours: let the primary key say so.
  await insertRows(tx, shape, [...wanted.values()], "");
  return [...stale, ...wanted.values()].map((row) => row[scope] as string);
}

function canonicalRow(row: Row, names: readonly string[]): string {
  return JSON.stringify(names.map((name) => row[name] ?? null));
}
