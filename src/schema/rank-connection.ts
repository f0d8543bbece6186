/** Pages of rankings, wherever they are ranked. */
import type { AskedEntry, AskedRanking } from "../loaders/ranking.ts";
import { type Connection, endsOf, type ListOrdering } from "./connection.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { type PageArguments, readPageArguments } from "./page-arguments.ts";

/** Places from the first on. */
export const BY_RANK: ListOrdering<AskedEntry> = { name: "rank", kinds: ["number"], valuesOf: (entry) => [entry.rank] };

/** A page that only its places are read of. @throws {GraphQLError} BAD_USER_INPUT, BAD_CURSOR */
export async function rankConnection(ranking: AskedRanking, args: PageArguments): Promise<Connection<AskedEntry>> {
  const page = readPageArguments(args);
  const after = page.after === null ? 0 : rankOf(page.after);
  const before = page.before === null ? null : rankOf(page.before);
  // Ranks have no gap, so that a place is a number.
  const end = before ?? (page.isBackward ? (await ranking.count()) + 1 : Number.MAX_SAFE_INTEGER);
  const start = page.isBackward ? Math.max(after, end - 1 - page.size) : after;
  const size = Math.max(0, Math.min(page.size, end - 1 - start));
  // One more tells whether there is a further page.
  const found = await ranking.entries({ after: start, count: size + 1 });
  const nodes = found.slice(0, size);
  const cursorOf = (entry: AskedEntry) => encodeCursor(BY_RANK.name, BY_RANK.valuesOf(entry));
  return {
    nodes,
    cursorOf,
    pageInfo: () => ({ hasNextPage: found.length > size, hasPreviousPage: start > 0, ...endsOf(nodes, cursorOf) }),
    totalCount: () => ranking.count(),
  };
}

function rankOf(cursor: string): number {
  const [rank] = decodeCursor(BY_RANK.name, BY_RANK.kinds, cursor);
  return Math.max(0, Math.trunc(Number(rank)));
}
