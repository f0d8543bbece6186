/** One process at a time reads a source: its pace is kept by one gate. */
import type { Database } from "../db/client.ts";

/** First key of the advisory locks of this file; the second is the source's hash. */
const LOCK_CLASS = 721_599;

/**
 * Runs `work` unless another process of the same database reads the source now.
 * The embedded database belongs to one process, so nothing is asked there. @returns null when somebody else is at it
 */
export async function withSourceLock<Result>(
  database: Database,
  source: string,
  work: () => Promise<Result>,
): Promise<Result | null> {
  if (database.kind === "embedded") return await work();
  const connection = await database.sql.reserve();
  try {
    const [row] = await connection<
      { locked: boolean }[]
    >`select pg_try_advisory_lock(${LOCK_CLASS}, hashtext(${source})) as locked`;
    if (!row?.locked) return null;
    try {
      return await work();
    } finally {
      await connection`select pg_advisory_unlock(${LOCK_CLASS}, hashtext(${source}))`;
    }
  } finally {
    connection.release();
  }
}
