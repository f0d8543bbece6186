/** What all processes that read an upstream share: its gate, its budget, who reads what. */
import { foreignKey, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { exactInstant } from "./column.ts";

/**
 * One row per source. All instants are the database's own clock, so that machines whose clocks differ agree. `remaining`
 * and `resets_at`: the budget that the upstream last told of itself, less what has been asked since; null: it tells none.
 */
export const upstreamGates = pgTable("upstream_gate", {
  source: text("source").primaryKey(),
  /** No request starts before it: the pace. */
  earliestAt: exactInstant("earliest_at").notNull(),
  /** No request starts before it: what the upstream asked for. Null: nothing. */
  heldUntil: exactInstant("held_until"),
  /** Failures of the upstream itself since its last good answer. */
  failures: integer("failures").notNull(),
  /** While it lies ahead nobody asks; afterwards one request may probe. Null: the breaker is closed. */
  openUntil: exactInstant("open_until"),
  remaining: integer("remaining"),
  resetsAt: exactInstant("resets_at"),
});

/** A request under way. One whose process died stands in nobody's way after `expires_at`. */
export const upstreamSlots = pgTable(
  "upstream_slot",
  {
    id: uuid("id").primaryKey(),
    source: text("source").notNull(),
    expiresAt: exactInstant("expires_at").notNull(),
  },
  (t) => [foreignKey({ name: "upstream_slot_gate", columns: [t.source], foreignColumns: [upstreamGates.source] })],
);

/**
 * Who reads a stream. A page is stored only by the holder: its transaction looks here. `token` rises with each new
 * holder. `expires_at` by the database's clock.
 */
export const streamLeases = pgTable(
  "stream_lease",
  {
    source: text("source").notNull(),
    stream: text("stream").notNull(),
    token: integer("token").notNull(),
    /** Null: nobody reads it. */
    holder: uuid("holder"),
    expiresAt: exactInstant("expires_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.stream] })],
);

/** The `normalizerVersion` whose words the tables hold, by source; a raised one is read again from the archive. */
export const sourceNormalizers = pgTable("source_normalizer", {
  source: text("source").primaryKey(),
  version: integer("version").notNull(),
});
