/** Connections: the shape that every list with pages has, and a page of a list that is already in memory. */
import type { PageInfoShape } from "@pothos/plugin-relay";
import type { SortKind, SortValue } from "./cursor.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import type { PageArguments } from "./page-arguments.ts";
import { readPageArguments } from "./page-arguments.ts";

/** One page. What costs something (a count, a cursor, a look beyond the page) is a function, called only when asked for. */
export interface Connection<Item> {
  readonly nodes: readonly Item[];
  cursorOf(item: Item): string;
  pageInfo(): PageInfoShape | Promise<PageInfoShape>;
  totalCount(): number | Promise<number>;
}

/** A list's ordering: a name for its cursors, and how an item's place is told. Values ascend; the last one is unique. */
export interface ListOrdering<Item> {
  readonly name: string;
  readonly kinds: readonly SortKind[];
  readonly valuesOf: (item: Item) => readonly SortValue[];
}

/** A page of a short list that is in memory, in the order of its values. @throws {GraphQLError} BAD_USER_INPUT, BAD_CURSOR */
export function listConnection<Item>(
  items: readonly Item[],
  args: PageArguments,
  ordering: ListOrdering<Item>,
): Connection<Item> {
  const page = readPageArguments(args);
  const after = page.after === null ? null : decodeCursor(ordering.name, ordering.kinds, page.after);
  const before = page.before === null ? null : decodeCursor(ordering.name, ordering.kinds, page.before);
  const start = after === null ? 0 : items.filter((item) => compareValues(ordering.valuesOf(item), after) <= 0).length;
  const end = before === null ? items.length : items.filter((item) => compareValues(ordering.valuesOf(item), before) < 0).length;
  const from = page.isBackward ? Math.max(start, end - page.size) : start;
  const to = Math.max(from, page.isBackward ? end : Math.min(end, start + page.size));
  const nodes = items.slice(from, to);
  const cursorOf = (item: Item) => encodeCursor(ordering.name, ordering.valuesOf(item));
  return {
    nodes,
    cursorOf,
    pageInfo: () => ({ hasNextPage: Math.min(to, end) < items.length, hasPreviousPage: from > 0, ...endsOf(nodes, cursorOf) }),
    totalCount: () => items.length,
  };
}

/** The cursors of a page's first and last item; null on an empty page. */
export function endsOf<Item>(nodes: readonly Item[], cursorOf: (item: Item) => string) {
  const [first, last] = [nodes[0], nodes.at(-1)];
  return {
    startCursor: first === undefined ? null : cursorOf(first),
    endCursor: last === undefined ? null : cursorOf(last),
  };
}

function compareValues(a: readonly SortValue[], b: readonly SortValue[]): number {
  for (const [place, left] of a.entries()) {
    const right = b[place] ?? null;
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1;
      continue;
    }
    const [x, y] = [left.valueOf(), right.valueOf()];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}
