/** How each source is doing, from the runs of its streams. */
import type { Sql } from "postgres";
import type { SourceErrorCode } from "../contract/index.ts";

/** Best to worst is HEALTHY, LATE, FAILING, UNREACHABLE, BLOCKED; DISABLED: does not run with these settings. */
export const SOURCE_STATES = ["HEALTHY", "LATE", "FAILING", "BLOCKED", "UNREACHABLE", "DISABLED"] as const;
export type SourceState = (typeof SOURCE_STATES)[number];

/** A source as its adapter declares it, with what the settings make of its streams. */
export interface SourceDescription {
  /** The adapter's id. */
  readonly id: string;
  readonly title: string;
  readonly termsUrl: string;
  readonly streams: readonly StreamDescription[];
}

/** A stream as its adapter declares it. */
export interface StreamDescription {
  readonly name: string;
  /** How long after a successful run it is due again, in milliseconds. */
  readonly intervalMs: number;
  /** Why it cannot run with these settings, in words; null: it can. */
  readonly disabledReason: string | null;
}

/** What went wrong last, while nothing has gone right since. */
export interface SourceFailure {
  readonly code: string;
  readonly message: string;
  /** HTTP status of the upstream's answer; null: there was none. */
  readonly upstreamStatus: number | null;
  readonly at: Date;
}

/** How a stream is doing. */
export interface StreamReport {
  readonly name: string;
  readonly state: SourceState;
  readonly disabledReason: string | null;
  /** When the last run that got on ended; null: none did yet. */
  readonly lastSuccessAt: Date | null;
  /** Whole seconds since then; null: no run got on yet. */
  readonly lagSeconds: number | null;
  /** Its newest run has not ended. */
  readonly isRunning: boolean;
}

/** What the upstream last told of its budget. */
export interface BudgetReport {
  readonly limit: number;
  readonly remaining: number;
  readonly resetsAt: Date;
}

/** How a source is doing. */
export interface SourceReport {
  readonly name: string;
  readonly title: string;
  readonly termsUrl: string;
  /** The worst state of its streams that can run. */
  readonly state: SourceState;
  /** When its newest run began; null: none yet. */
  readonly lastAttemptAt: Date | null;
  /** When its newest run that got on ended; null: none did yet. */
  readonly lastSuccessAt: Date | null;
  /** Of the stream that is furthest behind among those that can run; null: one of them never got on, or none can run. */
  readonly lagSeconds: number | null;
  readonly lastError: SourceFailure | null;
  /** Null: the upstream tells of none. */
  readonly budget: BudgetReport | null;
  /** Records in the archive that could not be read. */
  readonly quarantinedCount: number;
  readonly streams: readonly StreamReport[];
}

/** A stream is late after so many of its intervals, */
export const LATE_INTERVALS = 3;
/** but not before so long a time, in milliseconds. */
export const LATE_AT_LEAST_MS = 3_600_000;

const WORST_FIRST: readonly SourceState[] = ["BLOCKED", "UNREACHABLE", "FAILING", "LATE", "HEALTHY"];

/** States in which a source answers nothing: a day never read may be empty for that reason. */
export function isDown(state: SourceState): boolean {
  return state === "FAILING" || state === "BLOCKED" || state === "UNREACHABLE";
}

interface StreamRow {
  readonly place: number;
  readonly attempt_at: Date | null;
  readonly is_running: boolean;
  readonly success_at: Date | null;
  readonly outcome: "SUCCESS" | "PARTIAL" | "FAILED" | null;
  readonly ended_at: Date | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly error_status: number | null;
}

interface SourceRow {
  readonly name: string;
  readonly limit: number | null;
  readonly remaining: number | null;
  readonly resets_at: Date | null;
  readonly quarantined: number;
}

/**
 * How the described sources stood at `now`, in the order given: two statements. A run that was stopped from outside says
 * nothing of its source and is left out; one that brought some of its pages got on.
 */
export async function readSourceStates(sql: Sql, descriptions: readonly SourceDescription[], now: Date): Promise<SourceReport[]> {
  const streams = descriptions.flatMap((source) => source.streams.map((stream) => ({ source: source.id, stream })));
  const streamRows = await readStreams(sql, streams, now);
  const sourceRows = await sql<SourceRow[]>`
    select s.name, b."limit", b.remaining, b.resets_at, (select count(*)::int from quarantine q where q.source = s.name) as quarantined
    from unnest(${descriptions.map((source) => source.id)}::text[]) as s(name) left join source_budget b on b.source = s.name`;
  const rowOf = new Map(streamRows.map((row) => [row.place, row]));
  const extraOf = new Map(sourceRows.map((row) => [row.name, row]));
  let place = 0;
  return descriptions.map((source) => {
    const rows = source.streams.map(() => rowOf.get(++place));
    return reportOf(source, rows, extraOf.get(source.id), now);
  });
}

