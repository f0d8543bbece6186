/** Papers and what belongs to one paper alone. All derived: a paper's rows are a function of its claims. */
import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  date,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { instant, oneOf, tsvector } from "./column.ts";
import { repositories } from "./repository.ts";

/** One scholarly work, merged over all sources. Dates: see the clocks in `src/README.md`. */
export const papers = pgTable(
  "paper",
  {
    id: uuid("id").primaryKey(),
    title: text("title").notNull(),
    abstract: text("abstract"),
    arxivId: text("arxiv_id"),
    doi: text("doi"),
    enteredBy: text("entered_by").$type<"LISTED" | "ANNOUNCED" | "IMPORTED">().notNull(),
    enteredAt: instant("entered_at").notNull(),
    submittedAt: instant("submitted_at"),
    updatedAt: instant("updated_at"),
    latestVersion: integer("latest_version"),
    isWithdrawn: boolean("is_withdrawn").notNull(),
    /** By the venue: a day, a month or a year, as exactly as it is stated. */
    publishedAt: text("published_at"),
    isRetracted: boolean("is_retracted").notNull().default(false),
    primaryCategory: text("primary_category"),
    license: text("license"),
    comment: text("comment"),
    journalRef: text("journal_ref"),
    reportNumber: text("report_number"),
    projectPage: text("project_page"),
    thumbnail: text("thumbnail"),
    submittedBy: text("submitted_by"),
    /** The first linked repository that exists, by link order; null: none is known to. */
    repositoryId: uuid("repository_id"),
    authorCount: integer("author_count").notNull(),
    upvotes: integer("upvotes"),
    commentCount: integer("comment_count"),
    citationCount: integer("citation_count"),
    /** Stars of `repository_id`. */
    stars: integer("stars"),
    /** Latest and first day that any list showed it. */
    listedOn: date("listed_on", { mode: "string" }),
    firstListedOn: date("first_listed_on", { mode: "string" }),
  },
  (t) => [
    foreignKey({ name: "paper_repository_id", columns: [t.repositoryId], foreignColumns: [repositories.id] }),
    uniqueIndex("paper_arxiv_id").on(t.arxivId).where(sql`arxiv_id is not null`),
    check("paper_entered_by", oneOf("entered_by", ["LISTED", "ANNOUNCED", "IMPORTED"])),
    index("paper_by_listed_on").on(t.listedOn, t.id),
    index("paper_by_submitted_at").on(t.submittedAt, t.id),
    index("paper_by_updated_at").on(t.updatedAt, t.id),
    index("paper_by_upvotes").on(t.upvotes, t.id),
    index("paper_by_stars").on(t.stars, t.id),
    index("paper_by_repository").on(t.repositoryId),
  ],
);

/**
 * Identifiers that claims give a paper; `id` is the identifier's UUID with the paper's for a DOI that several claim.
 * Only rows that identify are looked up: a DOI claimed by several papers identifies none of them.
 */
export const paperIdentifiers = pgTable(
  "paper_identifier",
  {
    id: uuid("id").notNull(),
    scheme: text("scheme").notNull(),
    value: text("value").notNull(),
    paperId: uuid("paper_id").notNull(),
    /** 0: the source's own; then as printed. */
    position: integer("position").notNull(),
    isIdentifying: boolean("is_identifying").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.id, t.paperId] }),
    foreignKey({ name: "paper_identifier_paper", columns: [t.paperId], foreignColumns: [papers.id] }).onDelete("cascade"),
    uniqueIndex("paper_identifier_identifies").on(t.scheme, t.value).where(sql`is_identifying`),
    index("paper_identifier_by_value").on(t.scheme, t.value),
    index("paper_identifier_by_paper").on(t.paperId),
  ],
);

/** Narrow full-text document of title (weight A) and abstract (weight B); apart from the wide row, which ranking would fetch. */
export const paperSearches = pgTable(
  "paper_search",
  {
    paperId: uuid("paper_id").primaryKey(),
    document: tsvector("document").notNull(),
  },
  (t) => [
    foreignKey({ name: "paper_search_paper", columns: [t.paperId], foreignColumns: [papers.id] }).onDelete("cascade"),
    index("paper_search_document").using("gin", t.document),
  ],
);

