/** Reads archived pages again with today's adapters: all of them, or one source's. No network, no clock: times come from the archive. */
import type { Sql, TransactionSql } from "postgres";
import type { Identifier, SourceAdapter } from "../contract/index.ts";
import { countPages, pagesInOrder, readPage } from "./archive.ts";
import { deriveAll } from "./derive-all.ts";
import { forgetWords } from "./forget-words.ts";
import { writeNormalizer } from "./normalizer-version.ts";
import { readNormalized } from "./read-normalized.ts";
import { refreshStatistics } from "./statistics.ts";
import { applyWords, asWriter } from "./store.ts";

/** The archive could not be read again; nothing is changed. */
export class RenormalizeError extends Error {
  readonly code = "ERR_RENORMALIZE";
}

/** What is read again, and who is told. */
export interface RenormalizeOptions {
  readonly sql: Sql;
  readonly adapters: readonly SourceAdapter[];
  /** Left out: all sources. */
  readonly source?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What a rebuild came to. `unreadable`: pages that today's adapter takes for no answer; they are quarantined as a whole. */
export interface Renormalized {
  readonly pages: number;
  readonly unreadable: number;
}

/**
 * Reads archived pages again, in one transaction. Pages of a source that is no longer installed stay in the archive, and
 * its words go.
 * @throws {RenormalizeError} when an adapter fails on a page
 */
export async function renormalize(options: RenormalizeOptions): Promise<Renormalized> {
  const { sql, source } = options;
  return await asWriter(sql, async (tx) => await rereadSources(tx, source === undefined ? null : [source], options));
}

/**
 * As {@link renormalize}, inside the writer's transaction; `sources` null: all. The words of these sources are taken away and
 * read again from their pages alone; what is derived, from several sources at once, is derived anew from all words.
 */
export async function rereadSources(
  tx: TransactionSql,
  sources: readonly string[] | null,
  { adapters, signal, onProgress }: Omit<RenormalizeOptions, "sql" | "source">,
): Promise<Renormalized> {
  const total = await countPages(tx, sources);
  await forgetWords(tx, sources);
  let pages = 0;
  let unreadable = 0;
  let recordedAt = new Date(0);
  const namedRepositories = new Map<string, Identifier>();
  for await (const reference of pagesInOrder(tx, sources)) {
    if (signal?.aborted) throw new RenormalizeError("the rebuild was stopped; nothing was changed");
    const { pageId, source, stream } = reference;
    if (reference.recordedAt > recordedAt) recordedAt = reference.recordedAt;
    const adapter = adapters.find((one) => one.id === source);
    if (adapter?.streams[stream]) {
      const page = await readPage(tx, pageId);
      try {
        const { normalized, isUnreadable } = readNormalized(adapter, stream, page);
        await applyWords(tx, { adapter, stream, page, normalized }, reference.recordedAt, "rebuild");
        for (const record of normalized.records) {
          if (record.kind === "metric" && record.subjectType === "repository")
            namedRepositories.set(JSON.stringify(record.subject), record.subject);
        }
        if (isUnreadable) unreadable += 1;
      } catch (cause) {
        throw new RenormalizeError(
          `the archived page ${pageId} of ${source}/${stream} could not be read again: ${String(cause)}`,
          {
            cause,
          },
        );
      }
    }
    pages += 1;
    await refreshStatistics(tx, pages);
    onProgress?.(pages, total);
  }
  await deriveAll(tx, { recordedAt, namedRepositories: [...namedRepositories.values()] });
  for (const adapter of adapters) if (sources === null || sources.includes(adapter.id)) await writeNormalizer(tx, adapter);
  return { pages, unreadable };
}
