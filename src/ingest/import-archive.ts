/** Brings an archive file in: through the archive and today's `normalize`, by the one writer, page by page. */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Sql } from "postgres";
import type { SourceAdapter } from "../contract/index.ts";
import { archivedPage, pageKey, writePage } from "./archive.ts";
import { type ArchiveLine, damaged, type ExchangeLine, readArchiveLines } from "./archive-file.ts";
import { deriveAll } from "./derive-all.ts";
import { readNormalized } from "./read-normalized.ts";
import { refreshStatistics } from "./statistics.ts";
import { asWriter, storePage } from "./store.ts";

const decompress = promisify(gunzip);

/** What is brought in, and who is told. `recordedAt`: the present. */
export interface ImportArchiveOptions {
  readonly sql: Sql;
  readonly adapters: readonly SourceAdapter[];
  readonly recordedAt: Date;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What an import came to, in pages. */
export interface ImportedArchive {
  readonly stored: number;
  /** They were there already. */
  readonly known: number;
  /** Of those stored: today's adapters take them for no answers; quarantined as a whole. */
  readonly unreadable: number;
  /** New decisions, or later ones than those that were there. */
  readonly decisions: number;
  /** Sources that this program does not have, with the number of their pages: archived, and read when there is an adapter. */
  readonly unknownSources: ReadonlyMap<string, number>;
  /** False: it was asked to stop. Another import of the file goes on where this one ended. */
  readonly isComplete: boolean;
}

type PageLine = Extract<ArchiveLine, { kind: "page" }>;
type DecisionLine = Extract<ArchiveLine, { kind: "decision" }>;

/**
 * Reads an uncompressed file. Each page is a transaction of its own and pages that are there are passed by, so an import
 * that was killed goes on when it is run again. Memory: one page and the file's decisions.
 * @throws {ArchiveFileError} when the file is none, or damaged. What was stored until then stays: it stands in the file as
 * it was written
 */
export async function importArchive(bytes: AsyncIterable<Buffer>, options: ImportArchiveOptions): Promise<ImportedArchive> {
  const { sql, signal, onProgress } = options;
  const result = { stored: 0, known: 0, unreadable: 0, decisions: 0, isComplete: true };
  const unknownSources = new Map<string, number>();
  const bodies = new Map<string, string>();
  const decisions: DecisionLine[] = [];
  let total = 0;
  let pages = 0;
  const storeDecisions = async () => {
    if (decisions.length > 0) result.decisions += await importDecisions(sql, decisions, options.recordedAt);
    decisions.length = 0;
  };
  for await (const line of readArchiveLines(bytes, (header) => (total = header.pages))) {
    if (signal?.aborted) return { ...result, unknownSources, isComplete: false };
    if (line.kind === "decision") {
      if (pages > 0) throw damaged("a decision comes after a page");
      decisions.push(line);
      continue;
    }
    await storeDecisions();
    if (line.kind === "body") {
      bodies.set(line.sha256, line.content);
      continue;
    }
    const outcome = await importPage(line, bodies, options);
    bodies.clear();
    if (outcome === "KNOWN") result.known += 1;
    else result.stored += 1;
    if (outcome === "UNREADABLE") result.unreadable += 1;
    if (!isInstalled(line, options.adapters)) unknownSources.set(line.source, (unknownSources.get(line.source) ?? 0) + 1);
    pages += 1;
    if (outcome !== "KNOWN") await refreshStatistics(sql, result.stored);
    onProgress?.(pages, total);
  }
  await storeDecisions();
  return { ...result, unknownSources };
}

function isInstalled({ source, stream }: PageLine, adapters: readonly SourceAdapter[]): boolean {
  return adapters.find(({ id }) => id === source)?.streams[stream] !== undefined;
}

async function importPage(
  line: PageLine,
  bodies: ReadonlyMap<string, string>,
  { sql, adapters, recordedAt }: ImportArchiveOptions,
): Promise<"STORED" | "KNOWN" | "UNREADABLE"> {
  const { source, stream, normalizerVersion } = line;
  const keyed = line.exchanges.map((one) => ({ ...one, fetchedAt: new Date(one.fetchedAt) }));
  const [known] = await sql`select 1 from exchange where page_id = ${pageKey(source, stream, keyed)} limit 1`;
  if (known) return "KNOWN";
  const exchanges = [];
  for (const one of keyed) {
    const { request, status, headers, fetchedAt, isNotModified } = one;
    const body = bodies.get(one.bodySha256) ?? (await storedBody(sql, one));
    exchanges.push({ exchange: { request, status, headers, body }, stamp: { fetchedAt, isNotModified } });
  }
  const page = archivedPage(source, stream, exchanges);
  const adapter = adapters.find(({ id }) => id === source);
  if (!adapter?.streams[stream]) {
    await asWriter(sql, async (tx) => await writePage(tx, page, { source, stream, normalizerVersion, recordedAt }));
    return "STORED";
  }
  const { normalized, isUnreadable } = readNormalized(adapter, stream, page);
  await storePage(sql, { adapter, stream, page, normalized }, recordedAt, undefined);
  return isUnreadable ? "UNREADABLE" : "STORED";
}

/** A body that an earlier page of the file had. */
async function storedBody(sql: Sql, { bodySha256 }: Pick<ExchangeLine, "bodySha256">): Promise<string> {
  const [row] = await sql<{ content: Uint8Array }[]>`select content from body where sha256 = ${bodySha256}`;
  if (!row) throw damaged(`the body ${bodySha256} comes with none of its pages`);
  return (await decompress(row.content)).toString("utf8");
}

/** Decisions come before all pages, so that those are read in their light; what was there before is derived anew. */
async function importDecisions(sql: Sql, lines: readonly DecisionLine[], recordedAt: Date): Promise<number> {
  return await asWriter(sql, async (tx) => {
    let changed = 0;
    for (const { id, decision, subject, detail, decidedAt } of lines) {
      const rows = await tx`
        insert into decision (id, kind, subject, detail, decided_at) values (${id}, ${decision}, ${subject}, ${tx.json(detail as never)}, ${decidedAt})
        on conflict (id) do update set detail = excluded.detail, decided_at = excluded.decided_at where decision.decided_at < excluded.decided_at
        returning 1`;
      changed += rows.length;
    }
    if (changed > 0) await deriveAll(tx, { recordedAt, namedRepositories: [] });
    return changed;
  });
}
