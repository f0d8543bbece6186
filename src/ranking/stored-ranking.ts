/**
 * The trending ranking of all papers, from its stored order (`paper_heat`). That is the order of now: it holds for an instant after
 * which nothing was observed, and gives what would be computed then, place by place.
 */
import type { Fragment, Sql, TransactionSql } from "postgres";
import type { MetricKind } from "../contract/index.ts";
import { comparedInstant } from "./ask.ts";
import { TRENDING_FORMULA } from "./formula.ts";
import { heatText, sourcesText } from "./heat.ts";
import { askLarge } from "./large-query.ts";
import { componentsText, type MeasuredRow, toScored } from "./measured-row.ts";
import { countedText, type Measuring, measuredText } from "./measured-text.ts";
import type { RankEntry, RankWindow } from "./rank-entry.ts";
import type { RankingQuestion } from "./ranking-question.ts";

/** Whether the stored order is of such a question at all. */
export function isStorable({ subject, formula, scope, filter }: RankingQuestion): boolean {
  return (
    subject === "PAPER" &&
    formula === TRENDING_FORMULA &&
    [scope, filter].every((one) => Object.values(one).every((x) => x === null))
  );
}

interface Row extends Omit<MeasuredRow, "rank"> {
  readonly is_stored: boolean;
  /** Null: there is no entry in this row, which says that alone. */
  readonly rank: number | null;
  /** Null: nothing is compared, or it was not ranked. */
  readonly previous: number | null;
  readonly is_compared: boolean;
}

/**
 * Entries of a window, best first; `nulls last` as the index has it. Null: the stored order does not hold for the instant. What it costs does not hang on the number
 * of papers but on the window's first place and, where `isCompared`, on how much was observed in the last day.
 */
export async function readStoredEntries(
  sql: Sql,
  measuring: Measuring,
  { after, count }: RankWindow,
  isCompared: boolean,
): Promise<RankEntry[] | null> {
  const ask = (db: Sql | TransactionSql) => db<Row[]>`
    with known as materialized (select ${isStoredText(db, measuring)} as is_stored),
    page as materialized (
      select ${after} + row_number() over (order by heat desc nulls last, paper_id) as rank, paper_id, heat from (
        select h.paper_id, h.heat from paper_heat h where (select is_stored from known)
        order by h.heat desc nulls last, h.paper_id offset ${after} limit ${count}) h),
    ${isCompared ? movedText(db, measuring) : db`moved as (select paper_id, null::int as previous, false as is_compared from page)`},
    ${measuredText(db, { ...measuring, papers: db`select paper_id from page` })}
    select known.is_stored, page.rank::int, page.paper_id as subject, scored.score::text, moved.previous::int, moved.is_compared, told.components
    from known left join (page join scored on scored.subject = page.paper_id join moved on moved.paper_id = page.paper_id
      join (${componentsText(db, db`select paper_id from page`)}) told on told.subject = page.paper_id) on true
    order by page.rank`;
  const rows = isCompared ? await askLarge(sql, ask) : await ask(sql);
  if (rows[0]?.is_stored !== true) return null;
  return rows.flatMap((row) => {
    if (row.rank === null) return [];
    const { rank, previous: previousRank, is_compared: wasAny } = row;
    const change = previousRank === null ? null : previousRank - rank;
    return [{ ...toScored(measuring, row), rank, previousRank, change, isNew: wasAny && previousRank === null }];
  });
}

/** How many papers are ranked. Null: the stored order does not hold for the instant. */
export async function countStoredEntries(sql: Sql, measuring: Measuring): Promise<number | null> {
  const [row] = await sql<{ count: number | null }[]>`
    select case when ${isStoredText(sql, measuring)} then (select count(*)::int from paper_heat) end as count`;
  return row?.count ?? null;
}

/** Whether a paper is ranked no more that was a day earlier. Null: the stored order does not hold for the instant. */
export async function hasStoredLeft(sql: Sql, measuring: Measuring): Promise<boolean | null> {
  const { asOf } = measuring;
  const [row] = await sql<{ has: boolean | null }[]>`
    select case when ${isStoredText(sql, measuring)} then exists (
      select from paper_submission s where s.valid_to > ${comparedInstant(asOf)} and s.valid_to <= ${asOf}
        and not exists (select from paper_heat h where h.paper_id = s.paper_id)) end as has`;
  return row?.has ?? null;
}

const countersOf = ({ formula }: Measuring): MetricKind[] => formula.terms.flatMap(({ kind }) => kind ?? []);

