/** Which columns a statement has to read: only those that the document's fields need. */

import { remembered } from "./remembered.ts";

/** The fields that a document selects, by type, over all its operations and fragments. The same object for the same document. */
export interface AskedFields {
  has(type: string, field: string): boolean;
}

/** How the rows of one GraphQL type are read. */
export interface RowColumns {
  /** The GraphQL type whose fields decide. */
  readonly type: string;
  /** Read always, whatever is asked: keys. Property of the row to SQL expression. */
  readonly always: Readonly<Record<string, string>>;
  /** Read when asked. Property of the row to SQL expression. */
  readonly columns: Readonly<Record<string, string>>;
  /** Fields that need other properties than the one of their own name. */
  readonly needs?: Readonly<Record<string, readonly string[]>>;
}

const lists = new WeakMap<AskedFields, Map<RowColumns, string>>();

/** The select list, in the order of declaration, so that equal wishes give equal (prepared) statements. */
export function selectList(asked: AskedFields, row: RowColumns): string {
  const own = remembered(lists, asked, () => new Map<RowColumns, string>());
  return remembered(own, row, () => buildList(asked, row));
}

function buildList(asked: AskedFields, row: RowColumns): string {
  const wanted = new Set<string>();
  for (const property of Object.keys(row.columns)) if (asked.has(row.type, property)) wanted.add(property);
  for (const [field, properties] of Object.entries(row.needs ?? {})) {
    if (asked.has(row.type, field)) for (const property of properties) wanted.add(property);
  }
  const chosen = Object.entries(row.columns).filter(([property]) => wanted.has(property));
  return [...Object.entries(row.always), ...chosen].map(([property, expression]) => `${expression} as "${property}"`).join(", ");
}
