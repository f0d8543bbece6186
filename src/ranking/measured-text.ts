/**
 * SQL of what a formula measures, as of an instant, on papers and on those whose papers they are. Nothing observed later than the
 * instant has a say: values come from `metric`, ages from `paper_submission`, links and belongings from rows that held then.
 */
import type { Fragment, Sql, TransactionSql } from "postgres";
import { type MetricKind, REPOSITORY_METRICS } from "../contract/index.ts";
import type { FormulaTerm, RankingFormula } from "./formula.ts";
import type { FormulaFilter, RankableKind, RankingScope } from "./ranking-question.ts";

/** What is measured, and on whom. */
export interface Measuring {
  readonly subject: RankableKind;
  readonly formula: RankingFormula;
  readonly scope: RankingScope;
  readonly filter: FormulaFilter;
  readonly asOf: Date;
  /** Whose count is taken, best first, by kind. */
  readonly sources: Readonly<Record<MetricKind, readonly string[]>>;
  /** Only the papers of this subquery; null: all. */
  readonly papers: Fragment | null;
}

type Db = Sql | TransactionSql;

/**
 * Common table expressions, without `with`: `eligible` (papers with their submission), then `measured` (subject, place of the term,
 * value, source, observed_at) and `scored` (subject, score). A term that nobody measured has no row and adds nothing. Of all papers
 * the counters are read from end to end, of some each by a look into its index.
 */
export function measuredText(sql: Db, measuring: Measuring): Fragment {
  const { formula, asOf } = measuring;
  const terms = formula.terms.map((term, place) => termText(sql, measuring, term, place));
  const measures = terms.reduce((all, one) => sql`${all} union all ${one}`);
  return sql`
    eligible as materialized (${eligibleText(sql, measuring)}),
    ${isOfAll(measuring) ? newestText(sql, measuring) : sql``}
    per_paper (place, paper_id, value, source, observed_at) as (${measures}),
    measured as (${bySubject(sql, measuring)}),
    components as (
      select m.subject, m.place, m.value, m.source, m.observed_at, n.normalized, t.weight, round(n.normalized * t.weight, 9) as contribution
      from measured m
      join unnest(${formula.terms.map((_term, place) => place)}::int[], ${formula.terms.map(({ weight }) => String(weight))}::numeric[],
        ${formula.terms.map(({ scale }) => scale)}::text[]) as t(place, weight, scale) on t.place = m.place
      cross join lateral (select case when t.scale = 'LOG2' then round((sign(m.value) * ln(1 + abs(m.value::float8)) / ln(2::float8))::numeric, 12)
        else m.value end as normalized) n),
    scored as materialized (select subject, sum(contribution) as score from components group by subject),
    moment as (select ${asOf}::timestamptz as at)`;
}

/** Whether a row of a relation held at the instant. */
function held(sql: Db, asOf: Date): Fragment {
  return sql`valid_from <= ${asOf} and (valid_to is null or valid_to > ${asOf})`;
}

function eligibleText(sql: Db, { subject, formula, scope, filter, asOf, papers, sources }: Measuring): Fragment {
  const heldThen = held(sql, asOf);
  const days = subject === "PAPER" ? null : formula.horizonDays;
  const grown = formula.terms.flatMap(({ measure, kind }) => (measure === "PER_DAY" && kind !== null ? [kind] : []));
  const { listedOn, submittedAt } = filter;
  return sql`
    select s.paper_id, s.submitted_at, s.source, s.valid_from as observed_at from paper_submission s
    where ${heldThen} and s.submitted_at <= ${asOf}
    ${papers === null ? sql`` : sql`and s.paper_id in (${papers})`}
    ${days === null ? sql`` : sql`and s.submitted_at > ${asOf}::timestamptz - ${days} * interval '1 day'`}
    ${submittedAt?.gte == null ? sql`` : sql`and s.submitted_at >= ${submittedAt.gte}`}
    ${submittedAt?.lte == null ? sql`` : sql`and s.submitted_at <= ${submittedAt.lte}`}
    ${grown.length === 0 || formula.windowDays === null ? sql`` : sql`and s.paper_id in (${grownText(sql, grown, asOf, formula.windowDays, sources)})`}
    ${
      scope.category === null && filter.categories === null
        ? sql``
        : sql`and exists (select from paper_category c where c.paper_id = s.paper_id and ${heldThen}
          ${scope.category === null ? sql`` : sql`and c.category_code = ${scope.category}`}
          ${
            filter.categories === null
              ? sql``
              : sql`and exists (select from paper_category d where d.paper_id = s.paper_id
            and d.valid_from <= ${asOf} and (d.valid_to is null or d.valid_to > ${asOf}) and d.category_code = any(${filter.categories as string[]}::text[]))`
          })`
    }
    ${scope.keyword === null ? sql`` : sql`and exists (select from paper_keyword c where c.paper_id = s.paper_id and ${heldThen} and lower(c.keyword_name) = lower(${scope.keyword}))`}
    ${scope.organizationId === null ? sql`` : sql`and exists (select from paper_organization c where c.paper_id = s.paper_id and ${heldThen} and c.organization_id = ${scope.organizationId}::uuid)`}
    ${filter.hasCode === null ? sql`` : sql`and ${filter.hasCode} = exists (select from paper_repository c where c.paper_id = s.paper_id and ${heldThen})`}
    ${
      listedOn === null
        ? sql``
        : sql`and exists (select from paper_identifier i join listing_line l on l.subject = i.id join listing_reading r on r.content_id = l.content_id
          where i.paper_id = s.paper_id and i.is_identifying and r.observed_at <= ${asOf}
          ${listedOn.gte === null ? sql`` : sql`and r.day >= ${listedOn.gte}::date`} ${listedOn.lte === null ? sql`` : sql`and r.day <= ${listedOn.lte}::date`})`
    }`;
}

