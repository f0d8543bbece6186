/** `/ready`: whether requests should be sent here. `/health` is yoga's own and asks nothing of the database. */
import { setTimeout as delay } from "node:timers/promises";
import type { Plugin } from "graphql-yoga";
import { useReadinessCheck } from "graphql-yoga";
import type { Sql } from "postgres";

/** How long the database may take to answer, in milliseconds. */
const PATIENCE_MS = 2_000;

/** 200 when the database answers, 503 when it does not or the process is stopping. Says no more than that. */
export function readinessPlugin({ sql, isOpen = () => true }: { sql: Sql; isOpen?: () => boolean }): Plugin {
  return useReadinessCheck({ endpoint: "/ready", check: async () => isOpen() && (await answers(sql)) }) as Plugin;
}

async function answers(sql: Sql): Promise<boolean> {
  const waiting = new AbortController();
  try {
    const asked = sql`select 1`.then(() => true);
    return await Promise.race([asked, delay(PATIENCE_MS, false, { signal: waiting.signal, ref: false })]);
  } catch {
    return false;
  } finally {
    waiting.abort();
  }
}
