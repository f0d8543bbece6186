/** Bulk writing: rows as an array per column, so that a page takes a fixed number of statements. */
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

/** Inserts rows; `onConflict` is the SQL that follows, by default nothing is overwritten. */
export async function insertRows(
  tx: TransactionSql,
  shape: TableShape,
  rows: readonly Row[],
  onConflict = "on conflict do nothing",
): Promise<void> {
  // One after the other without waiting in between: they arrive in this order.
  const chunks: Promise<unknown>[] = [];
  for (let start = 0; start < rows.length; start += CHUNK)
    chunks.push(insertChunk(tx, shape, rows.slice(start, start + CHUNK), onConflict));
  await Promise.all(chunks);
}

/** As {@link insertRows}. @returns the keys of the rows that were written, as `key` columns */
export async function insertReturning(
  tx: TransactionSql,
  shape: TableShape,
  rows: readonly Row[],
  onConflict = "on conflict do nothing",
): Promise<Row[]> {
  const key = shape.key.map((name) => `"${shape.table}"."${name}"`).join(", ");
  const written: Row[] = [];
  for (let start = 0; start < rows.length; start += CHUNK) {
    written.push(...(await insertChunk(tx, shape, rows.slice(start, start + CHUNK), `${onConflict} returning ${key}`)));
  }
  return written;
}

async function insertChunk(tx: TransactionSql, shape: TableShape, rows: readonly Row[], end: string): Promise<Row[]> {
  const columns = Object.entries(shape.columns);
  const list = columns.map(([name]) => `"${name}"`).join(", ");
  // Arrays of arrays are not taken apart by one level only, so an array travels as its text.
  const values = columns.map(([name, type]) => (type.endsWith("[]") ? `"${name}"::${type}` : `"${name}"`)).join(", ");
  const sources = columns.map(([, type], place) => sourceOf(type, `$${place + 1}::text`)).join(", ");
  const text = `insert into "${shape.table}" (${list}) select ${values} from rows from (${sources}) as row(${list}) ${end}`;
  const parameters = columns.map(([name, type]) =>
    columnText(
      rows.map((row) => row[name]),
      type,
    ),
  );
  return await tx.unsafe<Row[]>(text, parameters, { prepare: true });
}

/** The rows of one column. Documents travel as one, which is read once and not quoted a second time. */
function sourceOf(type: string, parameter: string): string {
  if (type === "jsonb") return `jsonb_array_elements(${parameter}::jsonb)`;
  return `unnest(${parameter}::${type.endsWith("[]") ? "text" : type}[])`;
}

/** A column's values in the form of {@link sourceOf}. Documents must not be null. */
function columnText(values: readonly unknown[], type: string): string {
  return type === "jsonb" ? JSON.stringify(values) : arrayText(values.map(elementText));
}

/** A value as PostgreSQL reads it; null: SQL's. */
function elementText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return arrayText(value.map(String));
  return value instanceof Date ? value.toISOString() : String(value);
}

/** The text of a one-dimensional array. */
function arrayText(elements: readonly (string | null)[]): string {
  return `{${elements.map((one) => (one === null ? "NULL" : quoted(one))).join(",")}}`;
}

/** Numbers, keys and instants need no quotes. */
function quoted(text: string): string {
  return PLAIN.test(text) ? text : `"${text.replace(SPECIAL, "\\$&")}"`;
}

const PLAIN = /^(?!null$)[\w:.-]+$/i;
const SPECIAL = /["\\]/g;

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
