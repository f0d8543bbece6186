/** Stars a day, by the counts that were read here and by the host's own history; the two differ by stars taken back. */
import DataLoader from "dataloader";
import { oneByKey } from "./by-key.ts";
import { countedBy } from "./held-count.ts";
import { read, uuidArray } from "./read.ts";
import { remembered } from "./remembered.ts";
import type { LoaderScope } from "./scope.ts";

/** How it was measured. */
export const VELOCITY_METHODS = ["OWN_SERIES", "STAR_HISTORY"] as const;
export type VelocityMethod = (typeof VELOCITY_METHODS)[number];

/** Stars a day between two instants. */
export interface StarVelocityRow {
  readonly starsPerDay: number;
  readonly from: Date;
  readonly to: Date;
  readonly method: VelocityMethod;
}

/** The window in days; `method` null: the own series where it reaches over the whole window, else the history, else what there is. */
export interface VelocityRequest {
  readonly days: number;
  readonly method: VelocityMethod | null;
}

/** Counts that are closer together say nothing of a day. */
export const LEAST_HOURS = 12;
const DAY_MS = 86_400_000;

const COUNTS =
  "from repository_identifier i join metric m on m.subject = i.id and m.kind = 'STARS' where i.repository_id = parent.id";

/** One source's counts: two sources count at other times, and a change from one to the other is no growth. */
const OWN_SERIES =
  'select parent.id as "owner", (last.value - base.value) / (extract(epoch from seen.at - base.at)::float8 / 86400) as "starsPerDay", ' +
  'base.at as "from", seen.at as "to", base.is_whole as "isWhole" from unnest($1::uuid[]) as parent(id) ' +
  `cross join lateral (select m.source ${COUNTS} group by m.source order by ${countedBy("STARS", "m.source")} limit 1) best ` +
  // A row of `metric` is a change; until when a count held is told by the last saying.
  "cross join lateral (select max(o.observed_at) as at from repository_identifier i join observation o on o.subject = i.id " +
  "and o.facet = 'metric:STARS' and o.source = best.source where i.repository_id = parent.id) seen " +
  "cross join lateral (select seen.at - $2 * interval '1 day' as at) start " +
  `cross join lateral (select m.value ${COUNTS} and m.source = best.source order by m.observed_at desc, m.value desc limit 1) last ` +
  `cross join lateral (select min(m.observed_at) as at ${COUNTS} and m.source = best.source and m.observed_at > start.at) changed ` +
  // Where nobody looked when the window began, a count held for as long as it was said.
  "cross join lateral (select max(o.observed_at) as at from repository_identifier i join observation o on o.subject = i.id " +
  "and o.facet = 'metric:STARS' and o.source = best.source where i.repository_id = parent.id and o.observed_at < changed.at) held " +
  "cross join lateral (select m.value, greatest(m.observed_at, least(start.at, held.at)) as at, m.observed_at <= start.at as is_whole " +
  `${COUNTS} and m.source = best.source order by (m.observed_at <= start.at) desc, ` +
  "case when m.observed_at <= start.at then m.observed_at end desc, m.observed_at, m.value desc limit 1) base " +
  `where seen.at - base.at >= ${LEAST_HOURS} * interval '1 hour'`;

const STAR_HISTORY =
  'select distinct on (parent.id) parent.id as "owner", c.observed_at as "at", c.normalised -> \'history\' as history ' +
  "from unnest($1::uuid[]) as parent(id) join repository_identifier i on i.repository_id = parent.id " +
  "join claim c on c.subject = i.id and c.facet = 'star-history' where jsonb_typeof(c.normalised -> 'history') = 'object' " +
  "order by parent.id, c.observed_at desc";

interface OwnRow {
  readonly owner: string;
  readonly starsPerDay: number;
  readonly from: Date;
  readonly to: Date;
  /** Whether the series reaches over the whole window. */
  readonly isWhole: boolean;
}

interface HistoryRow {
  readonly owner: string;
  readonly at: Date;
  readonly history: { readonly from: string; readonly stars: readonly number[] };
}

/** The last whole days before `at`; null: there is none. The day of the reading was not over. */
export function historyVelocity(
  { at, history: { from, stars } }: Omit<HistoryRow, "owner">,
  days: number,
): StarVelocityRow | null {
  const first = Date.parse(from);
  const over = Math.floor((at.getTime() - first) / DAY_MS);
  const last = stars.slice(0, Math.max(0, over)).slice(-days);
  if (last.length === 0) return null;
  const to = Math.min(over, stars.length);
  return {
    ...{ starsPerDay: last.reduce((sum, count) => sum + count, 0) / last.length, method: "STAR_HISTORY" },
    ...{ from: new Date(first + (to - last.length) * DAY_MS), to: new Date(first + to * DAY_MS) },
  };
}

/** One loader per request. Keys are ids of repositories; null: nobody has counted long enough. */
export function createStarVelocityLoaders({ sql }: LoaderScope) {
  const known = new Map<string, DataLoader<string, StarVelocityRow | null>>();
  return ({ days, method }: VelocityRequest) =>
    remembered(
      known,
      `${days} ${method}`,
      () =>
        new DataLoader<string, StarVelocityRow | null>(async (ids) => {
          const [counted, given] = await Promise.all([
            method === "STAR_HISTORY" ? [] : read<OwnRow>(sql, OWN_SERIES, [uuidArray(ids), days]),
            method === "OWN_SERIES" ? [] : read<HistoryRow>(sql, STAR_HISTORY, [uuidArray(ids)]),
          ]);
          const histories = oneByKey(ids, given, (row) => row.owner);
          return oneByKey(ids, counted, (row) => row.owner).map((own, place) => {
            const series = own === null ? null : { ...own, method: "OWN_SERIES" as const };
            if (own?.isWhole) return series;
            const history = histories[place];
            return (history ? historyVelocity(history, days) : null) ?? series;
          });
        }),
    );
}
