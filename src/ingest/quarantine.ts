/** Records that could not be read: kept with their place in the archive and what stands there, and listed for people. */
import type { Sql, TransactionSql } from "postgres";
import type { Rejection } from "../contract/index.ts";
import { derivedUuid } from "../db/entity-key.ts";
import type { ArchivedPage } from "./archive.ts";
import { payloadReader, storable } from "./rejected-payload.ts";
import { insertRows, type TableShape } from "./rows.ts";

const QUARANTINE: TableShape = {
  table: "quarantine",
  key: ["id"],
  columns: {
    ...{ id: "uuid", source: "text", stream: "text", exchange_id: "uuid", path: "text", code: "text", reason: "text" },
    ...{ payload: "text", normalizer_version: "int", recorded_at: "timestamptz" },
  },
};
const MAX_REASON = 2000;

/** Which exchange of a page a rejection is about. */
function exchangeOf(page: ArchivedPage, { exchange }: Rejection) {
  return page.exchanges[exchange] ?? page.exchanges[0];
}

/** The key of a rejection's row; empty for a page without exchanges. */
export function quarantineId(page: ArchivedPage, rejection: Rejection): string {
  return derivedUuid("quarantine", exchangeOf(page, rejection)?.id ?? "", rejection.path, rejection.code);
}

/** Writes a page's rejections; those that are there already stay as they are. */
export async function storeRejections(
  tx: TransactionSql,
  about: { source: string; stream: string; normalizerVersion: number; recordedAt: Date },
  page: ArchivedPage,
  rejected: readonly Rejection[],
): Promise<void> {
  const readers = new Map<string, (path: string) => string | null>();
  const rows = rejected.flatMap((rejection) => {
    const archived = exchangeOf(page, rejection);
    if (!archived) return [];
    const read = readers.get(archived.id) ?? payloadReader(archived.exchange);
    readers.set(archived.id, read);
    return [
      {
        ...{ id: quarantineId(page, rejection), source: about.source, stream: about.stream, exchange_id: archived.id },
        ...{ path: storable(rejection.path), code: rejection.code, reason: storable(rejection.reason.slice(0, MAX_REASON)) },
        ...{ payload: read(rejection.path), normalizer_version: about.normalizerVersion, recorded_at: about.recordedAt },
      },
    ];
  });
  await insertRows(tx, QUARANTINE, rows);
}

/** A quarantined record with the exchange it is from. */
export interface QuarantinedRecord {
  readonly id: string;
  readonly source: string;
  readonly stream: string;
  readonly path: string;
  readonly code: string;
  readonly reason: string;
  /** Null: nothing can be shown. */
  readonly payload: string | null;
  readonly normalizerVersion: number;
  readonly recordedAt: Date;
  readonly exchangeId: string;
  readonly pageId: string;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly fetchedAt: Date;
  readonly bodySha256: string;
}

/** Which rows are meant; what is left out does not matter. `idPrefix`: the beginning of an id, hexadecimal digits and hyphens. */
export interface QuarantineFilter {
  readonly source?: string | null;
  readonly stream?: string | null;
  readonly idPrefix?: string;
  readonly pageId?: string;
  readonly limit?: number;
}

/** Newest first. */
export async function readQuarantine(sql: Sql | TransactionSql, filter: QuarantineFilter): Promise<QuarantinedRecord[]> {
  const { source = null, stream = null, idPrefix, pageId = null, limit = null } = filter;
  const prefix = idPrefix === undefined ? null : `${idPrefix.toLowerCase()}%`;
  return await sql<QuarantinedRecord[]>`
    select q.id, q.source, q.stream, q.path, q.code, q.reason, q.payload, q.normalizer_version as "normalizerVersion", q.recorded_at as "recordedAt",
      q.exchange_id as "exchangeId", e.page_id as "pageId", e.method, e.url, e.status, e.fetched_at as "fetchedAt", e.body_sha256 as "bodySha256"
    from quarantine q join exchange e on e.id = q.exchange_id
    where (${source}::text is null or q.source = ${source}) and (${stream}::text is null or q.stream = ${stream})
      and (${prefix}::text is null or q.id::text like ${prefix}) and (${pageId}::uuid is null or e.page_id = ${pageId})
    order by q.recorded_at desc, q.id limit ${limit}`;
}
