/** Daily lists as sources print them: every reading, each content once, and what follows for a paper's days. */
import { sql } from "drizzle-orm";
import { boolean, check, date, foreignKey, index, integer, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { exchanges } from "./archive.ts";
import { instant } from "./column.ts";
import { papers } from "./paper.ts";

/** One content that a day's list had; `id` is derived from source, day and lines. An empty list is a content without lines. */
export const listingContents = pgTable("listing_content", {
  id: uuid("id").primaryKey(),
  source: text("source").notNull(),
  day: date("day", { mode: "string" }).notNull(),
  lineCount: integer("line_count").notNull(),
});

/** A line of a content, with the values printed on it. */
export const listingLines = pgTable(
  "listing_line",
  {
    contentId: uuid("content_id").notNull(),
    /** 0-based, as printed. */
    position: integer("position").notNull(),
    /** UUID of the paper's identifier that the source used. */
    subject: uuid("subject").notNull(),
    upvotes: integer("upvotes"),
    commentCount: integer("comment_count"),
    submittedBy: text("submitted_by"),
    /** UUID of the organisation's identifier as printed. */
    organizationIdentifierId: uuid("organization_identifier_id"),
  },
  (t) => [
    primaryKey({ columns: [t.contentId, t.position] }),
    unique("listing_line_subject").on(t.contentId, t.subject),
    foreignKey({ name: "listing_line_content", columns: [t.contentId], foreignColumns: [listingContents.id] }),
    index("listing_line_by_subject").on(t.subject),
  ],
);

/** One reading of a day's list: complete, or refused as not open yet (`content_id` null). */
export const listingReadings = pgTable(
  "listing_reading",
  {
    source: text("source").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    observedAt: instant("observed_at").notNull(),
    contentId: uuid("content_id"),
    isRefused: boolean("is_refused").notNull(),
    exchangeId: uuid("exchange_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.source, t.day, t.observedAt] }),
    foreignKey({ name: "listing_reading_content", columns: [t.contentId], foreignColumns: [listingContents.id] }),
    foreignKey({ name: "listing_reading_exchange", columns: [t.exchangeId], foreignColumns: [exchanges.id] }),
    index("listing_reading_by_exchange").on(t.exchangeId),
    check("listing_reading_refused", sql`is_refused = (content_id is null)`),
  ],
);

/** A paper's place on a day's list, by the last reading that showed it. */
export const listings = pgTable(
  "listing",
  {
    source: text("source").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    paperId: uuid("paper_id").notNull(),
    position: integer("position").notNull(),
    upvotes: integer("upvotes"),
    commentCount: integer("comment_count"),
    submittedBy: text("submitted_by"),
    organizationIdentifierId: uuid("organization_identifier_id"),
    firstSeenAt: instant("first_seen_at").notNull(),
    lastSeenAt: instant("last_seen_at").notNull(),
    /** False: a later complete reading no longer had it. */
    isCurrent: boolean("is_current").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.source, t.day, t.paperId] }),
    foreignKey({ name: "listing_paper", columns: [t.paperId], foreignColumns: [papers.id] }).onDelete("cascade"),
    index("listing_by_paper").on(t.paperId, t.day),
    index("listing_by_day").on(t.day, t.source),
  ],
);
