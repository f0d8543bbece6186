/** What stands on the job queue, for people: jobs that wait, run or are tried again, and those that came to nothing. */
import type { Sql } from "postgres";
import { DEAD_LETTERS } from "./queue.ts";

/** A job as people see it. DEAD: given up; its stream's schedule makes a new one. */
export interface ReportedJob {
  /** `source/stream` */
  readonly target: string;
  readonly state: "WAITING" | "RUNNING" | "RETRYING" | "DEAD";
  /** How often it was tried again; null: nobody knows any more. */
  readonly retries: number | null;
  readonly createdAt: Date;
  /** Not before it. Null: it runs, or is dead. */
  readonly startsAt: Date | null;
  /** When its stream first got to its end after it was given up; null: not yet, or it is not dead. */
  readonly succeededAt: Date | null;
  /** The last error: its code, where it has one, and its message; null: none yet. */
  readonly error: string | null;
}

/** Jobs that are not done, then dead ones, newest first, `limit` of them at most. Empty where no worker ever ran. */
export async function readJobs(sql: Sql, limit: number): Promise<ReportedJob[]> {
  const [made] = await sql<{ is: boolean }[]>`select to_regclass('pgboss.job') is not null as is`;
  if (!made?.is) return [];
  const alive = await sql<Row[]>`
    select data, state::text, retry_count, created_on, start_after, output from pgboss.job
    where name like 'sync-%' and name <> ${DEAD_LETTERS} and state < 'completed' order by data ->> 'source', data ->> 'stream'`;
  // A dead letter is a copy with a count of its own, which is made in one instant with the end of its job.
  const dead = await sql<DeadRow[]>`
    with dead as (select data, created_on, output from pgboss.job where name = ${DEAD_LETTERS} order by created_on desc limit ${limit}),
      failed as (select data, completed_on, retry_count from pgboss.job where state = 'failed'
        union all select data, completed_on, retry_count from pgboss.archive where state = 'failed')
    select d.data, d.created_on, d.output,
      (select max(f.retry_count) from failed f where f.completed_on = d.created_on and f.data = d.data) as retry_count,
      (select min(r.finished_at) from sync_run r where r.source = d.data ->> 'source' and r.stream = d.data ->> 'stream'
        and r.started_at > d.created_on and r.outcome in ('SUCCESS', 'PARTIAL') and r.error_code is null) as succeeded_at
    from dead d order by d.created_on desc`;
  return [
    ...alive.map(
      (row): ReportedJob => ({
        ...{ target: targetOf(row), state: STATES[row.state] ?? "WAITING", retries: row.retry_count, createdAt: row.created_on },
        ...{ startsAt: row.state === "active" ? null : row.start_after, succeededAt: null, error: errorOf(row) },
      }),
    ),
    ...dead.map(
      (row): ReportedJob => ({
        ...{ target: targetOf(row), state: "DEAD", retries: row.retry_count, createdAt: row.created_on, startsAt: null },
        ...{ succeededAt: row.succeeded_at, error: errorOf(row) },
      }),
    ),
  ];
}

function targetOf({ data }: Pick<Row, "data">): string {
  return `${data.source}/${data.stream}`;
}

/** A job that was given up at once carries its error; another one's output is that of its last try, which has a code if a run ended. */
function errorOf({ data, output }: Pick<Row, "data" | "output">): string | null {
  const { code, message } = data.error ?? output ?? {};
  return [code, message].filter((part) => part !== undefined).join(": ") || null;
}

const STATES: Readonly<Record<string, ReportedJob["state"]>> = { created: "WAITING", active: "RUNNING", retry: "RETRYING" };

interface Failure {
  readonly code?: string;
  readonly message?: string;
}

interface Row {
  readonly data: { readonly source: string; readonly stream: string; readonly error?: Failure };
  readonly state: string;
  readonly retry_count: number;
  readonly created_on: Date;
  readonly start_after: Date;
  /** What the last try ended with. */
  readonly output: Failure | null;
}

interface DeadRow extends Pick<Row, "data" | "created_on" | "output"> {
  readonly retry_count: number | null;
  readonly succeeded_at: Date | null;
}
