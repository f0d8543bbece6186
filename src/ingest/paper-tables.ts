/** The tables of a paper, as the ingest writes them. */
import type { TableShape } from "./rows.ts";

/** A paper without its counters, which follow from metrics and lists. */
export const PAPER: TableShape = {
  table: "paper",
  key: ["id"],
  columns: {
    ...{
      id: "uuid",
      title: "text",
      abstract: "text",
      arxiv_id: "text",
      doi: "text",
      entered_by: "text",
      entered_at: "timestamptz",
    },
    ...{
      submitted_at: "timestamptz",
      updated_at: "timestamptz",
      latest_version: "int",
      is_withdrawn: "boolean",
      is_retracted: "boolean",
      published_at: "text",
      primary_category: "text",
    },
    ...{ license: "text", comment: "text", journal_ref: "text", report_number: "text", project_page: "text", thumbnail: "text" },
    ...{ submitted_by: "text", author_count: "int" },
  },
};
/** Identifiers that claims give a paper. */
export const PAPER_IDENTIFIER: TableShape = {
  table: "paper_identifier",
  key: ["id", "paper_id"],
  columns: { id: "uuid", scheme: "text", value: "text", paper_id: "uuid", position: "int", is_identifying: "boolean" },
};
/** Versions, from a source that lists them all. */
export const PAPER_VERSION: TableShape = {
  table: "paper_version",
  key: ["paper_id", "version"],
  columns: { paper_id: "uuid", version: "int", submitted_at: "timestamptz", size_bytes: "int", source_type: "text" },
};
/** Where it was published. */
export const VENUE: TableShape = {
  table: "venue",
  key: ["paper_id"],
  columns: {
    ...{
      paper_id: "uuid",
      source: "text",
      name: "text",
      kind: "text",
      publisher: "text",
      volume: "text",
      issue: "text",
      pages: "text",
    },
  },
};
/** Corrections and retractions. */
export const PAPER_NOTICE: TableShape = {
  table: "paper_notice",
  key: ["paper_id", "source", "position"],
  columns: {
    ...{ paper_id: "uuid", source: "text", position: "int", is_of_this: "boolean", kind: "text", published_at: "text" },
    ...{ scheme: "text", value: "text" },
  },
};
/** Pictures and films, by source in its order. */
export const MEDIA: TableShape = {
  table: "media",
  key: ["paper_id", "source", "position"],
  columns: { paper_id: "uuid", source: "text", position: "int", url: "text", kind: "text" },
};
/** Summaries that a model wrote. */
export const GENERATED_TEXT: TableShape = {
  table: "generated_text",
  key: ["paper_id", "source"],
  columns: { paper_id: "uuid", source: "text", text: "text", model: "text", observed_at: "timestamptz" },
};
const HELD = { valid_from: "timestamptz", valid_to: "timestamptz" };
/** When papers were submitted, by the word that counted at the time. */
export const PAPER_SUBMISSION: TableShape = {
  table: "paper_submission",
  key: ["paper_id", "valid_from"],
  columns: { paper_id: "uuid", submitted_at: "timestamptz", source: "text", ...HELD },
};
/** Authors in printed order, over time. */
export const AUTHORSHIP: TableShape = {
  table: "authorship",
  key: ["paper_id", "position", "valid_from"],
  columns: {
    ...{ paper_id: "uuid", position: "int", ...HELD, source: "text", name_as_printed: "text", author_id: "uuid" },
    ...{ author_identifier_id: "uuid", affiliations: "text[]", status: "text", is_hidden: "boolean" },
  },
};
/** Organisations that a source attaches, over time. */
export const PAPER_ORGANIZATION: TableShape = {
  table: "paper_organization",
  key: ["paper_id", "organization_identifier_id", "source", "valid_from"],
  columns: {
    ...{
      paper_id: "uuid",
      organization_identifier_id: "uuid",
      source: "text",
      ...HELD,
      organization_id: "uuid",
      position: "int",
    },
    confidence: "text",
  },
};
/** Categories that were met. */
export const CATEGORY: TableShape = { table: "category", key: ["code"], columns: { code: "text", name: "text" } };
/** A paper's categories, primary first, over time. */
export const PAPER_CATEGORY: TableShape = {
  table: "paper_category",
  key: ["paper_id", "category_code", "valid_from"],
  columns: { paper_id: "uuid", category_code: "text", ...HELD, position: "int", source: "text" },
};
/** Keywords that were met. */
export const KEYWORD: TableShape = { table: "keyword", key: ["name"], columns: { name: "text" } };
/** A paper's keywords by source, over time. */
export const PAPER_KEYWORD: TableShape = {
  table: "paper_keyword",
  key: ["paper_id", "source", "keyword_name", "valid_from"],
  columns: { paper_id: "uuid", keyword_name: "text", source: "text", ...HELD, position: "int" },
};
/** Repository links as written, over time. */
export const PAPER_REPOSITORY: TableShape = {
  table: "paper_repository",
  key: ["paper_id", "source", "as_written", "valid_from"],
  columns: {
    ...{ paper_id: "uuid", source: "text", as_written: "text", ...HELD, position: "int", asserted_by: "text" },
    ...{ repository_identifier_id: "uuid", repository_id: "uuid" },
  },
};
