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
import type { ListLine, RankEntry, Ranking, RankWindow } from "../ranking/rank-entry.ts";
import { NO_FILTER, type RankableKind, type RankingKind, type RankingQuestion } from "../ranking/ranking-question.ts";
import { latestSnapshots, type RankingSnapshot, readSnapshot, readSnapshotEntries } from "../ranking/snapshot.ts";
import { readListedDays, readSealedPlaces } from "../ranking/subject-periods.ts";
import { manyByKey } from "./by-key.ts";
import { remembered } from "./remembered.ts";
import type { LoaderScope } from "./scope.ts";

const keyText = ({ source, day, asOf }: DailyListKey) => `${source}/${day}/${asOf.getTime()}`;

/** A place, with what its ranking was asked for. */
export interface AskedEntry extends RankEntry {
  readonly question: RankingQuestion;
}

/** A ranking that says of its places what was asked for. */
export interface AskedRanking extends Omit<Ranking, "entries" | "left"> {
  entries(window: RankWindow): Promise<readonly AskedEntry[]>;
  left(): Promise<readonly AskedEntry[]>;
  readonly question: RankingQuestion;
}

/** Fields that say how a place moved; where nobody asks for any, nothing is compared. */
const MOVEMENT = ["previousRank", "change", "isNew"];

/** Loaders of rankings: one statement for all lists asked, one for all their lines; rankings by counters have their own. */
export function createRankingLoaders({ sql, asked: fields, sources }: LoaderScope) {
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
    ["DailyRanking", "Ranking"].some((type) => fields.has(type, "left")) ||
    MOVEMENT.some((field) => fields.has("RankEntry", field));
  const lists = new Map<string, Promise<ListRanking>>();
  const rankings = new Map<string, AskedRanking>();
  const sealed = new Map<string, Promise<readonly AskedEntry[]>>();
  const snapshot = new DataLoader<string, RankingSnapshot | null>((ids) => Promise.all(ids.map((id) => readSnapshot(sql, id))));
  const snapshotOf = new DataLoader<RankingQuestion, RankingSnapshot | null, string>(
    (questions) => latestSnapshots(sql, questions),
    { cacheKeyFn: (question) => JSON.stringify(question) },
  );
  const ofLists = (question: ListQuestion) =>
    remembered(lists, JSON.stringify(question), () => readListRanking(reader, question, isCompared));
  const open = (question: RankingQuestion): Ranking =>
    isListQuestion(question)
      ? inParts(() => ofLists(question))
      : openMetricRanking(sql, question, metricSources(sources.map(({ id }) => id)), isCompared);
  const ofQuestion = (question: RankingQuestion): AskedRanking =>
    remembered(rankings, JSON.stringify(question), () => asked(open(question), question));
  return {
    /** A day's list as of an instant; there is one for every day, read or not. */
    list,
    /** Nearest days before and after that hold papers. */
    adjacentDays,
    /** The latest day that holds papers; null: none does. */
    latestDay: (source: string, asOf: Date): Promise<string | null> => latestListedDay(sql, source, asOf),
    /** The ranking of a list that {@link list} gave. */
    ofList: (of: DailyList): AskedRanking => ofQuestion(dailyQuestion(of)),
    /** A sealed ranking by its UUID; null: there is none. */
    snapshot: (id: string): Promise<RankingSnapshot | null> => snapshot.load(id),
    /** The latest one that was sealed of a question until its instant; null: none was. */
    snapshotOf: (question: RankingQuestion): Promise<RankingSnapshot | null> => snapshotOf.load(question),
    /** All entries of a sealed ranking. */
    sealedEntries: (of: RankingSnapshot): Promise<readonly AskedEntry[]> =>
      remembered(sealed, of.id, async () => {
        const question: RankingQuestion = { ...of, filter: NO_FILTER };
        return (await readSnapshotEntries(sql, of)).map((one) => ({ ...one, question }));
      }),
    /** Sealed rankings of a kind in which a subject has a place, the latest instant first. */
    sealedPlaces: async (subject: RankableKind, kind: RankingKind, id: string): Promise<RankingSnapshot[]> => {
      const found = await Promise.all((await readSealedPlaces(sql, subject, kind, id)).map((one) => snapshot.load(one)));
      return found.filter((one) => one !== null);
    },
    /** Days of a source's lists that hold a subject, newest first. */
    listedDays: (subject: RankableKind, id: string, source: string) => readListedDays(sql, subject, id, source),
    /** Any ranking. */
    of: ofQuestion,
  };
}

function asked(ranking: Ranking, question: RankingQuestion): AskedRanking {
  const withQuestion = (entries: readonly RankEntry[]) => entries.map((one) => ({ ...one, question }));
  return {
    ...ranking,
    question,
    entries: async (window) => withQuestion(await ranking.entries(window)),
    left: async () => withQuestion(await ranking.left()),
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
