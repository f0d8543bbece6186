/** The job queue: pg-boss over our own connections, the same on a server and on the embedded database. https://github.com/timgit/pg-boss */
import PgBoss from "pg-boss";
import type { Row, Sql } from "postgres";
import type { Database } from "../db/client.ts";
import { isConnectionLost } from "../db/lost-connection.ts";
import type { Logger } from "../log.ts";

/** One run of one stream, to be done by whichever worker is free. */
export interface SyncJob {
  readonly source: string;
  readonly stream: string;
}

/** A job on the queue, whatever became of it. */
export interface QueuedJob {
  readonly id: string;
  readonly queue: string;
  /** `source/stream` */
  readonly key: string;
  readonly state: "created" | "retry" | "active";
  readonly startedAt: Date | null;
}

/** Jobs that came to nothing, with their last error. */
export const DEAD_LETTERS = "sync-dead";

/** The queue of a source; its jobs are taken by workers of their own, so that a slow source keeps nobody waiting. */
export function queueOf(source: string): string {
  return `sync-${source}`;
}

/** A job is given up after so many tries; the next one comes by the stream's schedule. */
const RETRY_LIMIT = 3;
/** First pause between tries, in seconds; it doubles, with jitter. */
const RETRY_DELAY_S = 15;
/** Only a bound: a job whose worker died is found by its lease. */
const EXPIRE_S = 23 * 3600;
const DEAD_LETTER_DAYS = 14;
const OPENING_LOCK = 7_215_990_412;

/** The queue, open. */
export interface JobQueue {
  readonly boss: PgBoss;
  /** Jobs that wait or run. */
  pending(): Promise<QueuedJob[]>;
  /** Puts a run of a stream on the queue; one that waits already stays the only one. */
  send(job: SyncJob): Promise<void>;
  /** Gives a job up without another try. */
  bury(id: string, job: SyncJob, error: object): Promise<void>;
  close(): Promise<void>;
}

/** Opens the queue and makes its tables where they are missing. `limitTimescale` compresses its pauses in simulations. */
export async function openQueue(
  database: Database,
  sources: readonly string[],
  log: Logger,
  limitTimescale: number,
): Promise<JobQueue> {
  const { sql } = database;
  const boss = new PgBoss({ db: { executeSql: (text, values) => execute(sql, text, values) }, schedule: false });
  boss.on("error", (error) => log.warn({ err: error }, "the job queue reports an error"));
  await oneAtATime(database, async () => {
    await boss.start();
    await boss.createQueue(DEAD_LETTERS, { name: DEAD_LETTERS, retentionMinutes: DEAD_LETTER_DAYS * 24 * 60 });
    for (const source of sources) {
      await boss.createQueue(queueOf(source), { name: queueOf(source), policy: "short", deadLetter: DEAD_LETTERS });
    }
  });
  return {
    boss,
    pending: async () => {
      const rows = await sql<
        { id: string; name: string; singleton_key: string; state: QueuedJob["state"]; started_on: Date | null }[]
      >`
        select id, name, singleton_key, state::text, started_on from pgboss.job
        where name = any(${sources.map(queueOf)}::text[]) and state < 'completed' and singleton_key is not null`;
      return rows.map((row) => ({
        ...{ id: row.id, queue: row.name, key: row.singleton_key, state: row.state, startedAt: row.started_on },
      }));
    },
    send: async (job) => {
      await boss.send(queueOf(job.source), job, {
        singletonKey: keyOf(job),
        retryLimit: RETRY_LIMIT,
        retryDelay: Math.max(1, Math.round(RETRY_DELAY_S * limitTimescale)),
        retryBackoff: true,
        expireInSeconds: EXPIRE_S,
      });
    },
    bury: async (id, job, error) => {
      await boss.send(DEAD_LETTERS, { ...job, error });
      await boss.complete(queueOf(job.source), id, error);
    },
    close: () => boss.stop({ graceful: false, close: false }),
  };
}

/** Processes that start together must not make the same tables at once. The embedded database belongs to one process. */
async function oneAtATime(database: Database, work: () => Promise<void>): Promise<void> {
  if (database.kind === "embedded") return await work();
  await database.sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${OPENING_LOCK})`;
    await work();
  });
}

/** The key by which jobs of one stream are one. */
export function keyOf({ source, stream }: SyncJob): string {
  return `${source}/${stream}`;
}

/**
 * Runs a statement of pg-boss's. It knows node-postgres, whose driver sends JSON as text and drops undefined; ours
 * serialises objects by itself and would quote the text a second time.
 */
async function execute(sql: Sql, text: string, values: readonly unknown[] = []): Promise<{ rows: Row[]; rowCount: number }> {
  const result = await (values.length === 0 ? executeScript(sql, text) : sql.unsafe(text, values.map(parameterOf) as never[]));
  // Several statements in one text give a list of results; the last one counts.
  const last = (Array.isArray(result.at(-1)) ? result.at(-1) : result) as typeof result;
  return { rows: [...last], rowCount: last.count ?? last.length };
}

/** Several statements, a transaction among them perhaps: the driver wants a connection set apart for that. */
async function executeScript(sql: Sql, text: string) {
  const connection = await sql.reserve();
  try {
    const result = await connection.unsafe(text);
    connection.release();
    return result;
  } catch (error) {
    // What is gone has nothing to roll back, and must not be given to anybody else.
    if (isConnectionLost(error)) throw error;
    // A transaction that the text began must not wait for the next user of the connection.
    await connection.unsafe("rollback");
    connection.release();
    throw error;
  }
}

function parameterOf(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
