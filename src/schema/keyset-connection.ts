/** A page of a list that the database pages. */
import type { PageInfoShape } from "@pothos/plugin-relay";
import type { KeysetList, PageRow, Place } from "../loaders/keyset.ts";
import type { PageOfRows, Pager } from "../loaders/pager.ts";
import { openPager } from "../loaders/pager.ts";
import { remembered } from "../loaders/remembered.ts";
import type { Connection } from "./connection.ts";
import { endsOf } from "./connection.ts";
import type { GraphQLContext } from "./context.ts";
import type { SortKind } from "./cursor.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import type { Page, PageArguments } from "./page-arguments.ts";
import { readPageArguments } from "./page-arguments.ts";

/** A list as a field asks for it. */
export interface ListRequest<Row> {
  /** The field and everything but the page that tells its lists apart; lists of one name are read together. */
  readonly name: string;
  /** Names the ordering inside cursors, so that one of another ordering is refused. */
  readonly ordering: string;
  readonly kind: SortKind;
  /** Builds the list; called once per request for all parents. */
  readonly open: () => KeysetList;
  /** The parent's key; null for a list without parents. */
  readonly parent: string | null;
  /** What the parent already knows the count to be. */
  readonly knownCount?: number;
  /** Never read; fixes the type of the rows. */
  readonly row?: Row;
}

/** @throws {GraphQLError} BAD_USER_INPUT, BAD_CURSOR */
export async function keysetConnection<Row extends object>(
  context: GraphQLContext,
  args: PageArguments,
  request: ListRequest<Row>,
): Promise<Connection<Row & PageRow>> {
  const page = readPageArguments(args);
  const key = `${request.name}\u0000${page.size}${page.isBackward}\u0000${page.after}\u0000${page.before}`;
  const pagers = context.loaders.pagers as Map<string, Pager<Row>>;
  const pager = remembered(pagers, key, () => open(context, page, request));
  return connection(context, page, request, pager, await pager.page(request.parent));
}

function open<Row extends object>(context: GraphQLContext, page: Page, request: ListRequest<Row>): Pager<Row> {
  const placeOf = (cursor: string | null): Place | null => {
    if (cursor === null) return null;
    const [value, id] = decodeCursor(request.ordering, [request.kind, "id"], cursor);
    return { value: value ?? null, id: id as string };
  };
  const window = { size: page.size, isBackward: page.isBackward, after: placeOf(page.after), before: placeOf(page.before) };
  return openPager<Row>(context, request.open(), window);
}

function connection<Row extends object>(
  { asked }: GraphQLContext,
  page: Page,
  { ordering, parent, knownCount }: ListRequest<Row>,
  pager: Pager<Row>,
  { rows, hasMore }: PageOfRows<Row>,
): Connection<Row & PageRow> {
  const cursorOf = (row: PageRow) => encodeCursor(ordering, [row.sortValue, row.sortId]);
  const pageInfo = async (): Promise<PageInfoShape> => {
    const [isBehind, isInFront] = await Promise.all([
      asked.has("PageInfo", "hasNextPage") && pager.existsBeyond(true, parent),
      asked.has("PageInfo", "hasPreviousPage") && pager.existsBeyond(false, parent),
    ]);
    return {
      hasNextPage: isBehind || (hasMore && !page.isBackward),
      hasPreviousPage: isInFront || (hasMore && page.isBackward),
      ...endsOf(rows, cursorOf),
    };
  };
  return { nodes: rows, cursorOf, pageInfo, totalCount: () => knownCount ?? pager.count(parent) };
}
