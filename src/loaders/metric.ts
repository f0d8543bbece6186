/** Counters over time. Subjects are identifiers; what is asked for are the entities they belong to now. */

import DataLoader from "dataloader";
import { REPOSITORY_METRICS } from "../contract/index.ts";
import { manyByKey } from "./by-key.ts";
import { MAX_POINTS, type MetricOwner, type MetricRequest, type TotalOwner } from "./metric-request.ts";
import { createTotalLoader } from "./metric-total.ts";
import { type Parameter, read, uuidArray } from "./read.ts";
import { remembered } from "./remembered.ts";
import type { MetricPointRow, MetricSeriesRow } from "./row.ts";
import type { LoaderScope } from "./scope.ts";

function subjectsOf({ owner, kind }: MetricRequest): string {
  if (owner === "repository") return "select i.id from repository_identifier i where i.repository_id = parent.id";
  if (!REPOSITORY_METRICS.includes(kind))
    return "select i.id from paper_identifier i where i.paper_id = parent.id and i.is_identifying";
  return "select i.id from paper p join repository_identifier i on i.repository_id = p.repository_id where p.id = parent.id";
}

/** The conditions that every point meets, with their values from `$2` on. */
function conditionsOf(request: MetricRequest, from: Date | null, to: Date | null): { where: string; values: Parameter[] } {
  const values: Parameter[] = [request.kind];
  const where = [`m.subject in (${subjectsOf(request)})`, "m.kind = $2"];
  const add = (condition: string, value: Parameter) => where.push(`${condition} $${values.push(value) + 1}`);
  if (request.source !== null) add("m.source =", request.source);
  if (from !== null) add("m.observed_at >=", from);
  if (to !== null) add("m.observed_at <=", to);
  return { where: where.join(" and "), values };
}

const COLUMNS = 'parent.id as "owner", point.observed_at as "at", point.value, point.source';
const PARENTS = "from unnest($1::uuid[]) as parent(id) cross join lateral";

/** A repository may be counted under several of its names at one instant: one point is kept. */
const ONCE = "distinct on (m.source, m.observed_at) m.observed_at, m.value, m.source";
const ONCE_ORDER = "order by m.source, m.observed_at, m.value desc";

function pointsText(request: MetricRequest, where: string): string {
  const raw = `select ${ONCE} from metric m where ${where} ${ONCE_ORDER}`;
  const bucket = request.resolution.toLowerCase();
  const points =
    request.resolution === "RAW"
      ? raw
      : `select distinct on (raw.source, date_trunc('${bucket}', raw.observed_at, 'UTC')) raw.* from (${raw}) as raw ` +
        `order by raw.source, date_trunc('${bucket}', raw.observed_at, 'UTC'), raw.observed_at desc`;
  return (
    `select ${COLUMNS} ${PARENTS} (select * from (${points}) as every order by every.observed_at desc, every.source limit ${MAX_POINTS}) as point ` +
    "order by point.observed_at, point.source"
  );
}

function latestText(where: string): string {
  return `select ${COLUMNS} ${PARENTS} (select m.observed_at, m.value, m.source from metric m where ${where} order by m.observed_at desc, m.source, m.value desc limit 1) as point`;
}

/** The latest value of each source. */
function heldText(where: string): string {
  return `select ${COLUMNS} ${PARENTS} (select distinct on (m.source) m.observed_at, m.value, m.source from metric m where ${where} order by m.source, m.observed_at desc, m.value desc) as point`;
}

/** `series`, `latest`, `total`: one loader per distinct request, kept for the length of the GraphQL request. Keys are entity ids. */
export function createMetricLoaders(scope: LoaderScope) {
  const { sql } = scope;
  const known = new Map<string, DataLoader<string, unknown>>();
  const shared = <Value>(
    name: string,
    request: MetricRequest<MetricOwner | TotalOwner>,
    make: () => DataLoader<string, Value>,
  ) => {
    const loader = remembered(known, name + JSON.stringify(request), () => make() as DataLoader<string, unknown>);
    return loader as DataLoader<string, Value>;
  };
  const pointsOf = async (ids: readonly string[], text: string, values: readonly Parameter[]) =>
    manyByKey(ids, await read<MetricPointRow>(sql, text, [uuidArray(ids), ...values]), (row) => row.owner);
  const latestBy = (request: MetricRequest, to: Date | null) =>
    new DataLoader<string, MetricPointRow | null>(async (ids) => {
      const { where, values } = conditionsOf(request, null, to);
      return (await pointsOf(ids, latestText(where), values)).map(([point]) => point ?? null);
    });
  const heldBefore = async (ids: readonly string[], request: MetricRequest, from: Date) => {
    const { where, values } = conditionsOf(request, null, new Date(from.getTime() - 1));
    return await pointsOf(ids, heldText(where), values);
  };
  return {
    /** The latest value known; null: never counted. */
    latest: (request: MetricRequest) => shared("latest", request, () => latestBy(request, request.to)),
    /** The points of the range, oldest first, and what its growth is counted from. */
    series: (request: MetricRequest) =>
      shared<MetricSeriesRow>("series", request, () => {
        return new DataLoader(async (ids) => {
          const { where, values } = conditionsOf(request, request.from, request.to);
          const [points, held] = await Promise.all([
            pointsOf(ids, pointsText(request, where), values),
            request.from === null ? null : heldBefore(ids, request, request.from),
          ]);
          return ids.map((_id, place) => {
            const own = points[place] ?? [];
            // Sources count differently: growth is told within one.
            const isSame = ({ source }: MetricPointRow) => source === own.at(-1)?.source;
            const base = (held?.[place]?.find(isSame) ?? own.find(isSame))?.value ?? null;
            return { kind: request.kind, points: own, base };
          });
        });
      }),
    /** The sum over an author's or organisation's papers, told as a series is. */
    total: (request: MetricRequest<TotalOwner>) => shared("total", request, () => createTotalLoader(scope, request)),
  };
}
