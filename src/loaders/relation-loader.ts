/** DataLoaders over one statement with the keys as `$1`, a `uuid[]`. */
import DataLoader from "dataloader";
import type { Identifier } from "../contract/index.ts";
import { manyByKey, oneByKey } from "./by-key.ts";
import { read, textArray } from "./read.ts";
import type { LoaderScope } from "./scope.ts";

/** One row per key, or null. `text` is asked for when the batch is read. */
export function oneLoader<Row extends object>(
  { sql }: LoaderScope,
  text: () => string,
  keyOf: (row: Row) => string,
): DataLoader<string, Row | null> {
  return new DataLoader(async (keys) => oneByKey(keys, await read<Row>(sql, text(), [textArray(keys)]), keyOf));
}

/** All rows of each key, in the statement's order. */
export function manyLoader<Row extends object>(
  { sql }: LoaderScope,
  text: () => string,
  keyOf: (row: Row) => string,
): DataLoader<string, readonly Row[]> {
  return new DataLoader(async (keys) => manyByKey(keys, await read<Row>(sql, text(), [textArray(keys)]), keyOf));
}

/**
 * The statement that finds entities by any UUID that ever named them: their own, or that of an identifier that leads
 * to them now. `identifierTable`: `id` to `ownerColumn`; `condition`: which of its rows count.
 */
export function byAnyIdText(table: string, alias: string, identifiers: { table: string; owner: string; condition?: string }) {
  const condition = identifiers.condition ? ` and ${identifiers.condition}` : "";
  return (select: string) =>
    `select asked.id as "askedId", ${select} from unnest($1::uuid[]) as asked(id) ` +
    `cross join lateral (select own.id, 0 as place from ${table} own where own.id = asked.id ` +
    `union all select identifier.${identifiers.owner}, 1 from ${identifiers.table} identifier where identifier.id = asked.id${condition} ` +
    `order by place limit 1) as found join ${table} ${alias} on ${alias}.id = found.id`;
}

/** A row with the UUID that it was asked for by. */
export type AskedRow<Row> = Row & { readonly askedId: string };

/**
 * The statement that finds entities by identifiers, given as texts of {@link identifierText}; rows carry theirs as
 * `askedId`. Same tables as {@link byAnyIdText}.
 */
export function byIdentifierText(
  table: string,
  alias: string,
  identifiers: { table: string; owner: string; condition?: string },
) {
  const condition = identifiers.condition ? ` and ${identifiers.condition}` : "";
  return (select: string) =>
    `select asked.key as "askedId", ${select} from unnest($1::text[]) as asked(key) join ${identifiers.table} identifier ` +
    "on identifier.scheme = split_part(asked.key, ' ', 1) and identifier.value = substr(asked.key, strpos(asked.key, ' ') + 1)" +
    `${condition} join ${table} ${alias} on ${alias}.id = identifier.${identifiers.owner}`;
}

/** An identifier as one text, for keys of loaders. Schemes hold no blank. */
export function identifierText({ scheme, value }: Identifier): string {
  return `${scheme} ${value}`;
}
