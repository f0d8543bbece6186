/** The small real data set that an empty database begins with, so that the first query has an answer before the first sync. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Exchange } from "../contract/index.ts";
import type { Database } from "../db/client.ts";
import type { Ingest } from "../ingest/ingest.ts";
import { packageRoot } from "../package-root.ts";

/** One recorded page, as the file holds it. */
export interface StarterPage {
  readonly source: string;
  readonly stream: string;
  /** When the source showed it; ISO. */
  readonly fetchedAt: string;
  readonly exchanges: readonly Exchange[];
}

/** Where the data lies: `tsc` copies no data, so sources and build read the same file. */
export const starterFile = new URL("src/starter/recorded/huggingface-daily.json.gz", packageRoot);

/** Whether anything was ever archived in this database. */
export async function isEmpty({ sql }: Pick<Database, "sql">): Promise<boolean> {
  const [row] = await sql<{ isEmpty: boolean }[]>`select not exists (select from exchange) as "isEmpty"`;
  return row?.isEmpty ?? true;
}

/** The pages in the order in which they were recorded. */
export function readStarter(): readonly StarterPage[] {
  return JSON.parse(gunzipSync(readFileSync(starterFile)).toString("utf8")) as StarterPage[];
}

/**
 * Brings the pages in, through the archive and `normalize` like any answer. Pages of a source that is not `installed` are
 * left out. Ends early when the signal aborts. @returns how many pages were brought in
 */
export async function loadStarter(
  ingest: Pick<Ingest, "importPages">,
  installed: readonly string[],
  signal?: AbortSignal,
): Promise<number> {
  const pages = readStarter().filter(({ source }) => installed.includes(source));
  let done = 0;
  for (const { source, stream, fetchedAt, exchanges } of pages) {
    if (signal?.aborted) break;
    await ingest.importPages(source, stream, [{ exchanges, fetchedAt: new Date(fetchedAt) }]);
    done += 1;
  }
  return done;
}
