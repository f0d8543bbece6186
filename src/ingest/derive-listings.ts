/** Lists: every complete reading kept, each content once, and the days of a paper that follow from them. */
import type { TransactionSql } from "postgres";
import type { ListingRecord } from "../contract/index.ts";
import { derivedUuid, identifierKey } from "../db/entity-key.ts";
import { insertRows, type TableShape } from "./rows.ts";

const LINE: TableShape = {
  table: "listing_line",
  key: ["content_id", "position"],
  columns: {
    ...{ content_id: "uuid", position: "int", subject: "uuid", upvotes: "int", comment_count: "int", submitted_by: "text" },
    organization_identifier_id: "uuid",
  },
};

/**
 * Stores one reading of a list.
 * @returns whether the list's content differs from what it was in the reading before
 */
export async function storeReading(
  tx: TransactionSql,
  source: string,
  listing: ListingRecord,
  about: { observedAt: Date; exchangeId: string },
): Promise<boolean> {
  const { day } = listing;
  const contentId = listing.isOpen ? await storeContent(tx, source, listing) : null;
  const [before] = await tx<{ content_id: string | null }[]>`
    select content_id from listing_reading where source = ${source} and day = ${day} and not is_refused order by observed_at desc limit 1`;
  // Of two readings at one instant (a simulated clock) the complete one stays, and of those the greater key.
  await tx`
    insert into listing_reading (source, day, observed_at, content_id, is_refused, exchange_id)
    values (${source}, ${day}, ${about.observedAt}, ${contentId}, ${contentId === null}, ${about.exchangeId})
    on conflict (source, day, observed_at) do update set content_id = excluded.content_id, is_refused = excluded.is_refused, exchange_id = excluded.exchange_id
    where (excluded.content_id is not null and listing_reading.content_id is null) or excluded.content_id > listing_reading.content_id`;
  return contentId !== null && before?.content_id !== contentId;
}

async function storeContent(tx: TransactionSql, source: string, { day, lines }: ListingRecord): Promise<string> {
  const rows = lines.map((line) => ({
    ...{
      position: line.position,
      subject: identifierKey("paper", line.paper),
      upvotes: line.upvotes ?? null,
      comment_count: line.commentCount ?? null,
    },
    submitted_by: line.submittedBy ?? null,
    organization_identifier_id: line.organization === undefined ? null : identifierKey("organization", line.organization),
  }));
  const id = derivedUuid("listing-content", source, day, JSON.stringify(rows.map((row) => Object.values(row))));
  const inserted = await tx`
    insert into listing_content (id, source, day, line_count) values (${id}, ${source}, ${day}, ${rows.length}) on conflict do nothing returning id`;
  if (inserted.length > 0) {
    await insertRows(
      tx,
      LINE,
      rows.map((row) => ({ content_id: id, ...row })),
      "",
    );
  }
  return id;
}

/**
 * Makes a day's `listing` rows what its readings say; also when only the time of the last reading moved.
 * @returns the papers that came, went or came back
 */
export async function deriveListing(tx: TransactionSql, source: string, day: string): Promise<string[]> {
  const rows = await tx<{ paper_id: string }[]>`
    with content as (
      select content_id, min(observed_at) as first_at, max(observed_at) as last_at from listing_reading
      where source = ${source} and day = ${day} and content_id is not null group by content_id
    ), shown as (
      select distinct on (i.paper_id) i.paper_id, l.position, l.upvotes, l.comment_count, l.submitted_by, l.organization_identifier_id,
        min(c.first_at) over (partition by i.paper_id) as first_seen_at, c.last_at as last_seen_at,
        c.last_at = (select max(last_at) from content) as is_current
      from content c join listing_line l on l.content_id = c.content_id
      join paper_identifier i on i.id = l.subject and i.is_identifying
      order by i.paper_id, c.last_at desc, l.position
    ), gone as (
      delete from listing x where x.source = ${source} and x.day = ${day} and x.paper_id not in (select paper_id from shown) returning x.paper_id
    ), written as (
      insert into listing as x (source, day, paper_id, position, upvotes, comment_count, submitted_by, organization_identifier_id, first_seen_at, last_seen_at, is_current)
      select ${source}, ${day}::date, paper_id, position, upvotes, comment_count, submitted_by, organization_identifier_id, first_seen_at, last_seen_at, is_current from shown
      on conflict (source, day, paper_id) do update set position = excluded.position, upvotes = excluded.upvotes, comment_count = excluded.comment_count,
        submitted_by = excluded.submitted_by, organization_identifier_id = excluded.organization_identifier_id, first_seen_at = excluded.first_seen_at,
        last_seen_at = excluded.last_seen_at, is_current = excluded.is_current
      where (x.position, x.upvotes, x.comment_count, x.submitted_by, x.organization_identifier_id, x.first_seen_at, x.last_seen_at, x.is_current)
        is distinct from (excluded.position, excluded.upvotes, excluded.comment_count, excluded.submitted_by, excluded.organization_identifier_id, excluded.first_seen_at, excluded.last_seen_at, excluded.is_current)
      returning x.paper_id, x.is_current
    )
    select paper_id from gone
    union
    -- A statement's parts see the table as it was before it.
    select w.paper_id from written w left join listing old on old.source = ${source} and old.day = ${day} and old.paper_id = w.paper_id
    where old.paper_id is null or old.is_current <> w.is_current`;
  return rows.map((row) => row.paper_id);
}
