/** Which streams are due. */
import type { Sql } from "postgres";

/** Longest pause after a failed run before the stream is tried again, and the shortest. */
const LONGEST_PAUSE_MS = 30 * 60_000;
const SHORTEST_PAUSE_MS = 60_000;

/** How recent runs of a stream ended. */
export interface StreamHistory {
  readonly lastSuccessAt: Date | null;
  readonly lastAttemptAt: Date | null;
  /** Runs that failed since the last success; one that was stopped from outside is none. */
  readonly failures: number;
  /** Whether any run has come to an end of its own, good or bad; one that was stopped or killed has not. */
  readonly hasEnded: boolean;
}

/** When a stream may run next, in epoch milliseconds. A run that was only partly successful counts as one that got on. */
export function dueAt(history: StreamHistory, intervalMs: number): number {
  if (history.failures > 0 && history.lastAttemptAt) {
    const pause = Math.min(LONGEST_PAUSE_MS, intervalMs, SHORTEST_PAUSE_MS * 2 ** (history.failures - 1));
    return history.lastAttemptAt.getTime() + pause;
  }
  return history.lastSuccessAt === null ? 0 : history.lastSuccessAt.getTime() + intervalMs;
}

/** Reads a stream's history. */
export async function readHistory(sql: Sql, source: string, stream: string): Promise<StreamHistory> {
  const [row] = await sql<{ success: Date | null; attempt: Date | null; failures: number; has_ended: boolean }[]>`
    with success as (
      select max(started_at) as at from sync_run where source = ${source} and stream = ${stream} and outcome in ('SUCCESS', 'PARTIAL')
    )
    select (select at from success) as success, max(started_at) as attempt,
      count(*) filter (where outcome = 'FAILED' and error_code is distinct from 'ERR_SOURCE_ABORTED' and started_at > coalesce((select at from success), '-infinity'))::int as failures,
      coalesce(bool_or(outcome is not null and coalesce(error_code, '') not in ('ERR_SOURCE_ABORTED', 'ERR_INTERRUPTED')), false) as has_ended
    from sync_run where source = ${source} and stream = ${stream}`;
  return {
    lastSuccessAt: row?.success ?? null,
    lastAttemptAt: row?.attempt ?? null,
    failures: row?.failures ?? 0,
    hasEnded: row?.has_ended ?? false,
  };
}
