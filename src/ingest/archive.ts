/** The archive: exchanges and their bodies, written once, read again for conditional requests and rebuilds. */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Sql, TransactionSql } from "postgres";
import type { Exchange } from "../contract/index.ts";
import { derivedUuid } from "../db/entity-key.ts";
import type { ExchangeStamp } from "./http.ts";
import { readInBatches } from "./read-in-batches.ts";

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** An exchange ready to be written, with its key. */
export interface ArchivedExchange {
  readonly id: string;
  readonly exchange: Exchange;
  readonly stamp: ExchangeStamp;
  readonly bodySha256: string;
  /** The body's compressed bytes, where somebody began to compress it before it is written. */
  readonly content?: Promise<Buffer>;
}

/** A page as the archive holds it. */
export interface ArchivedPage {
  readonly id: string;
  readonly exchanges: readonly ArchivedExchange[];
}

/** What an exchange's part in its page's key is made of. */
export interface KeyedExchange {
  readonly request: Exchange["request"];
  readonly status: number;
  readonly bodySha256: string;
  readonly fetchedAt: Date;
}

/** A page's key, by what its exchanges say: a mirror and a second import agree on it. */
export function pageKey(source: string, stream: string, exchanges: readonly KeyedExchange[]): string {
  const said = exchanges.flatMap(({ request, status, bodySha256, fetchedAt }) => [
    ...[request.method, request.url, request.body ?? "", String(status)],
    ...[bodySha256, fetchedAt.toISOString()],
  ]);
  return derivedUuid("page", source, stream, ...said);
}

/** Keys a page and its exchanges. */
export function archivedPage(
  source: string,
  stream: string,
  exchanges: readonly { exchange: Exchange; stamp: ExchangeStamp }[],
): ArchivedPage {
  const hashed = exchanges.map(({ exchange, stamp }) => ({
    exchange,
    stamp,
    bodySha256: createHash("sha256").update(exchange.body).digest("hex"),
  }));
  const id = pageKey(
    source,
    stream,
    hashed.map(({ exchange, stamp, bodySha256 }) => ({ ...exchange, bodySha256, fetchedAt: stamp.fetchedAt })),
  );
  return { id, exchanges: hashed.map((one, place) => ({ id: derivedUuid("exchange", id, String(place)), ...one })) };
}

/** Begins to compress a page's bodies, so that the transaction that writes it does not wait for that. */
export function compressAhead(page: ArchivedPage): ArchivedPage {
  return {
    ...page,
    exchanges: page.exchanges.map((one) => ({ ...one, content: compress(Buffer.from(one.exchange.body, "utf8")) })),
  };
}

/** Writes a page; rows that are there already stay as they are. */
export async function writePage(
  tx: TransactionSql,
  page: ArchivedPage,
  about: { source: string; stream: string; normalizerVersion: number; recordedAt: Date },
): Promise<void> {
  for (const [place, one] of page.exchanges.entries()) {
    const [known] = await tx`select 1 from body where sha256 = ${one.bodySha256}`;
    if (!known) {
      const bytes = Buffer.from(one.exchange.body, "utf8");
      await tx`insert into body (sha256, size_bytes, content) values (${one.bodySha256}, ${bytes.length}, ${await (one.content ?? compress(bytes))}) on conflict do nothing`;
    }
    const { request, status, headers } = one.exchange;
    await tx`
      insert into exchange (id, page_id, place, source, stream, method, url, request_body, status, is_not_modified, headers,
        body_sha256, fetched_at, recorded_at, normalizer_version)
      values (${one.id}, ${page.id}, ${place}, ${about.source}, ${about.stream}, ${request.method}, ${request.url}, ${request.body},
        ${status}, ${one.stamp.isNotModified}, ${tx.json({ ...headers })}, ${one.bodySha256}, ${one.stamp.fetchedAt}, ${about.recordedAt}, ${about.normalizerVersion})
      on conflict do nothing`;
  }
}

interface ExchangeRow {
  id: string;
  method: "GET" | "POST";
  url: string;
  request_body: string | null;
  status: number;
  headers: Record<string, string>;
  content: Uint8Array;
  body_sha256: string;
  fetched_at: Date;
  is_not_modified: boolean;
}

async function fromRow(row: ExchangeRow): Promise<ArchivedExchange> {
  const body = (await decompress(row.content)).toString("utf8");
  return {
    id: row.id,
    bodySha256: row.body_sha256,
    exchange: {
      request: { method: row.method, url: row.url, body: row.request_body },
      status: row.status,
      headers: row.headers,
      body,
    },
    stamp: { fetchedAt: row.fetched_at, isNotModified: row.is_not_modified },
  };
}

/**
 * The newest archived 200 to a GET of this URL that can be asked conditionally; null: none, or a record in it could not be
 * read. To hear that such an answer is unchanged would bring that record back never: an answer that was hurt on its way
 * names the same version as the sound one.
 */
export async function newestAnswer(sql: Sql, source: string, url: string): Promise<Exchange | null> {
  const [row] = await sql<(ExchangeRow & { is_whole: boolean })[]>`
    select e.*, b.content, not exists (select from quarantine q where q.exchange_id = e.id) as is_whole from exchange e join body b on b.sha256 = e.body_sha256
    where e.source = ${source} and e.url = ${url} and e.method = 'GET' and e.status = 200 and e.headers ?| array['etag', 'last-modified']
    order by e.fetched_at desc, e.id limit 1`;
  return row?.is_whole ? (await fromRow(row)).exchange : null;
}

/** Where a page stands in the archive. */
export interface PageReference {
  readonly pageId: string;
  readonly source: string;
  readonly stream: string;
  readonly recordedAt: Date;
}

/** How many pages are archived; `sources` null: of all sources. */
export async function countPages(sql: Sql | TransactionSql, sources: readonly string[] | null): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from exchange
    where place = 0 and (${sources as string[] | null}::text[] is null or source = any(${sources as string[] | null}::text[]))`;
  return row?.count ?? 0;
}

/** The pages of these sources (null: of all) in the order in which they were fetched, a few at a time. */
export async function* pagesInOrder(tx: TransactionSql, sources: readonly string[] | null): AsyncGenerator<PageReference> {
  const query = `select page_id as "pageId", source, stream, recorded_at as "recordedAt" from exchange
    where place = 0 and ($1::text[] is null or source = any($1::text[])) order by fetched_at, page_id`;
  for await (const rows of readInBatches<PageReference>(tx, "archived_pages", query, [sources])) yield* rows;
}

/** One page with its bodies. */
export async function readPage(sql: Sql | TransactionSql, pageId: string): Promise<ArchivedPage> {
  const rows = await sql<ExchangeRow[]>`
    select e.*, b.content from exchange e join body b on b.sha256 = e.body_sha256 where e.page_id = ${pageId} order by e.place`;
  return { id: pageId, exchanges: await Promise.all(rows.map(fromRow)) };
}
