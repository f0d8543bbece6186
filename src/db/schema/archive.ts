/** The archive: what upstreams answered, byte for byte, and how far each stream has come. */

import { sql } from "drizzle-orm";
import { boolean, check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { bytea, instant, oneOf } from "./column.ts";

/** A body by the SHA-256 (hex) of its bytes, gzip-compressed; one row however often it was answered. */
export const bodies = pgTable("body", {
  sha256: text("sha256").primaryKey(),
  sizeBytes: integer("size_bytes").notNull(),
  content: bytea("content").notNull(),
});

/**
 * One request and its answer. Append-only. `id` is derived from what it says, so a mirror has the same. A 304 is one
 * too: `is_not_modified`, with status, headers and body of the answer it confirms.
 */
export const exchanges = pgTable(
  "exchange",
  {
    id: uuid("id").primaryKey(),
    pageId: uuid("page_id").notNull(),
    /** 0-based place in the page. */
    place: integer("place").notNull(),
    source: text("source").notNull(),
    stream: text("stream").notNull(),
    method: text("method").notNull(),
    url: text("url").notNull(),
    requestBody: text("request_body"),
    status: integer("status").notNull(),
    isNotModified: boolean("is_not_modified").notNull(),
    headers: jsonb("headers").$type<Record<string, string>>().notNull(),
    bodySha256: text("body_sha256").notNull(),
    /** When the source showed it. */
    fetchedAt: instant("fetched_at").notNull(),
    /** When this database got it. */
    recordedAt: instant("recorded_at").notNull(),
    normalizerVersion: integer("normalizer_version").notNull(),
  },
  (t) => [
    foreignKey({ name: "exchange_body", columns: [t.bodySha256], foreignColumns: [bodies.sha256] }),
    unique("exchange_page_place").on(t.pageId, t.place),
    index("exchange_by_source").on(t.source, t.stream, t.fetchedAt),
    index("exchange_by_url").on(t.source, t.url, t.fetchedAt),
    index("exchange_by_body").on(t.bodySha256),
    check("exchange_method", oneOf("method", ["GET", "POST"])),
  ],
);

/** How far a stream has been read; its adapter alone knows what `value` means. */
export const checkpoints = pgTable(
  "checkpoint",
  {
    source: text("source").notNull(),
    stream: text("stream").notNull(),
    value: jsonb("value").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.stream] })],
);

/** One run of one stream. `outcome` null: still running, or its process died. */
export const syncRuns = pgTable(
  "sync_run",
  {
    id: uuid("id").primaryKey(),
    source: text("source").notNull(),
    stream: text("stream").notNull(),
    startedAt: instant("started_at").notNull(),
    finishedAt: instant("finished_at"),
    outcome: text("outcome").$type<"SUCCESS" | "PARTIAL" | "FAILED">(),
    pages: integer("pages").notNull(),
    records: integer("records").notNull(),
    rejected: integer("rejected").notNull(),
    errorCode: text("error_code"),
    errorMessage: text("error_message"),
    errorStatus: integer("error_status"),
  },
  (t) => [
    index("sync_run_by_stream").on(t.source, t.stream, t.startedAt),
    check("sync_run_outcome", oneOf("outcome", ["SUCCESS", "PARTIAL", "FAILED"])),
  ],
);

/** The budget that an upstream last told of itself, for people to see; what may be spent of it is the gate's: `upstream.ts`. */
export const sourceBudgets = pgTable("source_budget", {
  source: text("source").primaryKey(),
  limit: integer("limit").notNull(),
  remaining: integer("remaining").notNull(),
  resetsAt: instant("resets_at").notNull(),
  observedAt: instant("observed_at").notNull(),
});

/** A record that could not be read, with where it stands in the archive. */
export const quarantines = pgTable(
  "quarantine",
  {
    id: uuid("id").primaryKey(),
    source: text("source").notNull(),
    stream: text("stream").notNull(),
    exchangeId: uuid("exchange_id").notNull(),
    path: text("path").notNull(),
    code: text("code").notNull(),
    reason: text("reason").notNull(),
    /** What stands there, shortened; null: nothing can be shown. */
    payload: text("payload"),
    normalizerVersion: integer("normalizer_version").notNull(),
    recordedAt: instant("recorded_at").notNull(),
  },
  (t) => [
    foreignKey({ name: "quarantine_exchange", columns: [t.exchangeId], foreignColumns: [exchanges.id] }),
    index("quarantine_by_source").on(t.source, t.stream),
    index("quarantine_by_exchange").on(t.exchangeId),
    check("quarantine_code", sql`code like 'ERR_RECORD_%'`),
  ],
);

/**
 * An answer that was no answer: kept so that people can see what an upstream sent instead of data. Nothing is derived
 * from it; its excerpt goes after a while.
 */
export const failedExchanges = pgTable(
  "failed_exchange",
  {
    id: uuid("id").primaryKey(),
    source: text("source").notNull(),
    stream: text("stream").notNull(),
    method: text("method").notNull(),
    url: text("url").notNull(),
    /** Null: there was no answer. */
    status: integer("status"),
    headers: jsonb("headers").$type<Record<string, string>>().notNull(),
    sizeBytes: integer("size_bytes").notNull(),
    /** SHA-256 (hex) of the whole body. */
    bodySha256: text("body_sha256").notNull(),
    /** The beginning of the body, gzip-compressed; null: dropped since. */
    excerpt: bytea("excerpt"),
    code: text("code").notNull(),
    reason: text("reason").notNull(),
    failedAt: instant("failed_at").notNull(),
  },
  (t) => [
    index("failed_exchange_by_source").on(t.source, t.failedAt),
    check("failed_exchange_code", sql`code like 'ERR_SOURCE_%'`),
  ],
);
