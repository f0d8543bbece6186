/** Days' lists and their rankings. */
import DataLoader from "dataloader";
import {
  type AdjacentDays,
  type DailyList,
  type DailyListKey,
  latestListedDay,
  readAdjacentDays,
  readDailyLists,
} from "../ranking/daily-list.ts";
import { type DailyRanking, type ListLine, rankDailyList, readLines } from "../ranking/daily-ranking.ts";
import { manyByKey } from "./by-key.ts";
import type { LoaderScope } from "./scope.ts";

const keyText = ({ source, day, asOf }: DailyListKey) => `${source}/${day}/${asOf.getTime()}`;

/** Loaders of rankings: one statement for all lists asked, one for all their lines. */
export function createRankingLoaders({ sql, asked }: LoaderScope) {
  const list = new DataLoader<DailyListKey, DailyList, string>((keys) => readDailyLists(sql, keys), { cacheKeyFn: keyText });
  const adjacentDays = new DataLoader<DailyListKey, AdjacentDays, string>((keys) => readAdjacentDays(sql, keys), {
    cacheKeyFn: keyText,
  });
  const lines = new DataLoader<string, ListLine[]>(async (contentIds) =>
    manyByKey(contentIds, await readLines(sql, contentIds), (line) => line.contentId),
  );
  // Where nobody asks how entries moved, the compared reading's lines are not read.
  const isCompared =
    asked.has("DailyRanking", "left") || ["previousRank", "change", "isNew"].some((field) => asked.has("RankEntry", field));
  const rankings = new Map<DailyList, Promise<DailyRanking>>();

  const rank = async (of: DailyList): Promise<DailyRanking> => {
    const [shown, compared] = await Promise.all([
      of.shown === null ? [] : lines.load(of.shown.contentId),
      of.compared === null || !isCompared ? [] : lines.load(of.compared.contentId),
    ]);
    return rankDailyList(of, shown, compared);
  };
  return {
    /** A day's list as of an instant; there is one for every day, read or not. */
    list,
    /** Nearest days before and after that hold papers. */
    adjacentDays,
    /** The latest day that holds papers; null: none does. */
    latestDay: (source: string, asOf: Date): Promise<string | null> => latestListedDay(sql, source, asOf),
    /** The ranking of a list that {@link list} gave. */
    ranking: (of: DailyList): Promise<DailyRanking> => {
      const known = rankings.get(of);
      if (known) return known;
      const ranking = rank(of);
      rankings.set(of, ranking);
      return ranking;
    },
  };
}
