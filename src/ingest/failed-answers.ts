/** Answers that were none: kept for people to look at, with their beginning, for a while. Nothing is derived from them. */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Sql } from "postgres";
import type { Exchange, SourceErrorCode } from "../contract/index.ts";
import { derivedUuid } from "../db/entity-key.ts";
import { storable } from "./rejected-payload.ts";

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** How much of a body is kept, in bytes of UTF-8. */
export const EXCERPT_BYTES = 65_536;
/** After so many days the excerpt goes… */
export const EXCERPT_DAYS = 30;
/** …and after so many the row. */
export const ROW_DAYS = 180;
/** The newest excerpts and rows that are kept per source, whatever their age: an upstream that is down fails all the time. */
export const EXCERPTS_PER_SOURCE = 200;
export const ROWS_PER_SOURCE = 2000;

const MAX_REASON = 2000;
const DAY_MS = 86_400_000;
/** Headers that tell why an answer failed. Cookies and what we sent ourselves are never among them. */
const TELLING_HEADERS =
  /^(?:content-(?:type|length|encoding)|date|server|via|age|location|retry-after|www-authenticate|cf-(?:ray|mitigated)|x-(?:error-code|error-message|request-id|cache)|(?:x-)?ratelimit(?:-[a-z-]+)?)$/;
const HIDDEN = "(hidden)";

/** A failed answer on its way into the table. */
export interface FailedAnswer {
  readonly source: string;
  readonly stream: string;
  readonly request: Exchange["request"];
  /** Null: there was no answer. */
  readonly status: number | null;
  /** Lower-case names; only those that tell something are kept. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty where there was none. */
  readonly body: string;
  readonly code: SourceErrorCode;
  readonly reason: string;
  readonly failedAt: Date;
  /** Values of this source's secret settings: wherever an upstream repeats one, it is blotted out. */
  readonly secrets?: readonly string[];
}

/**
 * Keeps a failed answer, in one statement of its own: call it outside of a page's transaction, which will be rolled
 * back. @returns the row's id
 */
export async function storeFailedAnswer(sql: Sql, failed: FailedAnswer): Promise<string> {
  const { source, stream, request, status, body, code, failedAt } = failed;
  const hide = hiding(failed.secrets ?? []);
  const sha256 = createHash("sha256").update(body).digest("hex");
  const url = hide(withoutCredentials(request.url));
  const id = derivedUuid(
    "failed-exchange",
    source,
    stream,
    request.method,
    url,
    request.body ?? "",
    sha256,
    code,
    failedAt.toISOString(),
  );
  const headers = Object.fromEntries(
    Object.entries(failed.headers).flatMap(([name, value]) =>
      TELLING_HEADERS.test(name) ? [[name, storable(hide(value))]] : [],
    ),
  );
  // Hidden first, cut afterwards: a secret across the cut would not be known.
  const excerpt = await compress(Buffer.from(hide(body), "utf8").subarray(0, EXCERPT_BYTES));
  await sql`
    insert into failed_exchange (id, source, stream, method, url, status, headers, size_bytes, body_sha256, excerpt, code, reason, failed_at)
    values (${id}, ${source}, ${stream}, ${request.method}, ${url}, ${status}, ${sql.json(headers)}, ${Buffer.byteLength(body)}, ${sha256},
      ${excerpt}, ${code}, ${storable(hide(failed.reason)).slice(0, MAX_REASON)}, ${failedAt})
    on conflict (id) do nothing`;
  return id;
}

/** Tokens by their usual forms, for those that nobody told us of. */
const TOKEN = /\b(?:hf_[A-Za-z0-9]{16,}|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{16,}|Bearer\s+[\w.~+/-]{8,}=*)/g;

function hiding(secrets: readonly string[]): (text: string) => string {
  const long = secrets.filter((secret) => secret.length >= 4);
  return (text) => {
    let shown = text.replace(TOKEN, HIDDEN);
    for (const secret of long) shown = shown.replaceAll(secret, HIDDEN).replaceAll(encodeURIComponent(secret), HIDDEN);
    return shown;
  };
}

const SECRET_PARAMETER = /^(?:(?:api|access|auth)?[-_]?(?:key|token|secret)|password|signature|sig|mailto)$/i;

function withoutCredentials(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  const secret = [...url.searchParams.keys()].filter((name) => SECRET_PARAMETER.test(name));
  if (url.username === "" && url.password === "" && secret.length === 0) return address;
  url.username = "";
  url.password = "";
  for (const name of secret) url.searchParams.set(name, HIDDEN);
  return url.href;
}

/**
 * Excerpts go after 30 days, rows after 180; of a source that fails all the time the newest 200 and 2,000 stay.
 * @returns how many excerpts and rows went
 */
export async function dropOldExcerpts(sql: Sql, now: Date): Promise<{ readonly excerpts: number; readonly rows: number }> {
  const rows = await sql`
    delete from failed_exchange f using (
      select id, row_number() over (partition by source order by failed_at desc, id) as place from failed_exchange
    ) ranked
    where ranked.id = f.id and (f.failed_at < ${new Date(now.getTime() - ROW_DAYS * DAY_MS)} or ranked.place > ${ROWS_PER_SOURCE})`;
  const excerpts = await sql`
    update failed_exchange f set excerpt = null from (
      select id, row_number() over (partition by source order by failed_at desc, id) as place from failed_exchange where excerpt is not null
    ) ranked
    where ranked.id = f.id and (f.failed_at < ${new Date(now.getTime() - EXCERPT_DAYS * DAY_MS)} or ranked.place > ${EXCERPTS_PER_SOURCE})`;
  return { excerpts: excerpts.count, rows: rows.count };
}

/** A failed answer as people see it. */
export interface FailedAnswerRow {
  readonly id: string;
  readonly source: string;
  readonly stream: string;
  readonly method: string;
  readonly url: string;
  /** Null: there was no answer. */
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly sizeBytes: number;
  readonly bodySha256: string;
  readonly code: string;
  readonly reason: string;
  readonly failedAt: Date;
}

/** Failed answers, newest first; what is left out of the filter does not matter. */
export async function readFailedAnswers(
  sql: Sql,
  filter: { source?: string | null; stream?: string | null; idPrefix?: string; limit: number },
): Promise<FailedAnswerRow[]> {
  const { source = null, stream = null, idPrefix, limit } = filter;
  const prefix = idPrefix === undefined ? null : `${idPrefix.toLowerCase()}%`;
  return await sql<FailedAnswerRow[]>`
    select id, source, stream, method, url, status, headers, size_bytes as "sizeBytes", body_sha256 as "bodySha256", code, reason, failed_at as "failedAt"
    from failed_exchange
    where (${source}::text is null or source = ${source}) and (${stream}::text is null or stream = ${stream})
      and (${prefix}::text is null or id::text like ${prefix})
    order by failed_at desc, id limit ${limit}`;
}

/** The beginning of a failed answer's body; null: dropped since. */
export async function readExcerpt(sql: Sql, id: string): Promise<string | null> {
  const [row] = await sql<{ excerpt: Uint8Array | null }[]>`select excerpt from failed_exchange where id = ${id}`;
  return row?.excerpt ? (await decompress(row.excerpt)).toString("utf8") : null;
}
