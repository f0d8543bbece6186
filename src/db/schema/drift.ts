/** How the shape of answers changes over time. */
import { check, date, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, oneOf } from "./column.ts";

/**
 * How many documents of a stream had a value of a type at a path on a day (UTC, of fetching). Path `` with type `document` counts
 * the documents themselves. Paths name keys, never values; list places are `[]`.
 */
export const answerShapes = pgTable(
  "answer_shape",
  {
    source: text("source").notNull(),
    stream: text("stream").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    path: text("path").notNull(),
    type: text("type").notNull(),
    documents: integer("documents").notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.stream, t.day, t.path, t.type] })],
);

/** Something that changed: a field that is new, gone or of another type, or an unusual count. */
export const driftReports = pgTable(
  "drift_report",
  {
    id: uuid("id").primaryKey(),
    source: text("source").notNull(),
    stream: text("stream").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    kind: text("kind").$type<"NEW_FIELD" | "MISSING_FIELD" | "RETYPED_FIELD" | "UNUSUAL_COUNT">().notNull(),
    path: text("path").notNull(),
    detail: text("detail").notNull(),
    reportedAt: instant("reported_at").notNull(),
  },
  (t) => [
    index("drift_report_by_source").on(t.source, t.day),
    check("drift_report_kind", oneOf("kind", ["NEW_FIELD", "MISSING_FIELD", "RETYPED_FIELD", "UNUSUAL_COUNT"])),
  ],
);
