/** How the database answers what goes through much of it. */
import type { Sql, TransactionSql } from "postgres";

/**
 * For the rest of the transaction: nothing is compiled, which takes seconds for texts as long as a ranking's and saves less, and
 * what is sorted or hashed may take more memory than a look-up gets.
 */
export async function prepareLargeQuery(tx: TransactionSql): Promise<void> {
  await tx`select set_config('jit', 'off', true), set_config('work_mem', '64MB', true)`;
}

/** Asks one such query, which must not write. */
export async function askLarge<Rows>(sql: Sql, query: (tx: TransactionSql) => PromiseLike<Rows>): Promise<Rows> {
  const rows = await sql.begin("read only", async (tx) => {
    await prepareLargeQuery(tx);
    return await query(tx);
  });
  return rows as Rows;
}