/** A version of a paper, from a source that lists them all. */
export const paperVersions = pgTable(
  "paper_version",
  {
    paperId: uuid("paper_id").notNull(),
    version: integer("version").notNull(),
    submittedAt: instant("submitted_at").notNull(),
    sizeBytes: integer("size_bytes"),
    sourceType: text("source_type"),
  },
  (t) => [
    primaryKey({ columns: [t.paperId, t.version] }),
    foreignKey({ name: "paper_version_paper", columns: [t.paperId], foreignColumns: [papers.id] }).onDelete("cascade"),
    check("paper_version_number", sql`version >= 1`),
  ],
);

/** One announcement of a version in a category; the earliest day that any feed gave it. */
export const announcements = pgTable(
  "announcement",
  {
    /** UUID of the paper's identifier that the source used. */
    subject: uuid("subject").notNull(),
    version: integer("version").notNull(),
    category: text("category").notNull(),
    type: text("type").$type<"NEW" | "CROSS" | "REPLACE" | "REPLACE_CROSS">().notNull(),
    source: text("source").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    isDayInferred: boolean("is_day_inferred").notNull(),
    observedAt: instant("observed_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subject, t.version, t.category, t.type, t.source] }),
    check("announcement_type", oneOf("type", ["NEW", "CROSS", "REPLACE", "REPLACE_CROSS"])),
    index("announcement_by_day").on(t.day, t.category),
    // When a category last brought something new: asked for with every answer that depends on arXiv, once a second.
    index("announcement_by_category").on(t.source, t.category, t.observedAt),
  ],
);

/** Pictures and films that a source shows with a paper, in its order. */
export const media = pgTable(
  "media",
  {
    paperId: uuid("paper_id").notNull(),
    source: text("source").notNull(),
    position: integer("position").notNull(),
    url: text("url").notNull(),
    kind: text("kind").$type<"IMAGE" | "VIDEO" | "OTHER">().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.paperId, t.source, t.position] }),
    foreignKey({ name: "media_paper", columns: [t.paperId], foreignColumns: [papers.id] }).onDelete("cascade"),
    check("media_kind", oneOf("kind", ["IMAGE", "VIDEO", "OTHER"])),
  ],
);

/** Text that a model wrote about a paper; never mixed with the abstract. */
export const generatedTexts = pgTable(
  "generated_text",
  {
    paperId: uuid("paper_id").notNull(),
    source: text("source").notNull(),
    text: text("text").notNull(),
    model: text("model"),
    observedAt: instant("observed_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.paperId, t.source] }),
    foreignKey({ name: "generated_text_paper", columns: [t.paperId], foreignColumns: [papers.id] }).onDelete("cascade"),
  ],
);

/** Where a paper was published: one source's word as a whole. */
export const venues = pgTable(
  "venue",
  {
    paperId: uuid("paper_id").primaryKey(),
    source: text("source").notNull(),
    name: text("name").notNull(),
    kind: text("kind").$type<"JOURNAL" | "CONFERENCE" | "BOOK" | "OTHER">(),
    publisher: text("publisher"),
    volume: text("volume"),
    issue: text("issue"),
    pages: text("pages"),
  },
  (t) => [
    foreignKey({ name: "venue_paper", columns: [t.paperId], foreignColumns: [papers.id] }).onDelete("cascade"),
    check("venue_kind", sql`kind is null or kind in ('JOURNAL', 'CONFERENCE', 'BOOK', 'OTHER')`),
  ],
);

/** A publisher's notice (correction, retraction) that concerns a paper, in its source's order. */
export const paperNotices = pgTable(
  "paper_notice",
  {
    paperId: uuid("paper_id").notNull(),
    source: text("source").notNull(),
    position: integer("position").notNull(),
    /** False: the paper is itself the notice, and `scheme` and `value` name what it is about. */
    isOfThis: boolean("is_of_this").notNull(),
    kind: text("kind").notNull(),
    publishedAt: text("published_at"),
    scheme: text("scheme"),
    value: text("value"),
  },
  (t) => [
    primaryKey({ columns: [t.paperId, t.source, t.position] }),
    foreignKey({ name: "paper_notice_paper", columns: [t.paperId], foreignColumns: [papers.id] }).onDelete("cascade"),
    check("paper_notice_identifier", sql`(scheme is null) = (value is null)`),
  ],
);
