/** The ingest as the rest of the program sees it: sync now, keep in sync, import, rebuild. The only writer. */
import type { Clock } from "../clock.ts";
import type { AnySourceStream, Exchange, SourceAdapter } from "../contract/index.ts";
import type { Database } from "../db/client.ts";
import type { Logger } from "../log.ts";
import { archivedPage } from "./archive.ts";
import { dropOldExcerpts } from "./failed-answers.ts";
import { createGate, type Gate } from "./gate.ts";
import { createGateStore } from "./gate-store.ts";
import { leaseMs, withLease } from "./lease.ts";
import { rejectImplausible } from "./plausible.ts";
import type { SyncJob } from "./queue.ts";
import { renormalize } from "./renormalize.ts";
import { pruneArchive } from "./retention.ts";
import { type RunError, type RunOutcome, type RunProgress, runStream } from "./run.ts";
import { dueAt, readHistory } from "./schedule.ts";
import { storePage } from "./store.ts";
import { work } from "./worker.ts";

/** What an ingest needs. `settings`: by adapter id, validated. */
export interface IngestOptions {
  readonly database: Database;
  readonly adapters: readonly SourceAdapter[];
  readonly settings: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly clock: Clock;
  readonly limitTimescale: number;
  readonly contactEmail: string | null;
  readonly backfillDays: number;
  /** How many days answers stay that nothing depends on; 0, and where it is left out: for ever. */
  readonly archiveDays?: number;
  readonly log: Logger;
  readonly fetch?: typeof fetch;
}

/** A run's progress, with whose run it is. */
export interface ProgressEvent extends RunProgress {
  readonly source: string;
  readonly stream: string;
}

/** What to sync. Without `source` all of them; `since` and `until` ask for a range whatever was read before. */
export interface SyncRequest {
  readonly source?: string;
  readonly stream?: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly isDueOnly: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
}

/** One stream's part of a sync. SKIPPED: not due, or another process reads the stream; DISABLED: its settings switch it off. */
export interface StreamSummary {
  readonly source: string;
  readonly stream: string;
  readonly outcome: RunOutcome | "SKIPPED" | "DISABLED";
  readonly pages: number;
  readonly records: number;
  readonly rejected: number;
  readonly error: RunError | null;
  readonly seconds: number;
}

/** What a sync came to, stream by stream. */
export interface SyncSummary {
  readonly streams: readonly StreamSummary[];
}

/** A page to bring in without asking an upstream. */
export interface ImportedPage {
  readonly exchanges: readonly Exchange[];
  readonly fetchedAt: Date;
}

/** See {@link createIngest}. */
export interface Ingest {
  sync(request: SyncRequest): Promise<SyncSummary>;
  /** Runs due streams for ever, as jobs that all processes of a database share, until the signal aborts. */
  watch(options: { signal: AbortSignal; onRun?: (summary: StreamSummary) => void }): Promise<void>;
  /** Rebuilds all tables from the archive, network off. */
  renormalize(options?: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void }): Promise<{ pages: number }>;
  /** Through the archive and `normalize`, like any answer; checkpoints do not move. */
  importPages(adapterId: string, stream: string, pages: readonly ImportedPage[]): Promise<void>;
}

