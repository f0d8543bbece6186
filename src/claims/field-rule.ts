/**
 * The merge rules, as data: which source's word a paper's field takes. Sources are asked in the order given; a source
 * that is not named comes after all named ones, in alphabetical order. All candidates stay visible.
 */

/** Every merged field of a paper. */
export const PAPER_FIELDS = [
  "TITLE",
  "ABSTRACT",
  "AUTHORS",
  "SUBMITTED_AT",
  "UPDATED_AT",
  "VERSIONS",
  "CATEGORIES",
  "LICENSE",
  "COMMENT",
  "JOURNAL_REF",
  "REPORT_NUMBER",
  "DOI",
  "KEYWORDS",
  "SUMMARY",
  "MEDIA",
  "PROJECT_PAGE",
  "THUMBNAIL",
  "SUBMITTED_BY",
  "ORGANIZATIONS",
  "REPOSITORIES",
  "UPVOTES",
  "COMMENT_COUNT",
  "CITATION_COUNT",
] as const;
export type PaperField = (typeof PAPER_FIELDS)[number];

/** How one field is decided. */
export interface FieldRule {
  /** Stable name, shown as `FieldProvenance.rule`. */
  readonly name: string;
  readonly description: string;
  /** Sources whose word counts first, best first. */
  readonly sources: readonly string[];
}

const publisher: FieldRule = {
  name: "arxiv-first",
  description: "arXiv's newest statement, else that of the source that lists the paper.",
  sources: ["arxiv", "huggingface"],
};
const community: FieldRule = {
  name: "huggingface-first",
  description: "Hugging Face's newest statement, else that of another source.",
  sources: ["huggingface"],
};

/** The rule of every field. */
export const FIELD_RULES: Readonly<Record<PaperField, FieldRule>> = {
  TITLE: publisher,
  ABSTRACT: publisher,
  AUTHORS: publisher,
  SUBMITTED_AT: publisher,
  UPDATED_AT: publisher,
  VERSIONS: publisher,
  CATEGORIES: publisher,
  LICENSE: publisher,
  COMMENT: publisher,
  JOURNAL_REF: publisher,
  REPORT_NUMBER: publisher,
  DOI: publisher,
  KEYWORDS: community,
  SUMMARY: community,
  MEDIA: community,
  PROJECT_PAGE: community,
  THUMBNAIL: community,
  SUBMITTED_BY: community,
  ORGANIZATIONS: community,
  REPOSITORIES: community,
  UPVOTES: community,
  COMMENT_COUNT: community,
  CITATION_COUNT: community,
};
