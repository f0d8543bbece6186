/** The change log, and what people decided. */
import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, oneOf, xid8 } from "./column.ts";

/**
 * What a page's transaction changed, in order. Readers stop at the oldest running transaction (`pg_snapshot_xmin`), so
 * that nothing is skipped when a later transaction commits first.
 */
export const changes = pgTable(
  "change",
  {
    transactionId: xid8("transaction_id").notNull().default(sql`pg_current_xact_id()`),
    place: integer("place").notNull(),
    /** `PAPER_ADDED`, `PAPER_CHANGED`, `LISTING_CHANGED`, …: entity kind and what happened. */
    kind: text("kind").notNull(),
    entityId: uuid("entity_id").notNull(),
    recordedAt: instant("recorded_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.transactionId, t.place] }), index("change_by_entity").on(t.entityId)],
);

/** A decision of a person about identity, exposure or what to hold; kept and applied again after every rebuild. `detail` is read and written by `ingest/decision.ts`. */
export const decisions = pgTable(
  "decision",
  {
    id: uuid("id").primaryKey(),
    kind: text("kind").$type<"SUPPRESS" | "SPLIT" | "MERGE" | "IMPORT">().notNull(),
    subject: uuid("subject").notNull(),
    detail: jsonb("detail").notNull(),
    decidedAt: instant("decided_at").notNull(),
  },
  (t) => [
    check("decision_kind", oneOf("kind", ["SUPPRESS", "SPLIT", "MERGE", "IMPORT"])),
    index("decision_by_subject").on(t.subject),
  ],
);
