/** Drift of an upstream: compares a day's answers with those before and writes down what changed, each change once. */
import type { Sql } from "postgres";
import { derivedUuid } from "../db/entity-key.ts";
import type { Logger } from "../log.ts";
import { ALL_DOCUMENTS } from "./answer-shape.ts";
import { compareShapes, type DayShapes, type Drift, type DriftKind, daysBack, unusualCount } from "./drift-rules.ts";

/** Days with data that a day is compared with. */
const DAYS_BEFORE = 28;
/** Days behind `day` whose counts are looked at too: a worker that was off catches up. */
const COUNTED_DAYS = 7;
/** Days whose counts are read: those, the days before them and the eight weeks of each. */
const COUNTS_READ_DAYS = 70;
const DAY_MS = 86_400_000;
/** A day is over everywhere at 12:00 UTC of the next. */
const OVER_AFTER_MS = 1.5 * DAY_MS;

/** Which stream, and which day (UTC, of fetching). `isLookup`: as the stream declares; counts of look-ups say nothing. */
export interface DriftScope {
  readonly source: string;
  readonly stream: string;
  readonly day: string;
  readonly isLookup: boolean;
}

/** A stored report. */
export interface DriftReport {
  readonly id: string;
  readonly source: string;
  readonly stream: string;
  readonly day: string;
  readonly kind: DriftKind;
  /** Keys, places in lists as `[]`; empty: the documents themselves. */
  readonly path: string;
  readonly detail: string;
  readonly reportedAt: Date;
}

/**
 * Looks at one day of one stream, and at the counts of the days before it that are over by `now`. May run as often as wanted: a
 * report is written and logged once. @returns the reports that are new
 */
export async function reportDrift(sql: Sql, scope: DriftScope, now: Date, log: Logger): Promise<DriftReport[]> {
  const shapes = await readShapes(sql, scope);
  const today = shapes.find(({ day }) => day === scope.day);
  const before = shapes.filter(({ day }) => day < scope.day);
  const drifts: { readonly day: string; readonly drift: Drift }[] = [];
  if (today) {
    const seen = await seenBefore(sql, scope, unknownPaths(today, before));
    drifts.push(...compareShapes(today, before, seen).map((drift) => ({ day: scope.day, drift })));
  }
  if (!scope.isLookup) drifts.push(...(await countDrifts(sql, scope, now)));
  const reports = drifts.map(({ day, drift: { kind, path, detail } }) => ({
    ...{ id: derivedUuid("drift", scope.source, scope.stream, day, kind, path), source: scope.source, stream: scope.stream },
    ...{ day, kind, path, detail, reportedAt: now },
  }));
  const fresh: DriftReport[] = [];
  for (const report of reports) {
    const { id, source, stream, day, kind, path, detail } = report;
    const [written] = await sql`
      insert into drift_report (id, source, stream, day, kind, path, detail, reported_at)
      values (${id}, ${source}, ${stream}, ${day}, ${kind}, ${path}, ${detail}, ${now}) on conflict (id) do nothing returning id`;
    if (!written) continue;
    fresh.push(report);
    log.warn({ source, stream, day, kind, path }, `drift: ${detail}`);
  }
  return fresh;
}

/** The day and the days with data before it, newest first. */
async function readShapes(sql: Sql, { source, stream, day }: DriftScope): Promise<DayShapes[]> {
  const rows = await sql<{ day: string; path: string; type: string; documents: number }[]>`
    with recent as (
      select day from answer_shape where source = ${source} and stream = ${stream} and day <= ${day} and path = '' and type not in (${ALL_DOCUMENTS}, 'none')
      group by day order by day desc limit ${DAYS_BEFORE + 1}
    )
    select s.day, s.path, s.type, s.documents from answer_shape s join recent using (day)
    where s.source = ${source} and s.stream = ${stream} order by s.day desc`;
  const days = new Map<string, Map<string, Map<string, number>>>();
  for (const row of rows) {
    const types = days.get(row.day) ?? new Map<string, Map<string, number>>();
    days.set(row.day, types);
    const counts = types.get(row.path) ?? new Map<string, number>();
    types.set(row.path, counts.set(row.type, row.documents));
  }
  return [...days].map(([at, types]) => ({ day: at, types }));
}

function unknownPaths(today: DayShapes, before: readonly DayShapes[]): string[] {
  return [...today.types.keys()].filter((path) => !before.some(({ types }) => types.has(path)));
}

/** Which of the paths stood in an answer longer ago. */
async function seenBefore(sql: Sql, { source, stream, day }: DriftScope, paths: readonly string[]): Promise<Set<string>> {
  if (paths.length === 0) return new Set();
  const rows = await sql<{ path: string }[]>`
    select distinct path from answer_shape where source = ${source} and stream = ${stream} and day < ${day} and path = any(${paths as string[]}::text[])`;
  return new Set(rows.map(({ path }) => path));
}

async function countDrifts(sql: Sql, scope: DriftScope, now: Date): Promise<{ day: string; drift: Drift }[]> {
  const counts = await readCounts(sql, scope);
  const found: { day: string; drift: Drift }[] = [];
  for (let back = 0; back < COUNTED_DAYS; back += 1) {
    const day = daysBack(scope.day, back);
    if (now.getTime() - Date.parse(day) < OVER_AFTER_MS) continue;
    const drift = unusualCount(day, counts);
    if (drift) found.push({ day, drift });
  }
  return found;
}

/**
 * A day's count: for a stream of lists the lines of that day's list by its newest reading, whenever that was made; for others the
 * documents that were fetched on that day.
 */
async function readCounts(sql: Sql, { source, stream, day }: DriftScope): Promise<Map<string, number>> {
  const from = daysBack(day, COUNTS_READ_DAYS);
  const listed = await sql<{ day: string; count: number }[]>`
    select distinct on (r.day) r.day, c.line_count as count from listing_reading r
    join listing_content c on c.id = r.content_id join exchange e on e.id = r.exchange_id
    where r.source = ${source} and r.day between ${from} and ${day} and e.stream = ${stream} order by r.day, r.observed_at desc`;
  const rows =
    listed.length > 0
      ? listed
      : await sql<{ day: string; count: number }[]>`
          select day, documents as count from answer_shape
          where source = ${source} and stream = ${stream} and day between ${from} and ${day} and path = '' and type = ${ALL_DOCUMENTS}`;
  return new Map(rows.map((row) => [row.day, row.count]));
}

/** Reports, newest day first; `source` and `stream` null: all. */
export async function readDriftReports(
  sql: Sql,
  filter: { readonly source: string | null; readonly stream: string | null; readonly limit: number },
): Promise<DriftReport[]> {
  const { source, stream, limit } = filter;
  return await sql<DriftReport[]>`
    select id, source, stream, day, kind, path, detail, reported_at as "reportedAt" from drift_report
    where (${source}::text is null or source = ${source}) and (${stream}::text is null or stream = ${stream})
    order by day desc, source, stream, kind, path limit ${limit}`;
}
