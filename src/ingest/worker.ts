/** Works through the queue: puts due streams on it, runs jobs, finds those whose worker died. Any number may share one database. */
import type { Sql } from "postgres";
import type { Clock } from "../clock.ts";
import type { SourceAdapter } from "../contract/index.ts";
import type { Database } from "../db/client.ts";
import type { Logger } from "../log.ts";
import { type JobQueue, keyOf, openQueue, queueOf, type SyncJob } from "./queue.ts";
import type { RunError } from "./run.ts";
import { dueAt, readHistory } from "./schedule.ts";

/** What a worker needs. */
export interface WorkerOptions {
  readonly database: Database;
  readonly adapters: readonly SourceAdapter[];
  readonly settings: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly clock: Clock;
  readonly limitTimescale: number;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** What is to be done once a day: dropping what the archive need not keep. */
  tidy(): Promise<void>;
  /** Runs a stream, unless somebody else is at it. @returns null when somebody is, or the run was stopped from outside */
  run(job: SyncJob): Promise<{ readonly error: RunError | null } | null>;
}

/** Time between two looks at what is due, and at what was left behind. */
const LOOK_EVERY_MS = 30_000;
/** Time between two tidyings. */
const TIDY_EVERY_MS = 86_400_000;
/** Time between two looks at the queue. */
const POLL_EVERY_MS = 2_000;
/** In simulations times shrink, but the database is left some air. */
const SHORTEST_MS = 200;
/** So many jobs of one source at a time in one process: a long back-fill leaves the day's feeds a hand. */
const HANDS_PER_SOURCE = 2;

/** Works until the signal aborts. */
export async function work(options: WorkerOptions): Promise<void> {
  const { database, settings, clock, log, signal, limitTimescale } = options;
  const sources = options.adapters
    .filter(({ id, streams }) => Object.values(streams).some((stream) => !stream.isDisabled?.(settings[id] ?? {})))
    .map(({ id }) => id);
  const queue = await openQueue(database, sources, log, limitTimescale);
  const pause = (ms: number) => Math.max(SHORTEST_MS, ms * Math.min(1, limitTimescale));
  let wake = new AbortController();

  async function plan(): Promise<void> {
    let tidiedMs = clock.monotonicMs();
    while (!signal.aborted) {
      if (clock.monotonicMs() - tidiedMs >= TIDY_EVERY_MS) {
        tidiedMs = clock.monotonicMs();
        await attempt(log, () => options.tidy());
      }
      const sent = await attempt(log, () => reconcile(queue, options));
      if (sent) {
        wake.abort();
        wake = new AbortController();
      }
      await clock.sleep(pause(LOOK_EVERY_MS), signal);
    }
  }

  async function hand(source: string): Promise<void> {
    while (!signal.aborted) {
      const hasWorked = await attempt(log, () => workOne(queue, source, options));
      if (!hasWorked) await clock.sleep(pause(POLL_EVERY_MS), AbortSignal.any([signal, wake.signal]));
    }
  }

  try {
    const hands = sources.flatMap((source) => Array.from({ length: HANDS_PER_SOURCE }, () => hand(source)));
    await Promise.all([plan(), ...hands]);
  } finally {
    await queue.close();
  }
}

/** A database that is away for a while stops nobody for good. @returns undefined after an error */
async function attempt<Result>(log: Logger, step: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await step();
  } catch (error) {
    log.warn({ err: error }, "a step of the worker failed; it is tried again");
    return undefined;
  }
}

/** @returns whether anything was put on the queue */
async function reconcile(queue: JobQueue, options: WorkerOptions): Promise<boolean> {
  const { adapters, settings, clock } = options;
  const { sql } = options.database;
  await freeAbandoned(queue, sql);
  const pending = new Set((await queue.pending()).map(({ key }) => key));
  const now = (await clock.now()).getTime();
  const streams = adapters.flatMap((adapter) =>
    Object.entries(adapter.streams).flatMap(([name, stream]) =>
      stream.isDisabled?.(settings[adapter.id] ?? {}) ? [] : [{ source: adapter.id, stream: name, declared: stream }],
    ),
  );
  const histories = [];
  for (const one of streams) histories.push({ ...one, history: await readHistory(sql, one.source, one.stream) });
  const isEverythingNamed = histories.every(({ declared, history }) => declared.isLookup || history.hasEnded);
  let sent = 0;
  for (const { source, stream, declared, history } of histories) {
    if (pending.has(keyOf({ source, stream })) || dueAt(history, declared.intervalMs) > now) continue;
    // A first look-up waits until the others have had a chance to name what it is to look up.
    if (declared.isLookup && !history.hasEnded && !isEverythingNamed) continue;
    await queue.send({ source, stream });
    sent += 1;
  }
  return sent > 0;
}

/**
 * Jobs that are taken to be running, whose stream nobody holds: their worker died. A lease that was given back counts until it
 * would have run out: its job is being ticked off.
 */
async function freeAbandoned(queue: JobQueue, sql: Sql): Promise<void> {
  const abandoned = await sql<{ id: string; name: string }[]>`
    select j.id, j.name from pgboss.job j
    where j.state = 'active' and j.singleton_key is not null and j.started_on < now() - interval '2 seconds'
      and not exists (
        select 1 from stream_lease l where l.source || '/' || l.stream = j.singleton_key and l.expires_at > clock_timestamp())`;
  for (const { id, name } of abandoned) await queue.boss.fail(name, id, { message: "the worker ended before the job did" });
}

/** @returns whether there was a job */
async function workOne(queue: JobQueue, source: string, { run }: WorkerOptions): Promise<boolean> {
  const [job] = await queue.boss.fetch<SyncJob>(queueOf(source));
  if (!job) return false;
  const result = await run(job.data);
  const error = result?.error ?? null;
  if (error === null) await queue.boss.complete(queueOf(source), job.id);
  else if (error.disposition === "retry") await queue.boss.fail(queueOf(source), job.id, error);
  else await queue.bury(job.id, job.data, error);
  return true;
}
