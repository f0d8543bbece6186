/** Rebuilds every table from the archive. No network, no clock: times come from the archive. */
import type { Sql } from "postgres";
import type { SourceAdapter } from "../contract/index.ts";
import { listPages, readPage } from "./archive.ts";
import { refreshStatistics } from "./statistics.ts";
import { applyPage, asWriter } from "./store.ts";

/** Tables that follow from the archive, in one transaction emptied and filled again. Decisions and sealed snapshots stay. */
const DERIVED = [
  ...["observation", "claim", "metric", "announcement", "quarantine"],
  ...["listing", "listing_reading", "listing_line", "listing_content"],
  ...["authorship", "paper_organization", "paper_category", "paper_keyword", "paper_repository"],
  ...["paper_version", "media", "generated_text", "paper_search", "paper_identifier", "paper"],
  ...[
    "author_identifier",
    "author",
    "organization_identifier",
    "organization",
    "repository_identifier",
    "repository",
    "category",
    "keyword",
  ],
];

/** A page that today's `normalize` cannot read as a whole; the rebuild is given up and nothing is changed. */
export class RenormalizeError extends Error {
  readonly code = "ERR_RENORMALIZE";
}

/**
 * Reads all archived pages again with today's adapters. Pages of a source that is no longer there are left out.
 * @throws {RenormalizeError} naming the page that could not be read
 */
export async function renormalize(options: {
  sql: Sql;
  adapters: readonly SourceAdapter[];
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}): Promise<{ pages: number }> {
  const { sql, adapters, signal, onProgress } = options;
  return await asWriter(sql, async (tx) => {
    const pages = await listPages(tx);
    await tx.unsafe(`truncate ${DERIVED.map((table) => `"${table}"`).join(", ")}`);
    let done = 0;
    for (const { pageId, source, stream, recordedAt } of pages) {
      if (signal?.aborted) throw new RenormalizeError("the rebuild was stopped; nothing was changed");
      const adapter = adapters.find((one) => one.id === source);
      const sourceStream = adapter?.streams[stream];
      if (adapter && sourceStream) {
        const page = await readPage(tx, pageId);
        try {
          const normalized = sourceStream.normalize(page.exchanges.map((one) => one.exchange));
          await applyPage(tx, { adapter, stream, page, normalized }, recordedAt);
        } catch (cause) {
          throw new RenormalizeError(
            `the archived page ${pageId} of ${source}/${stream} could not be read again: ${String(cause)}`,
            { cause },
          );
        }
      }
      done += 1;
      await refreshStatistics(tx, done);
      onProgress?.(done, pages.length);
    }
    return { pages: done };
  });
}