/** Makes the ingest over a database and a set of adapters. */
export function createIngest(options: IngestOptions): Ingest {
  const { database, adapters, clock, log } = options;
  const { sql } = database;
  const gates = new Map<string, Gate>(
    adapters.map((one) => [
      one.id,
      createGate(createGateStore(sql, one.id, one.rate, options.limitTimescale), one.rate, clock, one.id),
    ]),
  );
  const contact = options.contactEmail === null ? "" : `; mailto:${options.contactEmail}`;
  const userAgent = `papergraph/0.1 (self-hosted paper index${contact})`;

  async function runOne(adapter: SourceAdapter, streamName: string, request: SyncRequest): Promise<StreamSummary> {
    const stream = adapter.streams[streamName] as AnySourceStream;
    const settings = options.settings[adapter.id] ?? {};
    const nothing = { source: adapter.id, stream: streamName, pages: 0, records: 0, rejected: 0, error: null, seconds: 0 };
    if (stream.isDisabled?.(settings)) return { ...nothing, outcome: "DISABLED" };
    if (request.signal.aborted) return { ...nothing, outcome: "SKIPPED" };
    if (
      request.isDueOnly &&
      dueAt(await readHistory(sql, adapter.id, streamName), stream.intervalMs) > (await clock.now()).getTime()
    ) {
      return { ...nothing, outcome: "SKIPPED" };
    }
    const startedMs = clock.monotonicMs();
    const durationMs = leaseMs(options.limitTimescale);
    const lease = { source: adapter.id, stream: streamName, durationMs, signal: request.signal };
    const result = await withLease(sql, lease, (held) =>
      runStream({
        ...{ sql, adapter, streamName, settings, clock, log, userAgent },
        range: { since: request.since ?? null, until: request.until ?? null },
        backfillDays: options.backfillDays,
        gate: gates.get(adapter.id) as Gate,
        limitTimescale: options.limitTimescale,
        fetch: options.fetch ?? fetch,
        lease: held,
        onProgress: (progress) => request.onProgress?.({ source: adapter.id, stream: streamName, ...progress }),
      }),
    );
    if (result === null) return { ...nothing, outcome: "SKIPPED" };
    return { source: adapter.id, stream: streamName, ...result, seconds: (clock.monotonicMs() - startedMs) / 1000 };
  }

  /** Sources side by side, the streams of a source one after the other; look-ups when everything else has named what it knows. */
  async function sync(request: SyncRequest): Promise<SyncSummary> {
    const chosen = adapters.filter((one) => request.source === undefined || one.id === request.source);
    const summaries: StreamSummary[] = [];
    for (const isLookup of [false, true]) {
      const perSource = chosen.map(async (adapter) => {
        const names = Object.keys(adapter.streams).filter(
          (name) => adapter.streams[name]?.isLookup === isLookup && (request.stream === undefined || name === request.stream),
        );
        for (const name of names) summaries.push(await runOne(adapter, name, request));
      });
      await Promise.all(perSource);
    }
    return { streams: summaries };
  }

  return {
    sync,
    watch: async ({ signal, onRun }) => {
      const run = async ({ source, stream }: SyncJob) => {
        const adapter = adapters.find(({ id }) => id === source);
        if (!adapter?.streams[stream]) return null;
        const summary = await runOne(adapter, stream, { isDueOnly: false, signal });
        if (summary.outcome === "SKIPPED" || summary.outcome === "DISABLED" || signal.aborted) return null;
        onRun?.(summary);
        return summary;
      };
      const tidy = async () => {
        const now = await clock.now();
        await pruneArchive(sql, now, { adapters, keepDays: options.archiveDays ?? 0, signal });
        await dropOldExcerpts(sql, now);
      };
      const { settings, limitTimescale } = options;
      await work({ database, adapters, settings, clock, limitTimescale, log, signal, tidy, run });
    },
    renormalize: (request = {}) => renormalize({ sql, adapters, ...request }),
    importPages: async (adapterId, streamName, pages) => {
      const adapter = adapters.find((one) => one.id === adapterId);
      const stream = adapter?.streams[streamName];
      if (!adapter || !stream) throw new RangeError(`there is no stream ${adapterId}/${streamName}`);
      for (const { exchanges, fetchedAt } of pages) {
        const stamped = exchanges.map((exchange) => ({ exchange, stamp: { fetchedAt, isNotModified: false } }));
        const page = archivedPage(adapterId, streamName, stamped);
        const normalized = rejectImplausible(stream.normalize(exchanges), fetchedAt);
        await storePage(sql, { adapter, stream: streamName, page, normalized }, await clock.now(), undefined);
      }
    },
  };
}
