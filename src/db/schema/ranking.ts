/** Sealed rankings: taken once, never changed; a correction is a new one that names the old. */
import { foreignKey, integer, jsonb, numeric, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { instant } from "./column.ts";

/** A ranking as it stood at `as_of`. */
export const rankingSnapshots = pgTable(
  "ranking_snapshot",
  {
    id: uuid("id").primaryKey(),
    subjectKind: text("subject_kind").notNull(),
    kind: text("kind").notNull(),
    source: text("source"),
    periodFrom: instant("period_from"),
    periodTo: instant("period_to"),
    scope: jsonb("scope").notNull(),
    formulaName: text("formula_name").notNull(),
    formulaVersion: integer("formula_version").notNull(),
    asOf: instant("as_of").notNull(),
    takenAt: instant("taken_at").notNull(),
    revision: text("revision").notNull(),
    checksum: text("checksum").notNull(),
    replaces: uuid("replaces"),
  },
  (t) => [foreignKey({ name: "ranking_snapshot_replaces", columns: [t.replaces], foreignColumns: [t.id] })],
);

/** A place in a sealed ranking. */
export const rankingEntries = pgTable(
  "ranking_entry",
  {
    snapshotId: uuid("snapshot_id").notNull(),
    /** 1-based. */
    rank: integer("rank").notNull(),
    position: integer("position"),
    subject: uuid("subject").notNull(),
    score: numeric("score").notNull(),
    components: jsonb("components").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.snapshotId, t.rank] }),
    unique("ranking_entry_subject").on(t.snapshotId, t.subject),
    foreignKey({ name: "ranking_entry_snapshot", columns: [t.snapshotId], foreignColumns: [rankingSnapshots.id] }),
  ],
);
