/** What rankings are read from, and sealed rankings: taken once, never changed; a correction is a new one that names the old. */
import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { instant } from "./column.ts";
import { papers } from "./paper.ts";

/** A ranking as it stood at `as_of`. */
export const rankingSnapshots = pgTable(
  "ranking_snapshot",
  {
    id: uuid("id").primaryKey(),
    subjectKind: text("subject_kind").notNull(),
    /** Null: by a formula of somebody's own. */
    kind: text("kind"),
    source: text("source"),
    periodFrom: instant("period_from"),
    periodTo: instant("period_to"),
    scope: jsonb("scope").notNull(),
    formulaName: text("formula_name").notNull(),
    formulaVersion: integer("formula_version").notNull(),
    /** The formula, whole. */
    formula: jsonb("formula").notNull(),
    asOf: instant("as_of").notNull(),
    takenAt: instant("taken_at").notNull(),
    revision: text("revision").notNull(),
    checksum: text("checksum").notNull(),
    replaces: uuid("replaces"),
  },
  (t) => [
    foreignKey({ name: "ranking_snapshot_replaces", columns: [t.replaces], foreignColumns: [t.id] }),
    index("ranking_snapshot_by_period").on(t.kind, t.source, t.periodFrom, t.takenAt),
  ],
);

/** A place in a sealed ranking. */
export const rankingEntries = pgTable(
  "ranking_entry",
  {
    snapshotId: uuid("snapshot_id").notNull(),
    /** 1-based. */
    rank: integer("rank").notNull(),
    position: integer("position"),
    previousRank: integer("previous_rank"),
    isNew: boolean("is_new").notNull(),
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

/**
 * What a paper's trending score is at any instant, but for the age that all share: papers in this order are in the order of their
 * scores. Follows from metrics, links and submission as they are now.
 */
export const paperHeats = pgTable(
  "paper_heat",
  {
    paperId: uuid("paper_id").primaryKey(),
    heat: numeric("heat", { precision: 20, scale: 9 }).notNull(),
  },
  (t) => [
    foreignKey({ name: "paper_heat_paper", columns: [t.paperId], foreignColumns: [papers.id] }).onDelete("cascade"),
    index("paper_heat_by_heat").on(t.heat.desc(), t.paperId),
  ],
);

/** Each time that the past of counters, links or papers became known: a page that changed something, or a decision or rebuild. */
export const historyEvents = pgTable(
  "history_event",
  {
    /** A page's key; else drawn by lot. */
    id: uuid("id").primaryKey(),
    /** What was observed from then on may be told otherwise now. */
    observedAt: instant("observed_at").notNull(),
  },
  (t) => [index("history_event_by_time").on(t.observedAt)],
);
