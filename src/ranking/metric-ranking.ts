/** Rankings by counters: trending, rising, and formulas of one's own. Everything is computed by the database. */
import { createHash } from "node:crypto";
import type { Fragment, Sql } from "postgres";
import type { FormulaTerm } from "./formula.ts";
import { type Measuring, measuredText } from "./measured-text.ts";
import type { RankEntry, Ranking, RankWindow, ScoreComponent } from "./rank-entry.ts";
import type { RankingQuestion } from "./ranking-question.ts";

interface Row {
  readonly rank: number;
  readonly subject: string;
  readonly score: string;
  readonly previous: number | null;
  readonly components: readonly {
    readonly place: number;
    readonly value: string;
    readonly source: string;
    readonly observedAt: string;
    readonly normalized: string;
    readonly contribution: string;
  }[];
}

const DAY_MS = 86_400_000;

/** Entries that left at most. */
export const MOST_LEFT = 100;

/** A ranking by counters. `isCompared`: whether anybody asks how entries moved; if not, nothing is said of that. */
export function openMetricRanking(
  sql: Sql,
  question: RankingQuestion,
  sources: Measuring["sources"],
  isCompared: boolean,
): Ranking {
  const { subject, formula, scope, filter, asOf } = question;
  const measuring: Measuring = { subject, formula, scope, filter, asOf, sources, papers: null };
  return {
    entries: (window) => readMetricEntries(sql, measuring, window, isCompared),
    count: () => countMetricEntries(sql, measuring),
    left: () => readMetricLeft(sql, measuring, MOST_LEFT),
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

/** What these rankings are compared with: themselves, a day earlier. */
export function comparedInstant(asOf: Date): Date {
  return new Date(asOf.getTime() - DAY_MS);
}

/** Entries of a window, best first. `isCompared`: also how they moved since a day earlier; else nothing is said of that. */
async function readMetricEntries(
  sql: Sql,
  measuring: Measuring,
  { after, count }: RankWindow,
  isCompared: boolean,
): Promise<RankEntry[]> {
  const rows = await sql<Row[]>`
    with ${measuredText(sql, measuring)}, ranked as (${ranked(sql)}), page as materialized (
      select rank, subject, score from ranked where rank > ${after} order by rank limit ${count})
    select page.rank::int, page.subject, page.score::text, null::int as previous, ${componentsText(sql, sql`page.subject`)} as components
    from page order by page.rank`;
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
  const [row] = await sql<{ count: number }[]>`
    with ${measuredText(sql, measuring)} select count(*)::int as count from scored`;
  return row?.count ?? 0;
}

/** Entries of a day earlier that are ranked no more, best first, `limit` at most. */
async function readMetricLeft(sql: Sql, measuring: Measuring, limit: number): Promise<RankEntry[]> {
  const earlier = { ...measuring, asOf: comparedInstant(measuring.asOf) };
  const present = await sql<{ subject: string }[]>`
    with ${measuredText(sql, measuring)} select subject from scored`;
  const rows = await sql<Row[]>`
    with ${measuredText(sql, earlier)}, ranked as (${ranked(sql)}), page as materialized (
      select rank, subject, score from ranked where subject <> all(${present.map(({ subject }) => subject)}::uuid[]) order by rank limit ${limit})
    select page.rank::int, page.subject, page.score::text, null::int as previous, ${componentsText(sql, sql`page.subject`)} as components
    from page order by page.rank`;
  return rows.map((row) => ({
    ...{ ...toScored(earlier, row), rank: row.rank, previousRank: row.rank, change: null, isNew: false },
  }));
}

/** The ranks that subjects had. `isKnown`: there was a ranking at all. */
async function readRanks(sql: Sql, measuring: Measuring, of: readonly { readonly subject: string }[]) {
  const rows = await sql<{ subject: string | null; rank: number | null }[]>`
    with ${measuredText(sql, measuring)}, ranked as (${ranked(sql)})
    select subject, rank::int from ranked where subject = any(${of.map(({ subject }) => subject)}::uuid[])
    union all select null, null where exists (select from scored)`;
  const ranks = new Map(
    rows.flatMap(({ subject, rank }) => (subject === null || rank === null ? [] : [[subject, rank] as const])),
  );
  return { ranks, isKnown: rows.length > 0 };
}

function ranked(sql: Sql): Fragment {
  return sql`select row_number() over (order by score desc, subject) as rank, subject, score from scored`;
}

/** A subject's components in the order of the formula's terms. Numbers travel as text, so that no digit is lost. */
function componentsText(sql: Sql, subject: Fragment): Fragment {
  return sql`(select json_agg(json_build_object('place', c.place, 'value', c.value::text, 'source', c.source, 'observedAt', c.observed_at,
    'normalized', c.normalized::text, 'contribution', c.contribution::text) order by c.place) from components c where c.subject = ${subject})`;
}

function toScored({ subject, formula }: Measuring, { subject: id, score, components }: Row) {
  return {
    ...{ key: id, subjectKind: subject, subjectId: id, score: Number(score), position: null, placed: null },
    components: components.map((one): ScoreComponent => {
      const { name, weight } = formula.terms[one.place] as FormulaTerm;
      return {
        ...{ name, value: Number(one.value), source: one.source, observedAt: new Date(one.observedAt) },
        ...{ normalized: Number(one.normalized), weight, contribution: Number(one.contribution) },
      };
    }),
  };
}
