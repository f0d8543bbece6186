/** Papers by their ids, and by the identifiers of the outside world. */
import { type RowColumns, selectList } from "./asked-columns.ts";
import { type AskedRow, byAnyIdText, byIdentifierText, oneLoader } from "./relation-loader.ts";
import type { PaperRow } from "./row.ts";
import type { LoaderScope } from "./scope.ts";

/** Columns of `paper p` by the fields that show them. */
export const PAPER_COLUMNS: RowColumns = {
  type: "Paper",
  always: { id: "p.id" },
  columns: {
    title: "p.title",
    abstract: "p.abstract",
    arxivId: "p.arxiv_id",
    doi: "p.doi",
    enteredBy: "p.entered_by",
    submittedAt: "p.submitted_at",
    updatedAt: "p.updated_at",
    isWithdrawn: "p.is_withdrawn",
    publishedAt: "p.published_at",
    isRetracted: "p.is_retracted",
    primaryCategory: "p.primary_category",
    license: "p.license",
    comment: "p.comment",
    journalRef: "p.journal_ref",
    reportNumber: "p.report_number",
    projectPage: "p.project_page",
    thumbnail: "p.thumbnail",
    submittedBy:
      "case when exists (select from suppressed_identifier s where s.type = 'author' and s.scheme = 'huggingface-login' " +
      "and s.value = lower(p.submitted_by)) then null else p.submitted_by end",
    repositoryId: "p.repository_id",
    authorCount: "p.author_count",
    upvotes: "p.upvotes",
    commentCount: "p.comment_count",
    citationCount: "p.citation_count",
    listedOn: "p.listed_on",
  },
  needs: { repository: ["repositoryId"], authorships: ["authorCount"] },
};

const identifiers = { table: "paper_identifier", owner: "paper_id", condition: "identifier.is_identifying" };
const byAnyId = byAnyIdText("paper", "p", identifiers);
const byIdentifier = byIdentifierText("paper", "p", identifiers);

/** `byId`: present ids. `byAnyId`: also the UUIDs of identifiers. `byIdentifier`: `identifierText`; only what identifies one paper. */
export function createPaperLoaders(scope: LoaderScope) {
  const select = () => selectList(scope.asked, PAPER_COLUMNS);
  return {
    byId: oneLoader<PaperRow>(
      scope,
      () => `select ${select()} from paper p where p.id = any($1::uuid[])`,
      (row) => row.id,
    ),
    byAnyId: oneLoader<AskedRow<PaperRow>>(
      scope,
      () => byAnyId(select()),
      (row) => row.askedId,
    ),
    byIdentifier: oneLoader<AskedRow<PaperRow>>(
      scope,
      () => byIdentifier(select()),
      (row) => row.askedId,
    ),
  };
}
