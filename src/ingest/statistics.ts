/** Planner statistics: a plan made for an empty table reads a full one from end to end. */
import type { Sql, TransactionSql } from "postgres";

/**
 * Analyses all tables after 4, 8 and 16 pages of a run, then whenever they have quadrupled, later after every 1,024. The embedded database has no
 * autovacuum that would do it, a server's may come too late for a back-fill; and only new statistics make prepared
 * statements plan again.
 */
export async function refreshStatistics(sql: Sql | TransactionSql, pages: number): Promise<void> {
  if ([4, 8, 16, 64, 256].includes(pages) || (pages > 0 && pages % 1024 === 0)) await sql`analyze`;
}
