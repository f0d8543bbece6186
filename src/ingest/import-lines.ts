/** Brings a file of lines in, page by page: through the archive and `normalize`, like any answer. */
import type { Sql } from "postgres";
import {
  type AnySourceStream,
  InvalidPayloadError,
  type LineFile,
  type Normalized,
  type SourceAdapter,
} from "../contract/index.ts";
import { type ArchivedPage, archivedPage } from "./archive.ts";
import { LineFileError, linePages } from "./bulk/file-lines.ts";
import { rejectImplausible } from "./plausible.ts";
import { checkRejections, NOTHING_REJECTED } from "./rejection-threshold.ts";
import { refreshStatistics } from "./statistics.ts";
import { storePage } from "./store.ts";

/** A stream that is read from a file. */
export type FileStream = AnySourceStream & { readonly file: LineFile };

/** What is brought in, and who is told. */
export interface ImportLinesOptions {
  readonly sql: Sql;
  readonly adapter: SourceAdapter;
  readonly streamName: string;
  /** When the source showed what the file holds. Plain records are compared by it with what other streams say. */
  readonly observedAt: Date;
  now(): Promise<Date>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: ImportedLines) => void;
}

/** What an import came to. `lines` of the file were read in `pages`, of which `known` were in the archive with every byte. */
export interface ImportedLines {
  readonly lines: number;
  readonly pages: number;
  readonly known: number;
  /** Of the pages that were stored: what could be read, and lines that could not. */
  readonly records: number;
  readonly rejected: number;
  /** False: it was asked to stop. Another import of the file goes on where this one ended. */
  readonly isComplete: boolean;
}

interface ReadPage {
  readonly lines: number;
  /** Null: it is in the archive already. */
  readonly unknown: { readonly page: ArchivedPage; readonly normalized: Normalized } | null;
}

/**
 * Reads a file, plain or gzip-compressed. A page is a transaction of its own, and one whose lines are in the archive at their
 * place is passed by: an import that was killed goes on where it ended, and a later file brings what changed. Memory: two pages.
 * @throws {LineFileError} when the file is none of the stream's, or damaged
 * @throws {InvalidPayloadError} when too much of it cannot be read; in both cases what was stored until then stays
 */
export async function importLines(bytes: AsyncIterable<Buffer>, options: ImportLinesOptions): Promise<ImportedLines> {
  const { sql, adapter, streamName, signal } = options;
  const result = { lines: 0, pages: 0, known: 0, records: 0, rejected: 0, isComplete: true };
  const pages = readPages(bytes, options);
  let units = NOTHING_REJECTED;
  // While one page is stored, the next is read.
  let next = pages.next();
  try {
    for (let step = await next; !step.done; step = await next) {
      if (signal?.aborted) return { ...result, isComplete: false };
      next = pages.next();
      // What it throws is thrown when it is its turn.
      next.catch(() => undefined);
      const { lines, unknown } = step.value;
      if (unknown === null) result.known += 1;
      else {
        const { page, normalized } = unknown;
        units = checkRejections(normalized, units, { source: adapter.id });
        await storePage(sql, { adapter, stream: streamName, page, normalized }, await options.now(), undefined);
        result.records += normalized.records.length;
        result.rejected += normalized.rejected.length;
      }
      result.pages += 1;
      result.lines += lines;
      if (unknown !== null) await refreshStatistics(sql, result.pages - result.known);
      options.onProgress?.(result);
    }
  } finally {
    await next.catch(() => undefined);
    await pages.return(undefined);
  }
  return result;
}

async function* readPages(bytes: AsyncIterable<Buffer>, options: ImportLinesOptions): AsyncGenerator<ReadPage> {
  const { sql, adapter, streamName, observedAt } = options;
  const stream = fileStream(adapter, streamName);
  for await (const { first, lines } of linePages(bytes, stream.file.linesPerPage)) {
    const exchange = stream.file.exchangeOf(lines, first);
    const page = archivedPage(adapter.id, streamName, [{ exchange, stamp: { fetchedAt: observedAt, isNotModified: false } }]);
    if (await isArchived(sql, adapter.id, streamName, page)) {
      yield { lines: lines.length, unknown: null };
      continue;
    }
    yield { lines: lines.length, unknown: { page, normalized: normalize(stream, page, observedAt) } };
  }
}

/** @throws {RangeError} when the adapter has no such stream that is read from a file */
function fileStream(adapter: SourceAdapter, name: string): FileStream {
  const stream = adapter.streams[name];
  if (!stream?.file) throw new RangeError(`there is no stream ${adapter.id}/${name} that is read from a file`);
  return stream as FileStream;
}

function normalize(stream: FileStream, { exchanges }: ArchivedPage, observedAt: Date): Normalized {
  try {
    return rejectImplausible(stream.normalize(exchanges.map((one) => one.exchange)), observedAt);
  } catch (error) {
    if (!(error instanceof InvalidPayloadError)) throw error;
    throw new LineFileError("ERR_FILE_FORMAT", error.message, { cause: error });
  }
}

/** Whether these lines are in the archive at this place, whenever they were brought in. */
async function isArchived(sql: Sql, source: string, stream: string, { exchanges: [only] }: ArchivedPage): Promise<boolean> {
  if (!only) return true;
  const [known] = await sql`
    select 1 from exchange where source = ${source} and url = ${only.exchange.request.url} and stream = ${stream}
      and body_sha256 = ${only.bodySha256} limit 1`;
  return known !== undefined;
}