/** Nothing that a score is made of was observed or submitted after the instant, nor counted by a source that is not asked. */
function isStoredText(sql: Sql | TransactionSql, measuring: Measuring): Fragment {
  const { asOf, sources } = measuring;
  // arXiv counts nothing.
  const asked = ["arxiv", ...new Set(Object.values(sources).flat())];
  const counted = countersOf(measuring)
    .map((kind) => sql`select from metric m where m.kind = ${kind} and m.observed_at > ${asOf}`)
    .reduce((all, one) => sql`${all} union all ${one}`);
  return sql`not (exists (${counted})
    or exists (select from paper_submission s where s.submitted_at > ${asOf})
    or exists (select from paper_submission s where s.valid_from > ${asOf}) or exists (select from paper_submission s where s.valid_to > ${asOf})
    or exists (select from paper_repository l where l.valid_from > ${asOf}) or exists (select from paper_repository l where l.valid_to > ${asOf})
    or exists (select from (${sourcesText(sql)}) s where s.source <> all(${asked}::text[])))`;
}

/**
 * Common table expressions up to `moved` (paper_id, previous, is_compared) of the papers in `page`. Of a paper of which nothing was
 * observed in the last day heat was the same; only the others' is measured. A rank is then the present one, and how many others
 * passed by: those between the paper's two heats, and those that changed, added up along the order.
 */
function movedText(sql: Sql | TransactionSql, measuring: Measuring): Fragment {
  const { asOf } = measuring;
  const before = comparedInstant(asOf);
  const inLastDay = (instant: Fragment) => sql`${instant} > ${before} and ${instant} <= ${asOf}`;
  const counted = countersOf(measuring).map((kind) =>
    countedText(sql, kind, { from: sql`${before}`, asOf, sources: measuring.sources[kind] }),
  );
  const changed = [
    ...counted,
    sql`select x.paper_id from paper_submission x where ${inLastDay(sql`x.submitted_at`)}`,
    ...[sql`paper_submission`, sql`paper_repository`].flatMap((table) => [
      sql`select x.paper_id from ${table} x where ${inLastDay(sql`x.valid_from`)}`,
      sql`select x.paper_id from ${table} x where ${inLastDay(sql`x.valid_to`)}`,
    ]),
  ].reduce((all, one) => sql`${all} union ${one}`);
  const earlier = measuredText(sql, { ...measuring, asOf: before, papers: sql`select paper_id from changed` });
  const isAbove = (heat: Fragment, id: Fragment, than: Fragment) =>
    sql`(${heat} > ${than} or (${heat} = ${than} and ${id} < t.paper_id))`;
  // Lower than any heat: not ranked.
  const none = sql`'-Infinity'::numeric`;
  return sql`
    changed (paper_id) as materialized (select c.paper_id from (${changed}) c(paper_id) where (select is_stored from known)),
    earlier as materialized (with ${earlier} select subject as paper_id, ${heatText(sql, sql`score`, before)} as heat from scored),
    shifted as materialized (
      select c.paper_id, coalesce(h.heat, ${none}) as heat, coalesce(e.heat, ${none}) as was
      from changed c left join paper_heat h on h.paper_id = c.paper_id left join earlier e on e.paper_id = c.paper_id
      where h.heat is distinct from e.heat),
    compared as materialized (select p.paper_id, p.rank, p.heat, coalesce(s.was, p.heat) as was from page p left join shifted s on s.paper_id = p.paper_id),
    shifting as materialized (
      select s.* from shifted s, (select min(was) as low, max(was) as high from compared where was > ${none}) b
      where greatest(s.heat, s.was) >= b.low and least(s.heat, s.was) <= b.high),
    crossed as materialized (select paper_id, places from (
        select paper_id, delta, sum(delta) over (order by heat desc, paper_id) - sum(delta) over (partition by heat, paper_id) as places from (
          select was as heat, paper_id, 1 as delta from shifting union all select heat, paper_id, -1 from shifting
          union all select was, paper_id, 0 from compared) points) summed
      where delta = 0),
    moved as materialized (
      select t.paper_id, a.is_compared, case when t.was > ${none} then t.rank + x.places
        + case when t.was = t.heat then 0 else sign(t.heat - t.was) * (
          select count(*) from paper_heat q where q.heat >= least(t.heat, t.was) and q.heat <= greatest(t.heat, t.was)
            and ${isAbove(sql`q.heat`, sql`q.paper_id`, sql`t.was`)} <> ${isAbove(sql`q.heat`, sql`q.paper_id`, sql`t.heat`)}) end end as previous
      from compared t join crossed x on x.paper_id = t.paper_id, (select exists (select from earlier) or exists (
        select from paper_heat h where not exists (select from changed c where c.paper_id = h.paper_id)) as is_compared) a)`;
}
