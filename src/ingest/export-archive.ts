/** The archive as lines of a file: what another machine needs to hold the same tables. */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Sql, TransactionSql } from "postgres";
import { countPages } from "./archive.ts";
import { ARCHIVE_FORMAT, ARCHIVE_VERSION, type ArchiveLine, type ExchangeLine, writeArchiveLines } from "./archive-file.ts";
import { readInBatches } from "./read-in-batches.ts";

const decompress = promisify(gunzip);

interface ExportedRow {
  readonly page_id: string;
  readonly source: string;
  readonly stream: string;
  readonly normalizer_version: number;
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly request_body: string | null;
  readonly status: number;
  readonly is_not_modified: boolean;
  readonly headers: Record<string, string>;
  readonly body_sha256: string;
  readonly fetched_at: Date;
  /** No exchange before it in the file has this body. */
  readonly is_first_use: boolean;
}

/**
 * Hands the text of the file to `write`, as the database was when it began. Memory: one page. `onPage`: how many of how
 * many pages are out.
 */
export async function exportArchive<Result>(
  sql: Sql,
  write: (text: AsyncIterable<string>) => Promise<Result>,
  onPage?: (done: number, total: number) => void,
): Promise<Result> {
  return (await sql.begin("isolation level repeatable read read only", async (tx) => {
    const total = await countPages(tx, null);
    const header = { format: ARCHIVE_FORMAT, version: ARCHIVE_VERSION, pages: total } as const;
    return await write(
      writeArchiveLines(
        header,
        linesOf(tx, (done) => onPage?.(done, total)),
      ),
    );
  })) as Result;
}

async function* linesOf(tx: TransactionSql, onPage: (done: number) => void): AsyncGenerator<ArchiveLine> {
  const decisions = `select id, kind, subject, detail, decided_at from decision order by decided_at, id`;
  type DecisionRow = { id: string; kind: "SUPPRESS"; subject: string; detail: Record<string, never>; decided_at: Date };
  for await (const rows of readInBatches<DecisionRow>(tx, "exported_decisions", decisions, [])) {
    for (const { id, kind, subject, detail, decided_at } of rows)
      yield { kind: "decision", id, decision: kind, subject, detail, decidedAt: decided_at.toISOString() };
  }
  const exchanges = `
    select e.*, row_number() over (partition by body_sha256 order by page_at, page_id, place) = 1 as is_first_use
    from (select exchange.*, min(fetched_at) filter (where place = 0) over (partition by page_id) as page_at from exchange) e
    order by page_at, page_id, place`;
  let page: ExportedRow[] = [];
  let done = 0;
  for await (const rows of readInBatches<ExportedRow>(tx, "exported_exchanges", exchanges, [])) {
    for (const row of rows) {
      if (page[0] && page[0].page_id !== row.page_id) {
        yield* pageLines(tx, page);
        done += 1;
        onPage(done);
        page = [];
      }
      page.push(row);
    }
  }
  if (page.length > 0) {
    yield* pageLines(tx, page);
    onPage(done + 1);
  }
}

async function* pageLines(tx: TransactionSql, rows: readonly ExportedRow[]): AsyncGenerator<ArchiveLine> {
  for (const { body_sha256 } of rows.filter((row) => row.is_first_use)) {
    const [body] = await tx<{ content: Uint8Array }[]>`select content from body where sha256 = ${body_sha256}`;
    if (!body) throw new Error(`the archive has no body ${body_sha256}`);
    yield { kind: "body", sha256: body_sha256, content: (await decompress(body.content)).toString("utf8") };
  }
  const [first] = rows as [ExportedRow];
  const exchanges = rows.map(
    (row): ExchangeLine => ({
      request: { method: row.method, url: row.url, body: row.request_body },
      ...{ status: row.status, isNotModified: row.is_not_modified, headers: row.headers },
      ...{ bodySha256: row.body_sha256, fetchedAt: row.fetched_at.toISOString() },
    }),
  );
  const { source, stream, normalizer_version: normalizerVersion } = first;
  yield { kind: "page", source, stream, normalizerVersion, exchanges };
}
