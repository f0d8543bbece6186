/** Counters added up by group at the end of each period of a range: flat rows, as charts take them. */
import { type MetricKind, REPOSITORY_METRICS } from "../contract/index.ts";
import { heldText } from "./held-count.ts";
import type { MetricResolution } from "./metric-request.ts";
import { type Parameter, read } from "./read.ts";
import type { LoaderScope } from "./scope.ts";

/** Lengths of periods: of the calendar, in UTC. */
export type Period = Exclude<MetricResolution, "RAW">;
/** What papers are grouped by. */
export type SumBy = "ORGANIZATION" | "CATEGORY" | "KEYWORD";

/** Which sums are wanted. */
export interface MetricSumRequest {
  readonly kind: MetricKind;
  readonly by: SumBy;
  /** The instants to tell of, ascending; at least one. */
  readonly ends: readonly Date[];
  /** So many groups at most: those with the highest sum at the last instant. */
  readonly groups: number;
}

/** The sum of one group at one instant. */
export interface MetricSumRow {
  readonly at: Date;
  /** Id of the organisation, code of the category, the keyword. */
  readonly group: string;
  readonly name: string;
  readonly value: number;
}

/** Periods of one answer at most: more than a year of days. */
export const MAX_PERIODS = 400;

/** The first instant after `at` with which a period begins; weeks begin on Monday. */
function nextPeriod(resolution: Period, at: Date): Date {
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  const next = {
    HOUR: [year, month, day, at.getUTCHours() + 1],
    DAY: [year, month, day + 1, 0],
    // Sunday is 0: the day after it is Monday.
    WEEK: [year, month, day + 7 - ((at.getUTCDay() + 6) % 7), 0],
    MONTH: [year, month + 1, 1, 0],
  } as const;
  const [y, m, d, h] = next[resolution];
  const begin = new Date(0);
  // `Date.UTC` would take the years 0 to 99 for those of our time.
  begin.setUTCFullYear(y, m, d);
  begin.setUTCHours(h);
  return begin;
}

/** Where the periods of the range end, the last one with the range; at most one more than {@link MAX_PERIODS}. */
export function periodEnds(resolution: Period, from: Date, to: Date): Date[] {
  const ends: Date[] = [];
  for (let end = nextPeriod(resolution, from); end < to && ends.length < MAX_PERIODS; end = nextPeriod(resolution, end))
    ends.push(end);
  return [...ends, to];
}

const MEMBERS: Readonly<Record<SumBy, string>> = {
  ORGANIZATION: "select organization_id::text as party, paper_id, valid_from, valid_to from paper_organization",
  CATEGORY: "select category_code as party, paper_id, valid_from, valid_to from paper_category",
  KEYWORD: "select keyword_name as party, paper_id, valid_from, valid_to from paper_keyword",
};
const NAMES: Readonly<Record<SumBy, { readonly name: string; readonly join: string }>> = {
  ORGANIZATION: { name: "o.name", join: " join organization o on o.id = best.party::uuid" },
  CATEGORY: { name: "c.name", join: " join category c on c.code = best.party" },
  KEYWORD: { name: "best.party", join: "" },
};

/** The first of the instants (1-based) at or after a time; one more than there are: none. */
const tickOf = (time: string) => `width_bucket(${time} - interval '1 microsecond', $2::timestamptz[]) + 1`;

/**
 * Linear in what was observed: each count holds for a span of instants, each paper belongs to a group for spans of them, and where
 * both do, the group's sum rises when that begins and falls when it ends.
 */
function sumsText({ kind, by }: MetricSumRequest): string {
  const observations =
    `select distinct on (m.subject, m.source, ${tickOf("m.observed_at")}) m.subject, m.source, m.observed_at as at, ${tickOf("m.observed_at")} as tick, m.value ` +
    `from metric m where m.kind = $1 and m.observed_at <= $3 order by m.subject, m.source, ${tickOf("m.observed_at")}, m.observed_at desc`;
  const things = REPOSITORY_METRICS.includes(kind)
    ? `select m.party, p.repository_id as item, m.valid_from, m.valid_to from (${MEMBERS[by]}) m join paper p on p.id = m.paper_id ` +
      "where p.repository_id in (select item from counted)"
    : `select m.party, m.paper_id as item, m.valid_from, m.valid_to from (${MEMBERS[by]}) m where m.paper_id in (select item from counted)`;
  return (
    `with ${heldText(kind, observations, null)}, ` +
    "span as (select item, value, tick as since, coalesce(lead(tick) over (partition by item order by tick), $4 + 1) as until from counted), " +
    // Several sources may say the same, and several papers may have one repository: it counts once.
    "held as (select party, item, unnest(range_agg(tstzrange(valid_from, valid_to))) as during from " +
    `(${things}) belonging group by party, item), ` +
    `member as (select party, item, ${tickOf("lower(during)")} as since, coalesce(${tickOf("upper(during)")}, $4 + 1) as until from held where lower(during) <= $3), ` +
    // Which groups are told follows from the last instant alone: the others' history is not added up.
    "best as (select party, row_number() over (order by sum(value) desc nulls last, max(m.until) desc, party) as place from member m " +
    "left join span s on s.item = m.item and s.until = $4 + 1 and m.until = $4 + 1 group by party order by place limit $5), " +
    "part as (select m.party, s.value, greatest(m.since, s.since) as since, least(m.until, s.until) as until from best " +
    "join member m on m.party = best.party join span s on s.item = m.item where greatest(m.since, s.since) < least(m.until, s.until)), " +
    "change as (select party, since as tick, value, 1 as things from part union all select party, until, -value, -1 from part), " +
    "level as (select party, tick, sum(sum(value)) over so_far as value, sum(sum(things)) over so_far as things, " +
    "lead(tick, 1, $4 + 1) over so_far as until from change where tick <= $4 group by party, tick window so_far as (partition by party order by tick)) " +
    `select ($2::timestamptz[])[told.tick] as at, best.party as "group", ${NAMES[by].name} as name, least(level.value, 2147483647)::int as value ` +
    `from best join level on level.party = best.party and level.things > 0${NAMES[by].join} ` +
    "cross join lateral generate_series(level.tick, level.until - 1) as told(tick) order by told.tick, best.place"
  );
}

/** The sums, oldest first, at one instant highest at the end first. Where nothing of a group was counted yet there is no row. */
export async function readMetricSums({ sql }: LoaderScope, request: MetricSumRequest): Promise<readonly MetricSumRow[]> {
  const { kind, ends, groups } = request;
  const last = ends.at(-1);
  if (last === undefined) return [];
  const instants = `{${ends.map((end) => end.toISOString()).join(",")}}`;
  const values: Parameter[] = [kind, instants, last, ends.length, groups];
  return await read<MetricSumRow>(sql, sumsText(request), values);
}
