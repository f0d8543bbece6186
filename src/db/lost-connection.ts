/** A connection that is lost in the middle of a transaction fails that transaction, and not the process. */
import { setTimeout as delay } from "node:timers/promises";
import type { Sql, TransactionSql } from "postgres";

/** The driver's own codes, the socket's, and those with which a server takes leave. */
const LOST = /^(CONNECTION_(CLOSED|DESTROYED|ENDED)|ECONNRESET|EPIPE|57P0[1235]|25P03)$/;

/** Whether an error, or one behind it, says that its connection is gone. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && LOST.test(String(error.code))) || isConnectionLost(error.cause);
}

/** Whether the driver's error says that no server takes connections: none is there, or it is still starting. */
export function isConnectionRefused(error: unknown): boolean {
  // Errors behind others are not looked at: they may be of another server than the database.
  return error instanceof Error && "code" in error && REFUSED.test(String(error.code));
}

const REFUSED = /^(ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT|CONNECT_TIMEOUT|57P03)$/;

/** So long a connection may take to be seen closed after the server has taken its leave. */
const LEAVE_MS = 1_000;

/**
 * The same connections, with a `begin` whose work says nothing more once its transaction is over. The driver would write on a
 * socket that is not there any more, in a callback where nobody can catch that, or on the connection that has taken its place,
 * outside of any transaction: https://github.com/porsager/postgres/issues/1154
 */
export function survivingLoss(sql: Sql): Sql {
  const begin = sql.begin.bind(sql) as (...parameters: unknown[]) => Promise<unknown>;
  const surviving = (...parameters: unknown[]) => {
    const work = parameters.pop() as (tx: TransactionSql) => unknown;
    const over = new AbortController();
    const transaction = begin(...parameters, async (tx: TransactionSql) => {
      try {
        const result = await work(whileOpen(tx, over.signal));
        if (!over.signal.aborted) return result;
      } catch (error) {
        if (isConnectionLost(error)) await delay(LEAVE_MS, undefined, { signal: over.signal }).catch(() => undefined);
        if (!over.signal.aborted) throw error;
      }
      // It has failed already, when the driver saw the connection closed; this only keeps it from a commit or a rollback.
      return await new Promise<never>(() => undefined);
    });
    transaction.then(
      () => over.abort(),
      () => over.abort(),
    );
    return transaction;
  };
  return Object.assign(sql, { begin: surviving as Sql["begin"] });
}

/** What its methods start is said on the transaction's connection. */
const SAYING = new Set<string | symbol>(["unsafe", "file", "savepoint"]);

function whileOpen(tx: TransactionSql, over: AbortSignal): TransactionSql {
  const check = () => {
    if (over.aborted) throw Object.assign(new Error("the transaction is over"), { code: "CONNECTION_CLOSED" });
  };
  return new Proxy(tx, {
    apply: (target, self, parameters) => {
      check();
      return Reflect.apply(target, self, parameters) as unknown;
    },
    get: (target, name) => {
      if (SAYING.has(name)) check();
      return Reflect.get(target, name) as unknown;
    },
  });
}
