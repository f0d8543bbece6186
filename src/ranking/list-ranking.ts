/** Rankings of a source's lists: of a day, a week or a month. */
import { createHash } from "node:crypto";
import type { Sql, TransactionSql } from "postgres";
import { readOwners, readScoped } from "./belonging.ts";
import { addDays, periodDays, periodStart } from "./calendar.ts";
import type { DailyList, ListReading } from "./daily-list.ts";
import { type ListLine, type PlacedLine, type Ranked, type Scored, withPlaces } from "./rank-entry.ts";
import { LIST_KINDS, type ListKind, type RankingQuestion } from "./ranking-question.ts";
import { scoreOwners, scorePapers } from "./score-lines.ts";

/** Where lists and lines are read; answers may be shared between rankings. */
export interface ListReader {
  readonly sql: Sql | TransactionSql;
  lists(keys: readonly { readonly source: string; readonly day: string; readonly asOf: Date }[]): Promise<readonly DailyList[]>;
  lines(contentId: string): Promise<readonly ListLine[]>;
}

/** A ranking of a source's lists. */
export type ListQuestion = RankingQuestion & { readonly kind: ListKind; readonly source: string };

/** Whether a ranking is made of lists. */
export function isListQuestion(question: RankingQuestion): question is ListQuestion {
  return LIST_KINDS.some((kind) => kind === question.kind) && question.source !== null;
}

/** A ranking of lists with the instants that it hangs on. */
export interface ListRanking extends Ranked {
  /** What `previousRank` refers to: on a day the reading compared with, else the end of the period before; null: nothing. */
  readonly comparedWith: Date | null;
  /** The first complete reading of any of the period's lists; null: none was read. */
  readonly knownSince: Date | null;
  readonly revision: string;
}

/** @param isCompared whether anybody asks how entries moved; if not, nothing is compared */
export async function readListRanking(reader: ListReader, question: ListQuestion, isCompared: boolean): Promise<ListRanking> {
  const start = question.period.from.toISOString().slice(0, 10);
  const lists = await listsOf(reader, question, start);
  const readings: Readings = lists.map((list) => [list, list.shown]);
  const before = await comparedOf(reader, question, lists, start);
  // Together, so that lines of many rankings are read by one statement.
  const [shown, compared] = await Promise.all([
    scored(reader, question, readings),
    before === null || !isCompared ? null : scored(reader, question, before.readings),
  ]);
  const known = lists.flatMap(({ knownSince }) => knownSince ?? []).sort((a, b) => a.getTime() - b.getTime());
  return {
    ...withPlaces(shown, compared),
    comparedWith: before?.at ?? null,
    knownSince: known[0] ?? null,
    revision: revisionOf(question, readings, before?.readings ?? null, shown),
  };
}

type Readings = readonly (readonly [DailyList, ListReading | null])[];

async function listsOf(reader: ListReader, question: ListQuestion, start: string) {
  const { kind, source, asOf } = question;
  return await reader.lists(periodDays(kind, start).map((day) => ({ source, day, asOf })));
}

/** A day is compared with an earlier reading of itself, a week or month with the one before it, as known at the same instant. */
async function comparedOf(
  reader: ListReader,
  question: ListQuestion,
  lists: readonly DailyList[],
  start: string,
): Promise<{ at: Date; readings: Readings } | null> {
  if (question.kind === "DAILY") {
    const [list] = lists;
    return list?.compared ? { at: list.compared.observedAt, readings: [[list, list.compared]] } : null;
  }
  const before = await listsOf(reader, question, periodStart(question.kind, addDays(start, -1)));
  if (before.every(({ shown }) => shown === null)) return null;
  return { at: question.period.from, readings: before.map((list) => [list, list.shown]) };
}

async function scored(
  { sql, lines }: ListReader,
  { subject, scope, asOf }: RankingQuestion,
  readings: Readings,
): Promise<Scored[]> {
  const all = await Promise.all(
    readings.map(
      async ([list, reading]): Promise<PlacedLine[]> =>
        reading === null ? [] : (await lines(reading.contentId)).map((line) => ({ line, list, reading })),
    ),
  );
  const placed = all.flat();
  const paperIds = [...new Set(placed.flatMap(({ line }) => line.paperId ?? []))];
  const scoped = await readScoped(sql, scope, paperIds, asOf);
  const within = scoped === null ? placed : placed.filter(({ line }) => line.paperId !== null && scoped.has(line.paperId));
  if (subject === "PAPER") return scorePapers(within);
  return scoreOwners(subject, within, await readOwners(sql, subject, paperIds, asOf));
}

/**
 * Sixteen hexadecimal digits over all that a ranking's answer follows from: equal answers, equal revisions, whatever is asked of them.
 * For one `asOf` it moves only when something older comes in, is suppressed or comes to belong to somebody else, or the formula changes.
 */
function revisionOf(question: RankingQuestion, shown: Readings, compared: Readings | null, entries: readonly Scored[]): string {
  const { subject, kind, source, period, scope, formula } = question;
  const said = ([{ day, knownSince }, reading]: Readings[number]) =>
    reading && [day, knownSince, reading.contentId, reading.observedAt, reading.hidden];
  const scores = entries.map(({ key, subjectId, score, components }) => [key, subjectId, score, components]);
  const parts = [
    subject,
    kind,
    source,
    period,
    scope,
    formula.name,
    formula.version,
    shown.map(said),
    compared?.map(said),
    scores,
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
