/** A page that is read again says something else than it did: takes its old words back, so that the new ones can stand in their place. */
import type { TransactionSql } from "postgres";
import type { NormalizedRecord } from "../contract/index.ts";
import { type Observation, sayingKey } from "./observe.ts";

/** Today's reading of a page leaves out what is stored of it; only a rebuild can take that back everywhere. */
export class TakesBackError extends Error {
  readonly code = "ERR_TAKES_BACK";
}

/** Which page is read again. */
export interface RestatedPage {
  readonly source: string;
  readonly exchangeIds: readonly string[];
}

/**
 * Removes what the page said of the same things in other words. What it says unchanged stays.
 * @returns the keys of the sayings that were removed: their claims and metrics must be derived from all sayings again
 * @throws {TakesBackError} when something that the page said would be gone
 */
export async function takeBackSayings(
  tx: TransactionSql,
  { source, exchangeIds }: RestatedPage,
  incoming: readonly Observation[],
): Promise<Set<string>> {
  const stored = await tx<{ subject: string; facet: string; stream: string; digest: string }[]>`
    select subject, facet, stream, digest from observation where source = ${source} and exchange_id = any(${exchangeIds as string[]}::uuid[])`;
  const digests = new Map(incoming.map((one) => [sayingKey(one), one.digest]));
  const gone = stored.filter((row) => !digests.has(sayingKey(row)));
  if (gone.length > 0) {
    throw new TakesBackError(
      `today's adapter no longer says ${gone.length} of the things that are stored of this answer; \`papergraph renormalize\` reads everything again`,
    );
  }
  const replaced = stored.filter((row) => digests.get(sayingKey(row)) !== row.digest);
  if (replaced.length > 0) {
    const keys = JSON.stringify(replaced.map(({ subject, facet, stream }) => ({ subject, facet, stream })));
    await tx.unsafe(
      `delete from observation o using jsonb_to_recordset($1::text::jsonb) as k(subject uuid, facet text, stream text)
       where o.subject = k.subject and o.facet = k.facet and o.stream = k.stream and o.source = $2 and o.exchange_id = any($3::uuid[])`,
      [keys, source, exchangeIds as string[]],
    );
  }
  return new Set(replaced.map(sayingKey));
}

/** Removes the page's readings of lists; the page must say them again. @throws {TakesBackError} when it does not */
export async function takeBackReadings(
  tx: TransactionSql,
  { source, exchangeIds }: RestatedPage,
  records: readonly NormalizedRecord[],
): Promise<void> {
  const removed = await tx<{ day: string }[]>`
    delete from listing_reading where source = ${source} and exchange_id = any(${exchangeIds as string[]}::uuid[]) returning day`;
  const said = new Set(records.flatMap((record) => (record.kind === "listing" ? [record.day] : [])));
  if (removed.some(({ day }) => !said.has(day))) {
    throw new TakesBackError(
      "today's adapter no longer reads the list in this answer; `papergraph renormalize` reads everything again",
    );
  }
}

/** Removes contents of a day's list that no reading has any more. */
export async function dropUnreadContents(tx: TransactionSql, source: string, day: string): Promise<void> {
  const unread = await tx<{ id: string }[]>`
    select id from listing_content c where source = ${source} and day = ${day}
      and not exists (select 1 from listing_reading r where r.source = ${source} and r.day = ${day} and r.content_id = c.id)`;
  if (unread.length === 0) return;
  const ids = unread.map(({ id }) => id);
  await tx`delete from listing_line where content_id = any(${ids}::uuid[])`;
  await tx`delete from listing_content where id = any(${ids}::uuid[])`;
}