/** Papers of which a counter was seen to change in the window. */
function grownText(
  sql: Db,
  kinds: readonly MetricKind[],
  asOf: Date,
  windowDays: number,
  sources: Measuring["sources"],
): Fragment {
  const from = sql`${asOf}::timestamptz - ${windowDays} * interval '1 day'`;
  return kinds
    .map((kind) => countedText(sql, kind, { from, asOf, sources: sources[kind] }))
    .reduce((all, one) => sql`${all} union ${one}`);
}

/** Select of `paper_id`: papers of which one of the sources said a counter anew after `from`, until `asOf`; some more than once. */
export function countedText(
  sql: Db,
  kind: MetricKind,
  { from, asOf, sources }: { readonly from: Fragment; readonly asOf: Date; readonly sources: readonly string[] },
): Fragment {
  const counted = sql`
    select m.subject from metric m where m.kind = ${kind} and m.source = any(${sources as string[]}::text[])
      and m.observed_at > ${from} and m.observed_at <= ${asOf}`;
  return REPOSITORY_METRICS.includes(kind)
    ? sql`select l.paper_id from repository_identifier i join paper_repository l on l.repository_id = i.repository_id where i.id in (${counted})`
    : sql`select i.paper_id from paper_identifier i where i.is_identifying and i.id in (${counted})`;
}

function termText(sql: Db, measuring: Measuring, { measure, kind }: FormulaTerm, place: number): Fragment {
  const { asOf } = measuring;
  switch (measure) {
    case "AGE_HOURS":
      return sql`select ${place}::int, paper_id, (floor(extract(epoch from ${asOf}::timestamptz) / 3600) - floor(extract(epoch from submitted_at) / 3600))::numeric,
        source, observed_at from eligible`;
    case "AGE_DAYS":
      return sql`select ${place}::int, paper_id, round(extract(epoch from ${asOf}::timestamptz - submitted_at) / 86400, 3), source, observed_at from eligible`;
    case "VALUE":
      return sql`select ${place}::int, v.paper_id, v.value::numeric, v.source, v.observed_at from (${valueText(sql, measuring, kind as MetricKind)}) v`;
    case "PER_DAY":
      return growthText(sql, measuring, kind as MetricKind, place);
    case "LISTED":
      throw new RangeError("votes as printed are read from lists");
  }
}

/** Whether nothing narrows which papers are measured. */
function isOfAll({ subject, formula, scope, filter, papers }: Measuring): boolean {
  const isNarrowed = [scope, filter].some((one) => Object.values(one).some((condition) => condition !== null));
  return papers === null && !isNarrowed && subject === "PAPER" && formula.terms.every(({ measure }) => measure !== "PER_DAY");
}

/**
 * `counted`: the newest row of each series. Its instant comes from the key's index alone, which is read in order; in that order
 * the rows are then looked up, so that each page of the index is met once.
 */
function newestText(sql: Db, { formula, asOf }: Measuring): Fragment {
  const kinds = formula.terms.flatMap(({ kind }) => kind ?? []);
  return sql`
    newest as materialized (select m.subject, m.kind, m.source, max(m.observed_at) as observed_at from metric m
      where m.kind = any(${kinds}::text[]) and m.observed_at <= ${asOf} group by m.subject, m.kind, m.source),
    counted as materialized (select n.subject, n.kind, n.source, v.value, v.observed_at from newest n
      cross join lateral (select m.value, m.observed_at from metric m where m.subject = n.subject and m.kind = n.kind and m.source = n.source
        and m.observed_at <= n.observed_at order by m.observed_at desc limit 1) v),`;
}

