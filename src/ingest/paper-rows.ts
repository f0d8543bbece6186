/** Rows of a paper's own tables, of a paper as its claims make it. Pure. */
import { identifierKey } from "../db/entity-key.ts";
import { categoryName } from "./category-name.ts";
import { type MergedPaper, mergePaper } from "./merge.ts";
import type { PaperCluster } from "./paper-cluster.ts";
import { type HeldRow, heldRows, type PaperRelations } from "./relation.ts";
import type { Row } from "./rows.ts";

/** A merged paper, its relations with the time for which they held. */
export interface HeldPaper {
  readonly id: string;
  readonly paper: MergedPaper;
  readonly submissions: HeldRow<PaperRelations["submissions"][number]>[];
  readonly authorships: HeldRow<PaperRelations["authorships"][number]>[];
  readonly categories: HeldRow<PaperRelations["categories"][number]>[];
  readonly keywords: HeldRow<PaperRelations["keywords"][number]>[];
  readonly organizations: HeldRow<PaperRelations["organizations"][number]>[];
  readonly repositories: HeldRow<PaperRelations["repositories"][number]>[];
}

/** Merges a cluster; none: no claim lets the paper in. */
export function hold({ id, identifier, claims, importedAt, members }: PaperCluster): HeldPaper[] {
  const paper = mergePaper(identifier, claims, { at: importedAt, members });
  if (paper === null) return [];
  const over = <Name extends keyof PaperRelations>(name: Name) =>
    heldRows<PaperRelations[Name][number]>(
      paper.relations.map(({ from, value }) => ({ from, value: value[name] as PaperRelations[Name][number][] })),
    );
  return [
    {
      ...{
        id,
        paper,
        submissions: over("submissions"),
        authorships: over("authorships"),
        categories: over("categories"),
        keywords: over("keywords"),
      },
      ...{ organizations: over("organizations"), repositories: over("repositories") },
    },
  ];
}

/** The time for which a relation held. */
export const span = (row: HeldRow<unknown>) => ({ valid_from: row.validFrom, valid_to: row.validTo });

/** By identifier UUID the author; null: a person who is not shown. */
type AuthorOf = ReadonlyMap<string, string | null>;

/** The paper itself, without its counters. */
export function paperRow({ id, paper, authorships, categories }: HeldPaper, authorOf: AuthorOf): Row {
  const { identifier } = paper;
  return {
    ...{ id, title: paper.title, abstract: paper.abstract, arxiv_id: identifier.scheme === "arxiv" ? identifier.value : null },
    doi: identifier.scheme === "doi" ? identifier.value : (paper.identifiers.find((one) => one.scheme === "doi")?.value ?? null),
    ...{
      entered_by: paper.enteredBy,
      entered_at: paper.enteredAt,
      submitted_at: toDate(paper.submittedAt),
      updated_at: toDate(paper.updatedAt),
    },
    ...{ latest_version: paper.latestVersion, is_withdrawn: paper.isWithdrawn, is_retracted: paper.isRetracted },
    published_at: paper.publishedAt,
    primary_category: categories.find((row) => row.validTo === null && row.value.position === 0)?.value.code ?? null,
    ...{ license: paper.license, comment: paper.comment, journal_ref: paper.journalRef, report_number: paper.reportNumber },
    ...{ project_page: paper.projectPage, thumbnail: paper.thumbnail, submitted_by: paper.submittedBy },
    author_count: authorships.filter(
      (row) => row.validTo === null && (authorOf.get(identifierKey("author", row.value.author)) ?? null) !== null,
    ).length,
  };
}

const toDate = (text: string | null) => (text === null ? null : new Date(text));

/** When it was submitted, as was known at the time. */
export function submissionRows({ id, submissions }: HeldPaper): Row[] {
  return submissions.map((row) => ({
    ...{ paper_id: id, submitted_at: new Date(row.value.submittedAt), source: row.value.source, ...span(row) },
  }));
}

/** Authors in printed order. */
export function authorshipRows({ id, authorships }: HeldPaper, authorOf: AuthorOf): Row[] {
  return authorships.map((row) => {
    const { value } = row;
    const identifierId = identifierKey("author", value.author);
    return {
      paper_id: id,
      position: value.position,
      valid_from: row.validFrom,
      valid_to: row.validTo,
      source: value.source,
      name_as_printed: value.nameAsPrinted,
      // Null: the person is not shown. The place stays, so that the others keep theirs.
      author_id: authorOf.get(identifierId) ?? null,
      author_identifier_id: identifierId,
      affiliations: value.affiliations,
      status: value.status,
      is_hidden: value.isHidden,
    };
  });
}

/** Categories, primary first. */
export function categoryRows({ id, categories }: HeldPaper): Row[] {
  return categories.map((row) => ({
    ...{ paper_id: id, category_code: row.value.code, ...span(row), position: row.value.position, source: row.value.source },
  }));
}

/** All categories that these papers are in or were. */
export function metCategories(held: readonly HeldPaper[]): Row[] {
  const codes = new Set(held.flatMap((one) => one.categories.map(({ value }) => value.code)));
  return [...codes].map((code) => ({ code, name: categoryName(code) }));
}

/** Versions, from a source that lists them all. */
export function versionRows({ id, paper }: HeldPaper): Row[] {
  return paper.versions.map(({ version, submittedAt, sizeBytes, sourceType }) => ({
    ...{ paper_id: id, version, submitted_at: new Date(submittedAt) },
    ...{ size_bytes: sizeBytes ?? null, source_type: sourceType ?? null },
  }));
}
