/** Who reads a stream: a lease that runs out when its process dies, and a fence that a process which lost it cannot pass. */
import { randomUUID } from "node:crypto";
import type { Sql, TransactionSql } from "postgres";
import { AbortedError } from "../contract/index.ts";

/** How long a lease lasts without a sign of life. */
const LEASE_MS = 30_000;
/** In simulations it shrinks with all other times, but a busy process must be able to renew it. */
const SHORTEST_LEASE_MS = 3_000;

/** Leave to read a stream. */
export interface Lease {
  /** Aborts when the lease is lost, and when the run is stopped from outside. */
  readonly signal: AbortSignal;
  /**
   * Call it in each page's transaction, last: nobody can take the lease between this and the commit.
   * @throws {AbortedError} somebody else reads the stream now; nothing may be stored
   */
  fence(tx: TransactionSql): Promise<void>;
}

/** Milliseconds that a lease lasts. */
export function leaseMs(limitTimescale: number): number {
  return Math.max(SHORTEST_LEASE_MS, LEASE_MS * Math.min(1, limitTimescale));
}

/** Runs `work` unless somebody else reads the stream now. @returns null when somebody does */
export async function withLease<Result>(
  sql: Sql,
  about: { readonly source: string; readonly stream: string; readonly durationMs: number; readonly signal: AbortSignal },
  work: (lease: Lease) => Promise<Result>,
): Promise<Result | null> {
  const { source, stream, durationMs } = about;
  const holder = randomUUID();
  const [taken] = await sql<{ token: number }[]>`
    insert into stream_lease (source, stream, token, holder, expires_at)
    values (${source}, ${stream}, 1, ${holder}, clock_timestamp() + ${durationMs}::float8 * interval '1 millisecond')
    on conflict (source, stream) do update set token = stream_lease.token + 1, holder = excluded.holder, expires_at = excluded.expires_at
    where stream_lease.holder is null or stream_lease.expires_at <= clock_timestamp()
    returning token`;
  if (!taken) return null;

  const lost = new AbortController();
  const renew = async (db: Sql | TransactionSql) => {
    const renewed = await db`
      update stream_lease set expires_at = clock_timestamp() + ${durationMs}::float8 * interval '1 millisecond'
      where source = ${source} and stream = ${stream} and holder = ${holder} and token = ${taken.token} returning token`;
    if (renewed.length === 0) lost.abort();
  };
  // A sign of life that fails is tried again; the fence alone decides whether a page may be stored.
  const beat = setInterval(() => void renew(sql).catch(() => undefined), durationMs / 3);
  try {
    return await work({
      signal: AbortSignal.any([about.signal, lost.signal]),
      fence: async (tx) => {
        await renew(tx);
        if (lost.signal.aborted) throw new AbortedError("another process reads the stream now", { source });
      },
    });
  } finally {
    clearInterval(beat);
    await sql`
      update stream_lease set holder = null where source = ${source} and stream = ${stream} and holder = ${holder} and token = ${taken.token}`;
  }
}
