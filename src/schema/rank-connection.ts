/** Pages of rankings, wherever they are ranked. */
import { createHash } from "node:crypto";
import type { AskedEntry, AskedRanking } from "../loaders/ranking.ts";
import type { RankingQuestion } from "../ranking/ranking-question.ts";
import { type Connection, endsOf, type ListOrdering } from "./connection.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { type PageArguments, readPageArguments } from "./page-arguments.ts";

/** Places from the first on. `of`: what tells a ranking from others, so that a cursor is of one alone. */
export function byRank(of: string): ListOrdering<AskedEntry> {
  return { name: `rank ${of}`, kinds: ["number"], valuesOf: (entry) => [entry.rank] };
}

/** The same at any instant: whoever leafs through the ranking of now asks for another one with every page. */
function orderingOf({ subject, kind, formula, source, period, scope, filter }: RankingQuestion): ListOrdering<AskedEntry> {
  const about = [subject, kind, formula, source, source === null ? null : period, scope, filter];
  return byRank(createHash("sha256").update(JSON.stringify(about)).digest("base64url").slice(0, DIGEST_LENGTH));
}

const DIGEST_LENGTH = 8;

/** A page that only its places are read of. @throws {GraphQLError} BAD_USER_INPUT, BAD_CURSOR */
export async function rankConnection(ranking: AskedRanking, args: PageArguments): Promise<Connection<AskedEntry>> {
  const page = readPageArguments(args);
  const { name, kinds, valuesOf } = orderingOf(ranking.question);
  const rankOf = (cursor: string) => Math.max(0, Math.trunc(Number(decodeCursor(name, kinds, cursor)[0])));
  const after = page.after === null ? 0 : rankOf(page.after);
  const before = page.before === null ? null : rankOf(page.before);
  // Ranks have no gap, so that a place is a number.
  const end = before ?? (page.isBackward ? (await ranking.count()) + 1 : Number.MAX_SAFE_INTEGER);
  const start = page.isBackward ? Math.max(after, end - 1 - page.size) : after;
  const size = Math.max(0, Math.min(page.size, end - 1 - start));
  // One more tells whether there is a further page.
  const found = await ranking.entries({ after: start, count: size + 1 });
  const nodes = found.slice(0, size);
  const cursorOf = (entry: AskedEntry) => encodeCursor(name, valuesOf(entry));
  return {
    nodes,
    cursorOf,
    pageInfo: () => ({ hasNextPage: found.length > size, hasPreviousPage: start > 0, ...endsOf(nodes, cursorOf) }),
    totalCount: () => ranking.count(),
  };
}
