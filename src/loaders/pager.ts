/** Reads keyset lists: of one parentless list at once, of many parents in one statement. */
import DataLoader from "dataloader";
import type { KeysetList, PageRow, Place, Statement, Window } from "./keyset.ts";
import { countStatement, existsStatement, pageStatement } from "./keyset.ts";
import { read, textArray } from "./read.ts";
import type { LoaderScope } from "./scope.ts";

/** A page's rows in the list's order. */
export interface PageOfRows<Row> {
  readonly rows: readonly (Row & PageRow)[];
  /** True: the list goes on in the direction in which the page was read. */
  readonly hasMore: boolean;
}

/** One list, opened for one request. `parent`: null for a list without parents. */
export interface Pager<Row> {
  page(parent: string | null): Promise<PageOfRows<Row>>;
  count(parent: string | null): Promise<number>;
  /** Whether there is a row at the window's `before` or behind it (`isForward`), at its `after` or in front of it; false without such a place. */
  existsBeyond(isForward: boolean, parent: string | null): Promise<boolean>;
}

/** Opens a list with a window on it. Nothing is read until asked. */
export function openPager<Row extends object>(scope: LoaderScope, list: KeysetList, window: Window): Pager<Row> {
  const pages = perParent<Row & PageRow>(scope, list, () => pageStatement(list, window));
  const counts = perParent<{ count: number; parentId?: string }>(scope, list, () => countStatement(list));
  const beyond = (isForward: boolean, place: Place) =>
    perParent<{ exists: boolean; parentId?: string }>(scope, list, () => existsStatement(list, isForward, place));
  const behind = window.before && beyond(true, window.before);
  const inFront = window.after && beyond(false, window.after);
  return {
    page: async (parent) => {
      const found = await pages(parent);
      const rows = found.slice(0, window.size);
      return { rows: window.isBackward ? rows.reverse() : rows, hasMore: found.length > window.size };
    },
    count: async (parent) => (await counts(parent))[0]?.count ?? 0,
    existsBeyond: async (isForward, parent) => {
      const rows = await (isForward ? behind : inFront)?.(parent);
      return rows?.[0]?.exists ?? false;
    },
  };
}

function perParent<Row extends { readonly parentId?: string }>(
  { sql }: LoaderScope,
  list: KeysetList,
  statementOf: () => Statement,
): (parent: string | null) => Promise<readonly Row[]> {
  if (list.parents === null) {
    let rows: Promise<readonly Row[]> | undefined;
    return () => {
      const { text, values } = statementOf();
      rows ??= read<Row>(sql, text, values);
      return rows;
    };
  }
  const loader = new DataLoader<string, readonly Row[]>(async (parents) => {
    const { text, values } = statementOf();
    const rows = await read<Row>(sql, text, [textArray(parents), ...values.slice(1)]);
    const byParent = new Map<string, Row[]>(parents.map((parent) => [parent, []]));
    for (const row of rows) byParent.get(row.parentId as string)?.push(row);
    return parents.map((parent) => byParent.get(parent) as Row[]);
  });
  return (parent) => loader.load(parent as string);
}
