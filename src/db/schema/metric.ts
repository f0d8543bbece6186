/** Counters over time. */
import { check, foreignKey, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { MetricKind, SubjectType } from "../../contract/index.ts";
import { METRIC_KINDS } from "../../contract/index.ts";
import { exchanges } from "./archive.ts";
import { instant, oneOf } from "./column.ts";

/** A counter's value from `observed_at` on; a row per change. Counters that fall are kept as they are. */
export const metrics = pgTable(
  "metric",
  {
    /** UUID of the identifier that the source used. */
    subject: uuid("subject").notNull(),
    subjectType: text("subject_type").$type<SubjectType>().notNull(),
    kind: text("kind").$type<MetricKind>().notNull(),
    source: text("source").notNull(),
    observedAt: instant("observed_at").notNull(),
    value: integer("value").notNull(),
    exchangeId: uuid("exchange_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subject, t.kind, t.source, t.observedAt] }),
    foreignKey({ name: "metric_exchange", columns: [t.exchangeId], foreignColumns: [exchanges.id] }),
    check("metric_kind", oneOf("kind", METRIC_KINDS)),
    index("metric_by_time").on(t.kind, t.observedAt),
    index("metric_by_exchange").on(t.exchangeId),
  ],
);