async function readStreams(
  sql: Sql,
  streams: readonly { readonly source: string; readonly stream: StreamDescription }[],
  now: Date,
): Promise<readonly StreamRow[]> {
  return await sql<StreamRow[]>`
    select k.place::int as place, attempt.started_at as attempt_at, attempt.id is not null and attempt.finished_at is null as is_running,
      success.finished_at as success_at, ended.outcome, ended.finished_at as ended_at, ended.error_code, ended.error_message, ended.error_status
    from unnest(${streams.map(({ source }) => source)}::text[], ${streams.map(({ stream }) => stream.name)}::text[])
      with ordinality as k(source, stream, place)
    left join lateral (
      select r.id, r.started_at, r.finished_at from sync_run r
      where r.source = k.source and r.stream = k.stream and r.started_at <= ${now}
      order by r.started_at desc, r.finished_at desc nulls first limit 1) attempt on true
    left join lateral (
      select r.finished_at from sync_run r
      where r.source = k.source and r.stream = k.stream and r.finished_at <= ${now} and r.outcome in ('SUCCESS', 'PARTIAL')
      order by r.started_at desc, r.finished_at desc limit 1) success on true
    left join lateral (
      select r.outcome, r.finished_at, r.error_code, r.error_message, r.error_status from sync_run r
      where r.source = k.source and r.stream = k.stream and r.finished_at <= ${now}
        and not (r.outcome = 'FAILED' and r.error_code = ${"ERR_SOURCE_ABORTED" satisfies SourceErrorCode})
      order by r.started_at desc, r.finished_at desc limit 1) ended on true`;
}

function reportOf(
  source: SourceDescription,
  rows: readonly (StreamRow | undefined)[],
  extra: SourceRow | undefined,
  now: Date,
): SourceReport {
  const streams = source.streams.map((stream, place) => streamReport(stream, rows[place], now));
  const running = streams.filter((stream) => stream.state !== "DISABLED");
  const lags = running.map((stream) => stream.lagSeconds);
  return {
    name: source.id,
    title: source.title,
    termsUrl: source.termsUrl,
    state: WORST_FIRST.find((state) => running.some((stream) => stream.state === state)) ?? "DISABLED",
    lastAttemptAt: latest(rows.map((row) => row?.attempt_at ?? null)),
    lastSuccessAt: latest(rows.map((row) => row?.success_at ?? null)),
    lagSeconds: lags.length === 0 || lags.includes(null) ? null : Math.max(...lags.map(Number)),
    lastError: lastFailure(rows),
    budget: budgetOf(extra),
    quarantinedCount: extra?.quarantined ?? 0,
    streams,
  };
}

function streamReport(
  { name, intervalMs, disabledReason }: StreamDescription,
  row: StreamRow | undefined,
  now: Date,
): StreamReport {
  const lastSuccessAt = row?.success_at ?? null;
  const lagMs = lastSuccessAt && now.getTime() - lastSuccessAt.getTime();
  const state = disabledReason === null ? streamState(row, lagMs, intervalMs) : "DISABLED";
  const lagSeconds = lagMs === null ? null : Math.floor(lagMs / 1000);
  return { name, state, disabledReason, lastSuccessAt, lagSeconds, isRunning: row?.is_running ?? false };
}

function streamState(row: StreamRow | undefined, lagMs: number | null, intervalMs: number): SourceState {
  if (row?.outcome === "FAILED") return failedState(row.error_code);
  return lagMs === null || lagMs > Math.max(LATE_INTERVALS * intervalMs, LATE_AT_LEAST_MS) ? "LATE" : "HEALTHY";
}

/** The upstream refuses us, does not answer, or anything else. */
function failedState(code: string | null): SourceState {
  switch (code as SourceErrorCode | null) {
    case "ERR_SOURCE_AUTHENTICATION":
    case "ERR_SOURCE_REFUSED":
      return "BLOCKED";
    case "ERR_SOURCE_UNREACHABLE":
      return "UNREACHABLE";
    default:
      return "FAILING";
  }
}

/** The newest error among streams whose last run had one; a run stopped from outside had none of the source's. */
function lastFailure(rows: readonly (StreamRow | undefined)[]): SourceFailure | null {
  let newest: SourceFailure | null = null;
  for (const row of rows) {
    if (!row?.error_code || !row.ended_at || row.error_code === "ERR_SOURCE_ABORTED") continue;
    if (newest !== null && newest.at >= row.ended_at) continue;
    newest = { code: row.error_code, message: row.error_message ?? "", upstreamStatus: row.error_status, at: row.ended_at };
  }
  return newest;
}

function budgetOf(row: SourceRow | undefined): BudgetReport | null {
  if (!row || row.limit === null || row.remaining === null || row.resets_at === null) return null;
  return { limit: row.limit, remaining: row.remaining, resetsAt: row.resets_at };
}

function latest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);
}
