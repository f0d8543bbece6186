/** Counters of everything that somebody has, added up: at each instant the sum of what held then. */

import DataLoader from "dataloader";
import { REPOSITORY_METRICS } from "../contract/index.ts";
import { manyByKey } from "./by-key.ts";
import { heldText } from "./held-count.ts";
import { MAX_POINTS, type MetricRequest, type MetricResolution, type TotalOwner } from "./metric-request.ts";
import { type Parameter, read, uuidArray } from "./read.ts";
import type { MetricPointRow, MetricSeriesRow } from "./row.ts";
import type { LoaderScope } from "./scope.ts";

/** Whose paper it is at present; a name that is printed twice, or an organisation that two sources name, counts once. */
const PAPERS_OF: Readonly<Record<TotalOwner, string>> = {
  author:
    "select distinct a.author_id as owner, a.paper_id from authorship a where a.author_id = any($1::uuid[]) and a.valid_to is null",
  organization:
    "select distinct c.organization_id as owner, c.paper_id from paper_organization c where c.organization_id = any($1::uuid[]) and c.valid_to is null",
};

function bucketOf(resolution: MetricResolution): string {
  return resolution === "RAW" ? "at" : `date_trunc('${resolution.toLowerCase()}', at, 'UTC')`;
}

/** Points of the range, and per owner the one that held before it, oldest first. */
function totalText({ owner, kind, source, from, to, resolution }: MetricRequest<TotalOwner>): [string, Parameter[]] {
  const values: Parameter[] = [kind];
  const bind = (value: Parameter) => `$${values.push(value) + 1}`;
  const ofSource = source === null ? "" : ` and m.source = ${bind(source)}`;
  const until = to === null ? "" : ` and m.observed_at <= ${bind(to)}`;
  const isBefore = from === null ? "at < '-infinity'" : `at < ${bind(from)}`;
  const own = REPOSITORY_METRICS.includes(kind)
    ? `select distinct own.owner, p.repository_id as item from (${PAPERS_OF[owner]}) own join paper p on p.id = own.paper_id where p.repository_id is not null`
    : `select own.owner, own.paper_id as item from (${PAPERS_OF[owner]}) own`;
  const observations =
    "select m.subject, m.source, m.observed_at as at, m.observed_at as tick, m.value from metric m " +
    `where m.kind = $2${ofSource}${until}`;
  const text =
    `with own as materialized (${own}), ${heldText(kind, observations, "select distinct item from own")}, ` +
    "step as (select item, at, source, value - coalesce(lag(value) over (partition by item order by at), 0) as change from counted), " +
    "moment as (select own.owner, step.at, sum(step.change) as change, (array_agg(step.source order by abs(step.change) desc, step.source))[1] as source " +
    "from own join step on step.item = own.item group by own.owner, step.at), " +
    "level as (select owner, at, source, change, sum(change) over so_far as value, row_number() over so_far as place " +
    "from moment window so_far as (partition by owner order by at)), " +
    `told as (select distinct on (owner, ${isBefore}, case when ${isBefore} then null else ${bucketOf(resolution)} end) ` +
    `owner, at, least(value, 2147483647)::int as value, source, ${isBefore} as "isBefore" from level where change <> 0 or place = 1 ` +
    `order by owner, ${isBefore}, case when ${isBefore} then null else ${bucketOf(resolution)} end, at desc) ` +
    'select owner, at, value, source, "isBefore" from (select told.*, row_number() over (partition by owner, "isBefore" order by at desc) as newest from told) newest ' +
    `where newest <= ${MAX_POINTS} order by at, owner`;
  return [text, values];
}

interface TotalRow extends MetricPointRow {
  readonly isBefore: boolean;
}

/** The series of each owner. Keys are ids of present authors or organisations. */
export function createTotalLoader({ sql }: LoaderScope, request: MetricRequest<TotalOwner>): DataLoader<string, MetricSeriesRow> {
  const [text, values] = totalText(request);
  return new DataLoader(async (ids) => {
    const rows = await read<TotalRow>(sql, text, [uuidArray(ids), ...values]);
    return manyByKey(ids, rows, (row) => row.owner).map((own) => {
      const points = own.filter(({ isBefore }) => !isBefore);
      return { kind: request.kind, points, base: (own.find(({ isBefore }) => isBefore) ?? points[0])?.value ?? null };
    });
  });
}
