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
  "PUBLISHED_AT",
  "VENUE",
  "IS_RETRACTED",
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
  /** Every source's word is shown beside the others', in this order: different words are then no contradiction. */
  readonly showsAll?: true;
}

const publisher: FieldRule = {
  name: "arxiv-first",
  description: "arXiv's newest statement, else that of the source that lists the paper, else the publisher's.",
  sources: ["arxiv", "huggingface", "crossref", "openalex", "semantic-scholar"],
};
const community: FieldRule = {
  name: "huggingface-first",
  description: "Hugging Face's newest statement, else that of another source.",
  sources: ["huggingface"],
};
const everybody: FieldRule = {
  name: "every-source",
  description: "Every source's newest statement is shown, Hugging Face's before those of others; each counts as chosen.",
  sources: ["huggingface"],
  showsAll: true,
};
const publication: FieldRule = {
  name: "crossref-first",
  description: "The publisher's newest statement, by way of Crossref, else that of an index of published work.",
  sources: ["crossref", "openalex", "semantic-scholar"],
};
const citations: FieldRule = {
  name: "semantic-scholar-first",
  description:
    "Semantic Scholar's newest count, which takes preprint and published version for one, else OpenAlex's, else Crossref's.",
  sources: ["semantic-scholar", "openalex", "crossref"],
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
  PUBLISHED_AT: publication,
  VENUE: publication,
  IS_RETRACTED: publication,
  COMMENT: publisher,
  JOURNAL_REF: publisher,
  REPORT_NUMBER: publisher,
  DOI: publisher,
  KEYWORDS: everybody,
  SUMMARY: community,
  MEDIA: everybody,
  PROJECT_PAGE: community,
  THUMBNAIL: community,
  SUBMITTED_BY: community,
  ORGANIZATIONS: everybody,
  REPOSITORIES: everybody,
  UPVOTES: community,
  COMMENT_COUNT: community,
  CITATION_COUNT: citations,
};

/** SQL that sorts by a field's rule: `column` holds the source. */
export function sourceOrder(field: PaperField, column: string): string {
  return `array_position('{${FIELD_RULES[field].sources.join(",")}}'::text[], ${column}), ${column}`;
}
