/** One run of one stream: checkpoint, discover, archive, normalise, store, checkpoint; page by page. */
import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import type { Clock } from "../clock.ts";
import {
  type AnySourceStream,
  type Disposition,
  type Exchange,
  type Normalized,
  type SourceAdapter,
  SourceError,
} from "../contract/index.ts";
import type { Logger } from "../log.ts";
import { archivedPage, newestAnswer } from "./archive.ts";
import { reportDrift } from "./drift.ts";
import { storeFailedAnswer } from "./failed-answers.ts";
import type { Gate } from "./gate.ts";
import { createHttpClient, type StampedHttpClient } from "./http.ts";
import type { Lease } from "./lease.ts";
import { rejectImplausible } from "./plausible.ts";
import { checkRejections, NOTHING_REJECTED } from "./rejection-threshold.ts";
import { refreshStatistics } from "./statistics.ts";
import { storePage } from "./store.ts";
import { createWanted } from "./wanted.ts";

/** What a run came to. PARTIAL: some pages or records are in, others are not. */
export type RunOutcome = "SUCCESS" | "PARTIAL" | "FAILED";

/** An error as people and dashboards see it. */
export interface RunError {
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  /** Whether trying again later may help. */
  readonly disposition: Disposition;
}

/** A finished run. */
export interface RunResult {
  readonly outcome: RunOutcome;
  readonly pages: number;
  readonly records: number;
  readonly rejected: number;
  readonly error: RunError | null;
}

/** How a run is going. `position`: the last URL read. */
export interface RunProgress {
  readonly pages: number;
  readonly records: number;
  readonly position: string | null;
}

/** What a run needs. */
export interface RunOptions {
  readonly sql: Sql;
  readonly adapter: SourceAdapter;
  readonly streamName: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly range: { readonly since: Date | null; readonly until: Date | null };
  /** How far back a stream without a checkpoint begins, in days. */
  readonly backfillDays: number;
  readonly clock: Clock;
  readonly gate: Gate;
  readonly limitTimescale: number;
  readonly userAgent: string;
  readonly fetch: typeof fetch;
  /** Leave to read the stream; its signal stops the run. */
  readonly lease: Lease;
  readonly log: Logger;
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
}

const DAY_MS = 86_400_000;

/** Runs a stream once. Never throws for what a source does; @throws what the clock or the database throw at the start */
export async function runStream(options: RunOptions): Promise<RunResult> {
  const { sql, adapter, streamName, clock } = options;
  const runId = randomUUID();
  const now = await clock.now();
  // Only one process reads a stream: whatever is still open here was left by one that died or lost its lease.
  await sql`
    update sync_run set finished_at = ${now}, outcome = 'FAILED', error_code = 'ERR_INTERRUPTED', error_message = 'the process ended before the run did'
    where source = ${adapter.id} and stream = ${streamName} and outcome is null`;
  await sql`
    insert into sync_run (id, source, stream, started_at, pages, records, rejected) values (${runId}, ${adapter.id}, ${streamName}, ${now}, 0, 0, 0)`;
  const counts = { pages: 0, records: 0, rejected: 0 };
  let error: RunError | null = null;
  try {
    await readPages(options, now, counts);
  } catch (caught) {
    error = describeError(caught, options);
  }
  const outcome: RunOutcome =
    error !== null ? (counts.pages > 0 ? "PARTIAL" : "FAILED") : counts.rejected > 0 ? "PARTIAL" : "SUCCESS";
  await sql`
    update sync_run set finished_at = ${await clock.now()}, outcome = ${outcome}, pages = ${counts.pages}, records = ${counts.records},
      rejected = ${counts.rejected}, error_code = ${error?.code ?? null}, error_message = ${error?.message ?? null}, error_status = ${error?.status ?? null}
    where id = ${runId} and outcome is null`;
  if (counts.pages > 0) await lookForDrift(options, now);
  return { outcome, ...counts, error };
}

/** Whether answers look different from those of the days before; only told, so nothing of the run depends on it. */
async function lookForDrift({ sql, adapter, streamName, log }: RunOptions, now: Date): Promise<void> {
  const isLookup = adapter.streams[streamName]?.isLookup ?? false;
  try {
    await reportDrift(sql, { source: adapter.id, stream: streamName, day: now.toISOString().slice(0, 10), isLookup }, now, log);
  } catch (error) {
    log.warn({ err: error, source: adapter.id, stream: streamName }, "the answers could not be looked at for drift");
  }
}

