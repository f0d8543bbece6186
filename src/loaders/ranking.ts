/** Days' lists and rankings of all kinds. */
import DataLoader from "dataloader";
import { metricSources } from "../claims/metric-rule.ts";
import { dailyQuestion } from "../ranking/ask.ts";
import {
  type AdjacentDays,
  type DailyList,
  type DailyListKey,
  latestListedDay,
  readAdjacentDays,
  readDailyLists,
} from "../ranking/daily-list.ts";
import { readLines } from "../ranking/list-line.ts";
import { isListQuestion, type ListQuestion, type ListRanking, readListRanking } from "../ranking/list-ranking.ts";
import { openMetricRanking } from "../ranking/metric-ranking.ts";
import type { ListLine, RankEntry, Ranking } from "../ranking/rank-entry.ts";
import type { RankingQuestion } from "../ranking/ranking-question.ts";
import { latestSnapshot, type RankingSnapshot, readSnapshot, readSnapshotEntries } from "../ranking/snapshot.ts";
import { manyByKey } from "./by-key.ts";
import { remembered } from "./remembered.ts";
import type { LoaderScope } from "./scope.ts";

const keyText = ({ source, day, asOf }: DailyListKey) => `${source}/${day}/${asOf.getTime()}`;

/** Fields that say how a place moved; where nobody asks for any, nothing is compared. */
const MOVEMENT = ["previousRank", "change", "isNew"];

/** Loaders of rankings: one statement for all lists asked, one for all their lines; rankings by counters have their own. */
export function createRankingLoaders({ sql, asked, sources }: LoaderScope) {
  const list = new DataLoader<DailyListKey, DailyList, string>((keys) => readDailyLists(sql, keys), { cacheKeyFn: keyText });
  const adjacentDays = new DataLoader<DailyListKey, AdjacentDays, string>((keys) => readAdjacentDays(sql, keys), {
    cacheKeyFn: keyText,
  });
  const lines = new DataLoader<string, ListLine[]>(async (contentIds) =>
    manyByKey(contentIds, await readLines(sql, contentIds), (line) => line.contentId),
  );
  const reader = {
    sql,
    lists: (keys: readonly DailyListKey[]) => Promise.all(keys.map((key) => list.load(key))),
    lines: (contentId: string) => lines.load(contentId),
  };
  const isCompared =
    ["DailyRanking", "Ranking"].some((type) => asked.has(type, "left")) ||
    MOVEMENT.some((field) => asked.has("RankEntry", field));
  const lists = new Map<string, Promise<ListRanking>>();
  const rankings = new Map<string, Ranking>();
  const sealed = new Map<string, Promise<readonly RankEntry[]>>();
  const snapshot = new DataLoader<string, RankingSnapshot | null>((ids) => Promise.all(ids.map((id) => readSnapshot(sql, id))));
  const ofLists = (question: ListQuestion) =>
    remembered(lists, JSON.stringify(question), () => readListRanking(reader, question, isCompared));
  const open = (question: RankingQuestion): Ranking =>
    isListQuestion(question)
      ? inParts(() => ofLists(question))
      : openMetricRanking(sql, question, metricSources(sources.map(({ id }) => id)), isCompared);
  return {
    /** A day's list as of an instant; there is one for every day, read or not. */
    list,
    /** Nearest days before and after that hold papers. */
    adjacentDays,
    /** The latest day that holds papers; null: none does. */
    latestDay: (source: string, asOf: Date): Promise<string | null> => latestListedDay(sql, source, asOf),
    /** The ranking of a list that {@link list} gave. */
    ofList: (of: DailyList): Promise<ListRanking> => ofLists(dailyQuestion(of)),
    /** A sealed ranking by its UUID; null: there is none. */
    snapshot: (id: string): Promise<RankingSnapshot | null> => snapshot.load(id),
    /** The latest one that was sealed of a question until its instant; null: none was. */
    snapshotOf: (question: RankingQuestion): Promise<RankingSnapshot | null> => latestSnapshot(sql, question),
    /** All entries of a sealed ranking. */
    sealedEntries: (of: RankingSnapshot): Promise<readonly RankEntry[]> =>
      remembered(sealed, of.id, () => readSnapshotEntries(sql, of)),
    /** Any ranking. */
    of: (question: RankingQuestion): Ranking => remembered(rankings, JSON.stringify(question), () => open(question)),
  };
}

/** A ranking of lists is read whole, once. */
function inParts(read: () => Promise<ListRanking>): Ranking {
  return {
    entries: async ({ after, count }) => (await read()).entries.slice(after, after + count),
    count: async () => (await read()).entries.length,
    left: async () => (await read()).left,
    knownSince: async () => (await read()).knownSince,
    comparedWith: async () => (await read()).comparedWith,
    revision: async () => (await read()).revision,
  };
}
