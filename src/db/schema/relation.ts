/**
 * Relations of papers. Each row holds from `valid_from` (the source's time) until `valid_to`; null: still so. Derived
 * from claims; an answer as of a past instant reads the rows that held then.
 */
import { sql } from "drizzle-orm";
import { boolean, check, foreignKey, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { authors } from "./author.ts";
import { instant } from "./column.ts";
import { organizations } from "./organization.ts";
import { papers } from "./paper.ts";
import { repositories } from "./repository.ts";

/** When a paper was submitted, by the word that counted at the time. */
export const paperSubmissions = pgTable(
  "paper_submission",
  {
    paperId: uuid("paper_id").notNull(),
    /** Submission of v1; where only the day was stated, its first instant. */
    submittedAt: instant("submitted_at").notNull(),
    source: text("source").notNull(),
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to"),
  },
  (t) => [
    primaryKey({ columns: [t.paperId, t.validFrom] }),
    foreignKey({ name: "paper_submission_paper", columns: [t.paperId], foreignColumns: [papers.id] }).onDelete("cascade"),
    uniqueIndex("paper_submission_current").on(t.paperId).where(sql`valid_to is null`),
    index("paper_submission_by_time").on(t.validFrom),
    index("paper_submission_by_submission").on(t.submittedAt),
    index("paper_submission_by_end").on(t.validTo).where(sql`valid_to is not null`),
    check("paper_submission_interval", sql`valid_to is null or valid_to > valid_from`),
  ],
);

/** An author's place on a paper, as printed. */
export const authorships = pgTable(
  "authorship",
  {
    paperId: uuid("paper_id").notNull(),
    /** 0-based. */
    position: integer("position").notNull(),
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to"),
    /** The source whose printed order this is. */
    source: text("source").notNull(),
    nameAsPrinted: text("name_as_printed").notNull(),
    /** Null: the person is suppressed; the place stays empty. */
    authorId: uuid("author_id"),
    /** UUID of the identifier that the entry brought, else of the normalised name. */
    authorIdentifierId: uuid("author_identifier_id").notNull(),
    affiliations: text("affiliations").array().notNull(),
    status: text("status"),
    isHidden: boolean("is_hidden").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.paperId, t.position, t.validFrom] }),
    foreignKey({ name: "authorship_paper", columns: [t.paperId], foreignColumns: [papers.id] }).onDelete("cascade"),
    foreignKey({ name: "authorship_author", columns: [t.authorId], foreignColumns: [authors.id] }),
    uniqueIndex("authorship_current_position").on(t.paperId, t.position).where(sql`valid_to is null`),
    index("authorship_by_author").on(t.authorId, t.validFrom, t.nameAsPrinted),
    index("authorship_by_identifier").on(t.authorIdentifierId),
    check("authorship_interval", sql`valid_to is null or valid_to > valid_from`),
  ],
);

/** An organisation that a source attaches to a paper. */
export const paperOrganizations = pgTable(
  "paper_organization",
  {
    paperId: uuid("paper_id").notNull(),
    organizationIdentifierId: uuid("organization_identifier_id").notNull(),
    source: text("source").notNull(),
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to"),
    organizationId: uuid("organization_id").notNull(),
    position: integer("position").notNull(),
    confidence: text("confidence").$type<"IDENTIFIER" | "ASSERTED" | "NAME_ONLY">().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.paperId, t.organizationIdentifierId, t.source, t.validFrom] }),
    foreignKey({ name: "paper_organization_paper", columns: [t.paperId], foreignColumns: [papers.id] }).onDelete("cascade"),
    foreignKey({ name: "paper_organization_organization", columns: [t.organizationId], foreignColumns: [organizations.id] }),
    uniqueIndex("paper_organization_current").on(t.paperId, t.source, t.position).where(sql`valid_to is null`),
    index("paper_organization_by_organization").on(t.organizationId, t.paperId),
    check("paper_organization_interval", sql`valid_to is null or valid_to > valid_from`),
  ],
);

/** arXiv's taxonomy, as far as it was met: code and name. */
export const categories = pgTable("category", {
  code: text("code").primaryKey(),
  name: text("name").notNull(),
});

/** A paper's categories, primary first (position 0). */
export const paperCategories = pgTable(
  "paper_category",
  {
    paperId: uuid("paper_id").notNull(),
    categoryCode: text("category_code").notNull(),
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to"),
    position: integer("position").notNull(),
    source: text("source").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.paperId, t.categoryCode, t.validFrom] }),
    foreignKey({ name: "paper_category_paper", columns: [t.paperId], foreignColumns: [papers.id] }).onDelete("cascade"),
    foreignKey({ name: "paper_category_category", columns: [t.categoryCode], foreignColumns: [categories.code] }),
    uniqueIndex("paper_category_current_position").on(t.paperId, t.position).where(sql`valid_to is null`),
    index("paper_category_by_category").on(t.categoryCode, t.paperId).where(sql`valid_to is null`),
    check("paper_category_interval", sql`valid_to is null or valid_to > valid_from`),
  ],
);

/** A keyword, as a source spells it. */
export const keywords = pgTable("keyword", { name: text("name").primaryKey() });

/** A paper's keywords by source, in its order. */
export const paperKeywords = pgTable(
  "paper_keyword",
  {
    paperId: uuid("paper_id").notNull(),
    keywordName: text("keyword_name").notNull(),
    source: text("source").notNull(),
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to"),
    position: integer("position").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.paperId, t.source, t.keywordName, t.validFrom] }),
    foreignKey({ name: "paper_keyword_paper", columns: [t.paperId], foreignColumns: [papers.id] }).onDelete("cascade"),
    foreignKey({ name: "paper_keyword_keyword", columns: [t.keywordName], foreignColumns: [keywords.name] }),
    uniqueIndex("paper_keyword_current_position").on(t.paperId, t.source, t.position).where(sql`valid_to is null`),
    index("paper_keyword_by_keyword").on(t.keywordName, t.paperId).where(sql`valid_to is null`),
    check("paper_keyword_interval", sql`valid_to is null or valid_to > valid_from`),
  ],
);

/** A repository link of a paper, as written, with who put it there. Its look-up's state stands with `repository_identifier`. */
export const paperRepositories = pgTable(
  "paper_repository",
  {
    paperId: uuid("paper_id").notNull(),
    source: text("source").notNull(),
    asWritten: text("as_written").notNull(),
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to"),
    position: integer("position").notNull(),
    assertedBy: text("asserted_by"),
    /** UUID of the name as written; null: it names no repository. */
    repositoryIdentifierId: uuid("repository_identifier_id"),
    repositoryId: uuid("repository_id"),
  },
  (t) => [
    primaryKey({ columns: [t.paperId, t.source, t.asWritten, t.validFrom] }),
    foreignKey({ name: "paper_repository_paper", columns: [t.paperId], foreignColumns: [papers.id] }).onDelete("cascade"),
    foreignKey({ name: "paper_repository_repository", columns: [t.repositoryId], foreignColumns: [repositories.id] }),
    uniqueIndex("paper_repository_current_position").on(t.paperId, t.source, t.position).where(sql`valid_to is null`),
    index("paper_repository_by_repository").on(t.repositoryId, t.paperId),
    index("paper_repository_by_identifier").on(t.repositoryIdentifierId),
    index("paper_repository_by_time").on(t.validFrom),
    index("paper_repository_by_end").on(t.validTo).where(sql`valid_to is not null`),
    check("paper_repository_interval", sql`valid_to is null or valid_to > valid_from`),
    check("paper_repository_named", sql`(repository_id is null) = (repository_identifier_id is null)`),
  ],
);