async function readPages(
  options: RunOptions,
  now: Date,
  counts: { pages: number; records: number; rejected: number },
): Promise<void> {
  const { sql, adapter, streamName, clock } = options;
  const stream = adapter.streams[streamName] as AnySourceStream;
  const http = clientOf(options);
  const since = await loadCheckpoint(options, stream);
  const isFirst = since === null && options.range.since === null;
  const range = isFirst ? { ...options.range, since: new Date(now.getTime() - options.backfillDays * DAY_MS) } : options.range;
  const context = {
    http,
    settings: options.settings,
    wanted: createWanted(sql, adapter.id),
    range,
    signal: options.lease.signal,
    now,
  };
  let units = NOTHING_REJECTED;
  for await (const { exchanges, checkpoint } of stream.discover(context, since)) {
    const page = archivedPage(
      adapter.id,
      streamName,
      exchanges.map((exchange) => ({ exchange, stamp: http.stampOf(exchange) })),
    );
    const normalized = await readRecords(options, stream, exchanges, page.exchanges.at(-1)?.stamp.fetchedAt ?? now);
    const url = exchanges[0]?.request.url;
    try {
      units = checkRejections(normalized, units, { source: adapter.id, isLookup: stream.isLookup, ...(url ? { url } : {}) });
    } catch (error) {
      const places = new Set(normalized.rejected.map(({ exchange }) => exchange));
      const refused = exchanges.filter((_, place) => places.has(place));
      if (error instanceof SourceError) for (const one of refused) await keepFailure(options, one, error);
      throw error;
    }
    await storePage(sql, { adapter, stream: streamName, page, normalized }, await clock.now(), checkpoint, options.lease.fence);
    counts.pages += 1;
    counts.records += normalized.records.length;
    counts.rejected += normalized.rejected.length;
    await refreshStatistics(sql, counts.pages);
    options.onProgress?.({ pages: counts.pages, records: counts.records, position: exchanges.at(-1)?.request.url ?? null });
  }
}

/** What the answers say; a page that is no answer is kept as a failure. @throws {InvalidPayloadError} */
async function readRecords(
  options: RunOptions,
  stream: AnySourceStream,
  exchanges: readonly Exchange[],
  fetchedAt: Date,
): Promise<Normalized> {
  if (exchanges.length === 0) return { records: [], rejected: [] };
  try {
    return rejectImplausible(stream.normalize(exchanges), fetchedAt);
  } catch (error) {
    const last = exchanges.at(-1);
    if (error instanceof SourceError && last) await keepFailure(options, last, error);
    throw error;
  }
}

/** Writes a failed answer down; that it cannot be written must not hide what failed. */
async function keepFailure(
  { sql, adapter, streamName, settings, clock, log }: RunOptions,
  exchange: Exchange,
  error: SourceError,
) {
  const secrets = adapter.settings.flatMap(({ name, kind }) => (kind === "secret" && settings[name] ? [settings[name]] : []));
  try {
    const { request, status, headers, body } = exchange;
    const failed = {
      source: adapter.id,
      stream: streamName,
      request,
      status,
      headers,
      body,
      code: error.code,
      reason: error.message,
    };
    await storeFailedAnswer(sql, { ...failed, failedAt: await clock.now(), secrets });
  } catch (cause) {
    log.warn({ err: cause, source: adapter.id }, "a failed answer could not be kept");
  }
}

function clientOf(options: RunOptions): StampedHttpClient {
  const { sql, adapter, clock } = options;
  return createHttpClient({
    ...{ source: adapter, clock, signal: options.lease.signal, userAgent: options.userAgent, fetch: options.fetch },
    ...{ gate: options.gate, limitTimescale: options.limitTimescale },
    archived: (url) => newestAnswer(sql, adapter.id, url),
    onFailedAnswer: (exchange, error) => void keepFailure(options, exchange, error),
    onBudget: (budget) => {
      storeBudget(sql, adapter.id, clock, budget).catch((error: unknown) =>
        options.log.warn({ error }, "the budget could not be stored"),
      );
    },
  });
}

async function storeBudget(
  sql: Sql,
  source: string,
  clock: Clock,
  budget: { limit: number; remaining: number; resetsInMs: number },
) {
  const now = await clock.now();
  await sql`
    insert into source_budget (source, "limit", remaining, resets_at, observed_at)
    values (${source}, ${budget.limit}, ${budget.remaining}, ${new Date(now.getTime() + budget.resetsInMs)}, ${now})
    on conflict (source) do update set "limit" = excluded."limit", remaining = excluded.remaining, resets_at = excluded.resets_at, observed_at = excluded.observed_at`;
}

/** A stored checkpoint that its schema refuses restarts the stream. */
async function loadCheckpoint({ sql, adapter, streamName, log }: RunOptions, stream: AnySourceStream): Promise<unknown> {
  const [row] = await sql<
    { value: unknown }[]
  >`select value from checkpoint where source = ${adapter.id} and stream = ${streamName}`;
  if (!row) return null;
  const parsed = stream.checkpoint.safeParse(row.value);
  if (parsed.success) return parsed.data;
  log.warn(
    { source: adapter.id, stream: streamName, issues: parsed.error.issues.length },
    "the stored checkpoint is not valid: the stream starts anew",
  );
  return null;
}

function describeError(caught: unknown, { adapter, streamName, log }: RunOptions): RunError {
  if (caught instanceof SourceError) {
    const { code, message, status, disposition } = caught;
    return { code, message, disposition, ...(status === undefined ? {} : { status }) };
  }
  log.error({ err: caught, source: adapter.id, stream: streamName }, "a run failed for a reason of our own");
  const code =
    caught instanceof Error && "code" in caught && String(caught.code).startsWith("ERR_") ? String(caught.code) : "ERR_INTERNAL";
  // A database that is gone for a moment, or a fault of ours: later is as good a guess as any.
  return { code, message: caught instanceof Error ? caught.message : String(caught), disposition: "retry" };
}
