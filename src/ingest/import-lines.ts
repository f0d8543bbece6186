/** Brings a file of lines in, page by page: through the archive and `normalize`, like any answer. */
import type { Sql } from "postgres";
import {
  type AnySourceStream,
  InvalidPayloadError,
  type LineFile,
  type Normalized,
  type SourceAdapter,
} from "../contract/index.ts";
import { type ArchivedPage, archivedPage, compressAhead } from "./archive.ts";
import { candidatesOf } from "./bulk/candidates.ts";
import { LineFileError, linePages } from "./bulk/file-lines.ts";
import { beginLoad, type TextIndexLoad } from "./bulk/text-index.ts";
import { storeFailedAnswer } from "./failed-answers.ts";
import { rejectImplausible } from "./plausible.ts";
import { checkRejections, NOTHING_REJECTED } from "./rejection-threshold.ts";
import { refreshStatistics } from "./statistics.ts";
import { type PageToStore, sayingsOf, storePage } from "./store.ts";

/** A stream that is read from a file. */
export type FileStream = AnySourceStream & { readonly file: LineFile };

/** What is brought in, and who is told. */
export interface ImportLinesOptions {
  readonly sql: Sql;
  readonly adapter: SourceAdapter;
  readonly streamName: string;
  /** When the source showed what the file holds. Plain records are compared by it with what other streams say. */
  readonly observedAt: Date;
  /** Of the file, in bytes; null: nobody knows. */
  readonly size: number | null;
  now(): Promise<Date>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: ImportedLines) => void;
}

/** What an import came to. `lines` of the file were read in `pages`, of which `known` were in the archive already. */
export interface ImportedLines {
  readonly lines: number;
  /** Of the file as it stands, so far. */
  readonly bytes: number;
  readonly pages: number;
  readonly known: number;
  /** Of the pages that were stored: what could be read, and lines that could not. */
  readonly records: number;
  readonly rejected: number;
  /** All lines are in, the full-text index is being built. */
  readonly isIndexing: boolean;
  /** False: it was asked to stop. Another import of the file goes on where this one ended. */
  readonly isComplete: boolean;
}

interface ReadPage {
  readonly lines: number;
  /** Null: it is in the archive already. */
  readonly unknown: PageToStore | null;
}

/**
 * Reads a file, plain or gzip-compressed. A page is a transaction of its own, and one whose lines are in the archive at their
 * place is passed by: an import that was killed goes on where it ended, and a later file brings what changed. Memory: two pages.
 * @throws {LineFileError} when the file is none of the stream's, or damaged
 * @throws {InvalidPayloadError} when too much of it cannot be read; in both cases what was stored until then stays
 */
export async function importLines(bytes: AsyncIterable<Buffer>, options: ImportLinesOptions): Promise<ImportedLines> {
  const load = beginLoad(options.sql);
  const result = { lines: 0, bytes: 0, pages: 0, known: 0, records: 0, rejected: 0, isIndexing: false, isComplete: true };
  try {
    await storePages(counted(bytes, result), options, load, result);
  } finally {
    options.onProgress?.({ ...result, isIndexing: true });
    await load.end();
  }
  return result;
}

type Counts = { -readonly [Name in keyof ImportedLines]: ImportedLines[Name] };

async function* counted(bytes: AsyncIterable<Buffer>, result: Counts): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    result.bytes += chunk.length;
    yield chunk;
  }
}

async function storePages(
  bytes: AsyncIterable<Buffer>,
  options: ImportLinesOptions,
  load: TextIndexLoad,
  result: Counts,
): Promise<void> {
  const { sql, adapter, size, signal } = options;
  const pages = readPages(bytes, options);
  let units = NOTHING_REJECTED;
  let next = pages.next();
  let statistics: Promise<void> = Promise.resolve();
  try {
    for (let step = await next; !step.done; step = await next) {
      if (signal?.aborted) {
        result.isComplete = false;
        return;
      }
      let isReading = false;
      // While the database writes one page, the next is read.
      const readNext = () => {
        if (isReading) return;
        isReading = true;
        next = pages.next();
        // What it throws is thrown when it is its turn.
        next.catch(() => undefined);
      };
      const { lines, unknown } = step.value;
      result.pages += 1;
      result.lines += lines;
      if (unknown === null) result.known += 1;
      else {
        const { normalized } = unknown;
        try {
          units = checkRejections(normalized, units, { source: adapter.id });
        } catch (error) {
          await keepRefused(options, unknown.page, error);
          throw error;
        }
        await storePage(sql, { ...unknown, onWaiting: readNext }, await options.now(), undefined);
        result.records += normalized.records.length;
        result.rejected += normalized.rejected.length;
        // Where the end is not known, as much is expected again as has come.
        await load.expect(size === null ? result.records : ((size - result.bytes) * result.lines) / result.bytes);
        await statistics;
        // Beside the next page, where there are connections for it.
        statistics = refreshStatistics(sql, result.pages - result.known);
        statistics.catch(() => undefined);
      }
      options.onProgress?.(result);
      readNext();
    }
    await statistics;
  } finally {
    await next.catch(() => undefined);
    await statistics.catch(() => undefined);
    await pages.return(undefined);
  }
}

/** Lines that were refused are kept as an answer that was none; that they cannot be kept must not hide why they were refused. */
async function keepRefused(
  { sql, adapter, streamName, now }: ImportLinesOptions,
  page: ArchivedPage,
  error: unknown,
): Promise<void> {
  const exchange = page.exchanges[0]?.exchange;
  if (!(error instanceof InvalidPayloadError) || !exchange) return;
  const failed = { ...exchange, source: adapter.id, stream: streamName, code: error.code, reason: error.message };
  await storeFailedAnswer(sql, { ...failed, failedAt: await now() }).catch(() => undefined);
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
    const toStore = { adapter, stream: streamName, page: compressAhead(page), normalized: normalize(stream, page, observedAt) };
    const sayings = sayingsOf(toStore);
    yield { lines: lines.length, unknown: { ...toStore, sayings, candidates: candidatesOf(adapter.id, sayings) } };
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
