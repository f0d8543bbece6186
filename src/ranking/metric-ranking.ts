/** Rankings by counters: trending, rising, and formulas of one's own. Everything is computed by the database. */
import { createHash } from "node:crypto";
import type { Fragment, Sql, TransactionSql } from "postgres";
import { comparedInstant } from "./ask.ts";
import { askLarge } from "./large-query.ts";
import { componentsText, type MeasuredRow, toScored } from "./measured-row.ts";
import { type Measuring, measuredText } from "./measured-text.ts";
import type { RankEntry, Ranking, RankWindow } from "./rank-entry.ts";
import type { RankingQuestion } from "./ranking-question.ts";
import { countStoredEntries, hasStoredLeft, isStorable, readStoredEntries } from "./stored-ranking.ts";

/** Entries that left at most. */
export const MOST_LEFT = 100;

/**
 * A ranking by counters. `isCompared`: whether anybody asks how entries moved; if not, nothing is said of that. What is stored is
 * read while it holds; it is what would be computed.
 */
export function openMetricRanking(
  sql: Sql,
  question: RankingQuestion,
  sources: Measuring["sources"],
  isCompared: boolean,
): Ranking {
  const { subject, formula, scope, filter, asOf } = question;
  const measuring: Measuring = { subject, formula, scope, filter, asOf, sources, papers: null };
  const computed = {
    entries: (window: RankWindow) => readMetricEntries(sql, measuring, window, isCompared),
    count: () => countMetricEntries(sql, measuring),
    left: () => readMetricLeft(sql, measuring, MOST_LEFT),
  };
  const stored = {
    entries: async (window: RankWindow) =>
      (await readStoredEntries(sql, measuring, window, isCompared)) ?? (await computed.entries(window)),
    count: async () => (await countStoredEntries(sql, measuring)) ?? (await computed.count()),
    left: async () => ((await hasStoredLeft(sql, measuring)) === false ? [] : await computed.left()),
  };
  return {
    ...(isStorable(question) ? stored : computed),
    knownSince: () => readKnownSince(sql, measuring),
    comparedWith: async () => {
      const at = comparedInstant(asOf);
      return (await readKnownSince(sql, { ...measuring, asOf: at })) === null ? null : at;
    },
    revision: () => metricRevision(sql, question),
  };
}

/**
 * Sixteen hexadecimal digits. For one question they move only when something comes to be known of the time until its instant: an
 * older page that changes anything, a decision, a rebuild.
 */
export async function metricRevision(sql: Sql, question: RankingQuestion): Promise<string> {
  const [row] = await sql<{ events: string }[]>`
    select count(*)::text as events from history_event where observed_at <= ${question.asOf}`;
  return createHash("sha256")
    .update(JSON.stringify([question, row?.events]))
    .digest("hex")
    .slice(0, 16);
}

async function readKnownSince(sql: Sql, { formula, asOf }: Measuring): Promise<Date | null> {
  const kinds = formula.terms.flatMap(({ kind }) => kind ?? []);
  const [row] = await sql<{ at: Date | null }[]>`
    select min(first.at) as at from unnest(${kinds}::text[]) as k(kind)
    cross join lateral (select m.observed_at as at from metric m where m.kind = k.kind and m.observed_at <= ${asOf} order by m.observed_at limit 1) first`;
  return row?.at ?? null;
}

/** Entries of a window, best first. `isCompared`: also how they moved since a day earlier; else nothing is said of that. */
async function readMetricEntries(
  sql: Sql,
  measuring: Measuring,
  { after, count }: RankWindow,
  isCompared: boolean,
): Promise<RankEntry[]> {
  const rows = await askLarge(
    sql,
    (tx) => tx<MeasuredRow[]>`
    with ${measuredText(tx, measuring)}, ranked as (${ranked(tx)}), page as materialized (
      select rank, subject, score from ranked where rank > ${after} order by rank limit ${count})
    select page.rank::int, page.subject, page.score::text, told.components
    from page join (${componentsText(tx, tx`select subject from page`)}) told on told.subject = page.subject order by page.rank`,
  );
  const before = isCompared ? await readRanks(sql, { ...measuring, asOf: comparedInstant(measuring.asOf) }, rows) : null;
  return rows.map((row) => {
    const previousRank = before?.ranks.get(row.subject) ?? null;
    const rank = row.rank;
    const change = previousRank === null ? null : previousRank - rank;
    const isNew = before?.isKnown === true && previousRank === null;
    return { ...toScored(measuring, row), rank, previousRank, change, isNew };
  });
}

/** How many subjects are ranked. */
async function countMetricEntries(sql: Sql, measuring: Measuring): Promise<number> {
  const [row] = await askLarge(
    sql,
    (tx) => tx<{ count: number }[]>`
    with ${measuredText(tx, measuring)} select count(*)::int as count from scored`,
  );
  return row?.count ?? 0;
}

/** Entries of a day earlier that are ranked no more, best first, `limit` at most. */
async function readMetricLeft(sql: Sql, measuring: Measuring, limit: number): Promise<RankEntry[]> {
  const earlier = { ...measuring, asOf: comparedInstant(measuring.asOf) };
  const rows = await askLarge(
    sql,
    (tx) => tx<MeasuredRow[]>`
    with ${measuredText(tx, earlier)}, ranked as (${ranked(tx)}), page as materialized (
      select rank, subject, score from ranked
      where subject not in (with ${measuredText(tx, measuring)} select subject from scored) order by rank limit ${limit})
    select page.rank::int, page.subject, page.score::text, told.components
    from page join (${componentsText(tx, tx`select subject from page`)}) told on told.subject = page.subject order by page.rank`,
  );
  return rows.map((row) => ({
    ...{ ...toScored(earlier, row), rank: row.rank, previousRank: row.rank, change: null, isNew: false },
  }));
}

/** The ranks that subjects had. `isKnown`: there was a ranking at all. */
async function readRanks(sql: Sql, measuring: Measuring, of: readonly { readonly subject: string }[]) {
  const rows = await askLarge(
    sql,
    (tx) => tx<{ subject: string | null; rank: number | null }[]>`
    with ${measuredText(tx, measuring)}, ranked as (${ranked(tx)})
    select subject, rank::int from ranked where subject = any(${of.map(({ subject }) => subject)}::uuid[])
    union all select null, null where exists (select from scored)`,
  );
  const ranks = new Map(
    rows.flatMap(({ subject, rank }) => (subject === null || rank === null ? [] : [[subject, rank] as const])),
  );
  return { ranks, isKnown: rows.length > 0 };
}

function ranked(sql: TransactionSql): Fragment {
  return sql`select row_number() over (order by score desc, subject) as rank, subject, score from scored`;
}