/** The newest value of a counter by the best source that counts it. */
function valueText(sql: Db, measuring: Measuring, kind: MetricKind): Fragment {
  const { asOf, sources } = measuring;
  const newest = isOfAll(measuring)
    ? sql`
    join counted m on m.subject = i.id and m.kind = ${kind}
    join unnest(${sources[kind] as string[]}::text[]) with ordinality as s(name, place) on s.name = m.source`
    : sql`
    cross join unnest(${sources[kind] as string[]}::text[]) with ordinality as s(name, place)
    cross join lateral (select m.value, m.observed_at from metric m where m.subject = i.id and m.kind = ${kind} and m.source = s.name
      and m.observed_at <= ${asOf} order by m.observed_at desc limit 1) m`;
  const columns = sql`e.paper_id, i.id as subject, m.value, s.name as source, m.observed_at`;
  if (!REPOSITORY_METRICS.includes(kind)) {
    return sql`select distinct on (e.paper_id) ${columns} from eligible e join paper_identifier i on i.paper_id = e.paper_id and i.is_identifying ${newest}
      order by e.paper_id, s.place, i.position, m.observed_at desc`;
  }
  return sql`select distinct on (e.paper_id) ${columns} from eligible e
    join paper_repository l on l.paper_id = e.paper_id and l.valid_from <= ${asOf} and (l.valid_to is null or l.valid_to > ${asOf})
    join repository_identifier i on i.repository_id = l.repository_id ${newest}
    order by e.paper_id, (l.source = 'huggingface') desc, l.source, l.position, s.place, m.observed_at desc, i.id`;
}

/**
 * Growth a day. The base is the value that held when the window began, from then, or from when it was last said where nobody
 * looked then; of a paper's own counters 0 where it was submitted later; else the first value ever seen, over the time since then.
 * At least one day is counted. The last saying before a change is never dropped, so the answer stays.
 */
function growthText(sql: Db, measuring: Measuring, kind: MetricKind, place: number): Fragment {
  const { asOf, formula } = measuring;
  const start = sql`(${asOf}::timestamptz - ${formula.windowDays ?? 1} * interval '1 day')`;
  const base = (when: Fragment) => sql`
    select b.value, b.observed_at from metric b where b.subject = v.subject and b.kind = ${kind} and b.source = v.source ${when}`;
  const isYoung = REPOSITORY_METRICS.includes(kind) ? sql`false` : sql`e.submitted_at >= ${start}`;
  return sql`
    select ${place}::int, v.paper_id,
      round((v.value - case when ${isYoung} then 0 else coalesce(before.value, first.value) end)::numeric
        / greatest(1, extract(epoch from ${asOf}::timestamptz
          - case when ${isYoung} then e.submitted_at when before.value is not null then greatest(before.observed_at, least(${start}, held.at))
            else first.observed_at end) / 86400), 6),
      v.source, v.observed_at
    from (${valueText(sql, measuring, kind)}) v join eligible e on e.paper_id = v.paper_id
    left join lateral (${base(sql`and b.observed_at <= ${start} order by b.observed_at desc limit 1`)}) before on true
    left join lateral (${base(sql`order by b.observed_at limit 1`)}) first on before.value is null
    left join lateral (${base(sql`and b.observed_at > ${start} order by b.observed_at limit 1`)}) changed on before.value is not null
    left join lateral (select max(o.observed_at) as at from observation o where o.subject = v.subject and o.facet = ${`metric:${kind}`}
      and o.source = v.source and o.observed_at < changed.observed_at) held on true`;
}

/** Papers' measures as their subjects': counters add up, of ages the least counts. */
function bySubject(sql: Db, { subject, formula, asOf }: Measuring): Fragment {
  if (subject === "PAPER") return sql`select paper_id as subject, place, value, source, observed_at from per_paper`;
  const ages = formula.terms.flatMap(({ measure }, place) => (measure.startsWith("AGE") ? [place] : []));
  const belongs =
    subject === "AUTHOR"
      ? sql`select distinct a.author_id as subject, a.paper_id from authorship a where a.author_id is not null and ${held(sql, asOf)}`
      : sql`select distinct c.organization_id as subject, c.paper_id from paper_organization c where ${held(sql, asOf)}`;
  return sql`
    select b.subject, p.place, case when p.place = any(${ages}::int[]) then min(p.value) else sum(p.value) end as value,
      (array_agg(p.source order by p.observed_at desc, p.source))[1] as source, max(p.observed_at) as observed_at
    from per_paper p join (${belongs}) b on b.paper_id = p.paper_id group by b.subject, p.place`;
}
