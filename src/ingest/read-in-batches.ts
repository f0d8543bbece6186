/** Reads many rows with little memory: a cursor of the database inside a transaction. Other statements may run in between. */
import type { TransactionSql } from "postgres";

const ROWS = 500;

/** Yields the rows of a query, some hundred at a time. `name`: the cursor's, one of its kind in the transaction. */
export async function* readInBatches<Row extends object>(
  tx: TransactionSql,
  name: string,
  query: string,
  parameters: readonly unknown[],
): AsyncGenerator<readonly Row[]> {
  await tx.unsafe(`declare ${name} no scroll cursor for ${query}`, parameters as never[]);
  for (;;) {
    const rows = await tx.unsafe<Row[]>(`fetch ${ROWS} from ${name}`);
    if (rows.length > 0) yield rows;
    if (rows.length < ROWS) break;
  }
  await tx.unsafe(`close ${name}`);
}
