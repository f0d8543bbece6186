/** Small known rows of lists and runs, written straight into the tables. */
import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { derivedUuid, identifierKey } from "../../src/db/entity-key.ts";

/** The instant in UTC; a day alone is its first one. */
export function at(text: string): Date {
  return new Date(text.includes("T") ? `${text}${text.length === 16 ? ":00" : ""}Z` : `${text}T00:00:00Z`);
}

/** The UUID of a paper by its arXiv id; of the paper and of its identifier. */
export function paperKey(arxivId: string): string {
  return identifierKey("paper", { scheme: "arxiv", value: arxivId });
}

/** A line: arXiv id and votes (null: none printed), in printed order. */
export type KnownLine = readonly [arxivId: string, upvotes: number | null];

/** An exchange of its own, with an empty body. */
export async function insertExchange(sql: Sql, source: string, observedAt: Date, stream = "daily"): Promise<string> {
  const id = randomUUID();
  await sql`insert into body (sha256, size_bytes, content) values ('none', 0, '') on conflict do nothing`;
  await sql`
    insert into exchange (id, page_id, place, source, stream, method, url, status, is_not_modified, headers, body_sha256,
      fetched_at, recorded_at, normalizer_version)
    values (${id}, ${randomUUID()}, 0, ${source}, ${stream}, 'GET', 'https://huggingface.co/api/daily_papers', 200, false, '{}',
      'none', ${observedAt}, ${new Date(observedAt.getTime() + 1000)}, 1)`;
  return id;
}

/** Papers that are known by nothing but their arXiv id. */
export async function insertPapers(sql: Sql, arxivIds: readonly string[]): Promise<void> {
  for (const arxivId of arxivIds) {
    const id = paperKey(arxivId);
    await sql`
      insert into paper (id, title, arxiv_id, entered_by, entered_at, is_withdrawn, author_count)
      values (${id}, ${`Paper ${arxivId}`}, ${arxivId}, 'LISTED', now(), false, 0) on conflict do nothing`;
    await sql`
      insert into paper_identifier ${sql({ id, scheme: "arxiv", value: arxivId, paper_id: id, position: 0, is_identifying: true })}
      on conflict do nothing`;
  }
}

/** A reading of a day's list at an instant; `lines` null: refused as not open yet. Returns the content's UUID. */
export async function insertReading(
  sql: Sql,
  day: string,
  observedAt: Date,
  lines: readonly KnownLine[] | null,
  source = "huggingface",
): Promise<string | null> {
  const contentId = lines === null ? null : derivedUuid("listing-content", source, day, JSON.stringify(lines));
  if (lines !== null && contentId !== null) {
    const added = await sql`
      insert into listing_content (id, source, day, line_count) values (${contentId}, ${source}, ${day}, ${lines.length})
      on conflict do nothing returning id`;
    if (added.length > 0) {
      await insertPapers(
        sql,
        lines.map(([arxivId]) => arxivId),
      );
      for (const [position, [arxivId, upvotes]] of lines.entries()) {
        await sql`
          insert into listing_line ${sql({ content_id: contentId, position, subject: paperKey(arxivId), upvotes, comment_count: position })}`;
      }
    }
  }
  const exchangeId = await insertExchange(sql, source, observedAt);
  await sql`
    insert into listing_reading ${sql({ source, day, observed_at: observedAt, content_id: contentId, is_refused: lines === null, exchange_id: exchangeId })}`;
  return contentId;
}

/** A run of a stream; `outcome` null: it has not ended. */
export async function insertRun(
  sql: Sql,
  stream: string,
  startedAt: Date,
  outcome: "SUCCESS" | "PARTIAL" | "FAILED" | null,
  error: { readonly code: string; readonly status?: number } | null = null,
  source = "huggingface",
): Promise<void> {
  const finishedAt = outcome === null ? null : new Date(startedAt.getTime() + 60_000);
  await sql`
    insert into sync_run (id, source, stream, started_at, finished_at, outcome, pages, records, rejected, error_code, error_message, error_status)
    values (${randomUUID()}, ${source}, ${stream}, ${startedAt}, ${finishedAt}, ${outcome}, 0, 0, 0,
      ${error?.code ?? null}, ${error === null ? null : `it went wrong: ${error.code}`}, ${error?.status ?? null})`;
}
