/** Before anything else reads or writes: pages of adapters that have learnt something are read again, once. */
import type { Sql } from "postgres";
import type { SourceAdapter } from "../contract/index.ts";
import type { Logger } from "../log.ts";
import { type StaleSource, staleSources, writeNormalizer } from "./normalizer-version.ts";
import { rereadSources } from "./renormalize.ts";
import { asWriter } from "./store.ts";

const NOTE_EVERY_MS = 3000;

/**
 * Reads the pages of all sources with a raised `normalizerVersion` again, all in one transaction of the one writer: of two
 * processes that start together one does it, and one that is killed leaves everything as it was.
 * @returns what was read again
 * @throws {OlderProgramError} when the tables hold the words of a newer program
 * @throws {RenormalizeError} when an adapter fails on one of its pages
 */
export async function bringUpToDate(
  sql: Sql,
  adapters: readonly SourceAdapter[],
  { log, signal }: { log: Logger; signal?: AbortSignal },
): Promise<readonly StaleSource[]> {
  if ((await staleSources(sql, adapters)).length === 0 && (await areAllWritten(sql, adapters))) return [];
  return await asWriter(sql, async (tx) => {
    // What another process has done meanwhile is done.
    const stale = await staleSources(tx, adapters);
    if (stale.length > 0) {
      for (const { source, from, to } of stale)
        log.info({ source, from, to }, "the adapter reads more than before: reading its archive again");
      let toldAt = performance.now();
      const { pages, unreadable } = await rereadSources(
        tx,
        stale.map((one) => one.source),
        {
          adapters,
          ...(signal ? { signal } : {}),
          onProgress: (done, total) => {
            if (performance.now() - toldAt < NOTE_EVERY_MS) return;
            toldAt = performance.now();
            log.info({ done, total }, "reading archived pages again");
          },
        },
      );
      log.info({ pages, unreadable }, "the tables are up to date");
    }
    for (const adapter of adapters) await writeNormalizer(tx, adapter);
    return stale;
  });
}

async function areAllWritten(sql: Sql, adapters: readonly SourceAdapter[]): Promise<boolean> {
  const ids = adapters.map((one) => one.id);
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from source_normalizer where source = any(${ids}::text[])`;
  return row?.count === ids.length;
}
