/** A connection that is lost in the middle of a transaction fails that transaction, and not the process. */
import type { Sql, TransactionSql } from "postgres";

/** The driver's own codes, the socket's, and those with which a server takes leave. */
const LOST = /^(CONNECTION_(CLOSED|DESTROYED|ENDED)|ECONNRESET|EPIPE|57P0[1235]|25P03)$/;

/** Whether an error, or one behind it, says that its connection is gone. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && LOST.test(String(error.code))) || isConnectionLost(error.cause);
}

/**
 * The same connections, with a `begin` that does not roll back what is gone. The driver would write on a socket that is not
 * there any more, in a callback where nobody can catch that: https://github.com/porsager/postgres/issues/1154
 */
export function survivingLoss(sql: Sql): Sql {
  const begin = sql.begin.bind(sql) as (...parameters: unknown[]) => Promise<unknown>;
  const surviving = (...parameters: unknown[]) => {
    const work = parameters.pop() as (tx: TransactionSql) => unknown;
    return begin(...parameters, async (tx: TransactionSql) => {
      try {
        return await work(tx);
      } catch (error) {
        // The transaction itself fails as soon as the driver sees the connection closed; this only keeps it from going on.
        if (isConnectionLost(error)) return await new Promise<never>(() => undefined);
        throw error;
      }
    });
  };
  return Object.assign(sql, { begin: surviving as Sql["begin"] });
}
