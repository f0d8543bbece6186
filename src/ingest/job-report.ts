/** What stands on the job queue, for people: jobs that wait, run or are tried again, and those that came to nothing. */
import type { Sql } from "postgres";
import { DEAD_LETTERS } from "./queue.ts";

/** A job as people see it. DEAD: given up; its stream's schedule makes a new one. */
export interface ReportedJob {
  /** `source/stream` */
  readonly target: string;
  readonly state: "WAITING" | "RUNNING" | "RETRYING" | "DEAD";
  /** How often it was tried again. */
  readonly retries: number;
  readonly createdAt: Date;
  /** Not before it. Null: it runs, or is dead. */
  readonly startsAt: Date | null;
  /** The last error's code and message; null: none yet. */
  readonly error: string | null;
}

/** Jobs that are not done, then dead ones, newest first, `limit` of them at most. Empty where no worker ever ran. */
export async function readJobs(sql: Sql, limit: number): Promise<ReportedJob[]> {
  const [made] = await sql<{ is: boolean }[]>`select to_regclass('pgboss.job') is not null as is`;
  if (!made?.is) return [];
  const rows = await sql<Row[]>`
    (select data, state::text, name, retry_count, created_on, start_after, output from pgboss.job
      where name like 'sync-%' and name <> ${DEAD_LETTERS} and state < 'completed' order by data ->> 'source', data ->> 'stream')
    union all
    (select data, state::text, name, retry_count, created_on, start_after, output from pgboss.job
      where name = ${DEAD_LETTERS} order by created_on desc limit ${limit})`;
  return rows.map(({ data, state, name, retry_count, created_on, start_after, output }) => {
    const isDead = name === DEAD_LETTERS;
    const { code, message } = data.error ?? output ?? {};
    return {
      target: `${data.source}/${data.stream}`,
      state: isDead ? "DEAD" : (STATES[state] ?? "WAITING"),
      retries: retry_count,
      createdAt: created_on,
      startsAt: isDead || state === "active" ? null : start_after,
      error: code === undefined ? null : `${code}: ${message ?? ""}`,
    };
  });
}

const STATES: Readonly<Record<string, ReportedJob["state"]>> = { created: "WAITING", active: "RUNNING", retry: "RETRYING" };

interface Failure {
  readonly code?: string;
  readonly message?: string;
}

interface Row {
  readonly data: { readonly source: string; readonly stream: string; readonly error?: Failure };
  readonly state: string;
  readonly name: string;
  readonly retry_count: number;
  readonly created_on: Date;
  readonly start_after: Date;
  /** What the last try ended with. */
  readonly output: Failure | null;
}
