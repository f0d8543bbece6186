/** What papers came to be after a ranking was made: their votes then, and some days later. */
import type { Sql } from "postgres";
import { METRIC_KINDS } from "../contract/index.ts";

/** A paper's votes at the ranking's instant and at the horizon, both as a source showed them. */
export interface Outcome {
  readonly then: number;
  readonly later: number;
}

const DAY_MS = 86_400_000;

/**
 * Outcomes of all papers whose votes were known at `asOf`, by the paper's present id. A vote count is known at the horizon where it
 * was read in the later half of the time until then, or where the next reading after it says the same; what nobody read again is
 * left out, not taken for unchanged.
 * @param sources who counts votes, best first
 */
export async function readOutcomes(
  sql: Sql,
  asOf: Date,
  horizonDays: number,
  sources: readonly string[],
): Promise<ReadonlyMap<string, Outcome>> {
  const end = new Date(asOf.getTime() + horizonDays * DAY_MS);
  const half = new Date(asOf.getTime() + (horizonDays * DAY_MS) / 2);
  const said = sql`o.subject = counted.subject and o.facet = 'metric:UPVOTES' and o.source = counted.source and o.stream = ''`;
  const rows = await sql<{ id: string; then: number; later: number }[]>`
    select distinct on (i.paper_id) i.paper_id as id, base.value as then, held.value as later
    from (select distinct m.subject, m.source from metric m where m.kind = 'UPVOTES' and m.observed_at <= ${asOf}) counted
    join unnest(${sources as string[]}::text[]) with ordinality as s(name, place) on s.name = counted.source
    join paper_identifier i on i.id = counted.subject and i.is_identifying
    cross join lateral (select m.value from metric m where m.subject = counted.subject and m.kind = 'UPVOTES' and m.source = counted.source
      and m.observed_at <= ${asOf} order by m.observed_at desc limit 1) base
    cross join lateral (select o.value, o.observed_at from observation o where ${said} and o.observed_at <= ${end}
      order by o.observed_at desc, o.precedence desc limit 1) held
    left join lateral (select o.value from observation o where ${said} and o.observed_at > ${end}
      order by o.observed_at, o.precedence desc limit 1) next on true
    where held.observed_at > ${half} or next.value = held.value
    order by i.paper_id, s.place, i.position`;
  return new Map(rows.map(({ id, then, later }) => [id, { then, later }]));
}

/** Whether any list was read, or any counter seen to change, in the 24 hours up to the instant. */
export async function wasReadOn(sql: Sql, asOf: Date): Promise<boolean> {
  const since = new Date(asOf.getTime() - DAY_MS);
  const [row] = await sql<{ was: boolean }[]>`
    select exists (select from listing_reading where observed_at > ${since} and observed_at <= ${asOf})
      or exists (select from metric where kind = any(${[...METRIC_KINDS]}::text[]) and observed_at > ${since} and observed_at <= ${asOf}) as was`;
  return row?.was ?? false;
}
