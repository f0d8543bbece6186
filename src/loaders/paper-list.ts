/** Lists of papers: conditions, orderings, and whose papers they are. */
import { selectList } from "./asked-columns.ts";
import { Bindings, type KeysetList, type Sort } from "./keyset.ts";
import { PAPER_COLUMNS } from "./paper.ts";
import { textArray } from "./read.ts";
import type { LoaderScope } from "./scope.ts";

/** Inclusive bounds; null: open on that side. */
export interface Range<Value> {
  readonly gte: Value | null;
  readonly lte: Value | null;
}

/** Conditions on papers, all of which hold; null: not asked for. Organisation and author are present ids. */
export interface PaperCriteria {
  readonly listedOn: Range<string> | null;
  readonly submittedAt: Range<Date> | null;
  readonly updatedAt: Range<Date> | null;
  readonly announcedOn: Range<string> | null;
  readonly categories: readonly string[] | null;
  readonly organizationId: string | null;
  readonly authorId: string | null;
  readonly hasCode: boolean | null;
  readonly upvotes: Range<number> | null;
  readonly stars: Range<number> | null;
  readonly source: string | null;
  /** In the syntax of PostgreSQL's `websearch_to_tsquery`. */
  readonly text: string | null;
}

/** What papers can be sorted by. */
export const PAPER_ORDER_FIELDS = ["LISTED_ON", "SUBMITTED_AT", "UPDATED_AT", "UPVOTES", "STARS"] as const;
export type PaperOrderField = (typeof PAPER_ORDER_FIELDS)[number];

/** Whose papers: the parent's kind, or all there are. */
export type PaperOwner = "author" | "organization" | "repository" | "category";

const SORTS: Readonly<Record<PaperOrderField, Pick<Sort, "expression" | "cast">>> = {
  LISTED_ON: { expression: "p.listed_on", cast: "date" },
  SUBMITTED_AT: { expression: "p.submitted_at", cast: "timestamptz" },
  UPDATED_AT: { expression: "p.updated_at", cast: "timestamptz" },
  UPVOTES: { expression: "p.upvotes", cast: "integer" },
  STARS: { expression: "p.stars", cast: "integer" },
};

/** An author may stand on a paper twice, and several sources may name one organisation: each paper counts once. */
const OWN_PAPERS: Readonly<Record<Exclude<PaperOwner, "category">, string>> = {
  author: "select distinct a.paper_id from authorship a where a.author_id = parent.id and a.valid_to is null",
  organization: "select distinct c.paper_id from paper_organization c where c.organization_id = parent.id and c.valid_to is null",
  repository: "select distinct l.paper_id from paper_repository l where l.repository_id = parent.id and l.valid_to is null",
};

/** A category may hold half of all papers, so the sorted column's index leads and each paper is asked. */
const IN_CATEGORY =
  "exists (select 1 from paper_category c where c.paper_id = p.id and c.category_code = parent.id and c.valid_to is null)";

/** The papers that meet the criteria, in the order of a field, nulls last; with an owner, of each parent. */
export function paperList(
  { asked }: LoaderScope,
  {
    criteria,
    by,
    isDescending,
    owner,
  }: { criteria: PaperCriteria; by: PaperOrderField; isDescending: boolean; owner: PaperOwner | null },
): KeysetList {
  // With parents, `$1` is kept for their keys.
  const bindings = new Bindings(owner === null ? [] : [null]);
  const { expression, cast } = SORTS[by];
  const from =
    owner === null || owner === "category" ? "paper p" : `(${OWN_PAPERS[owner]}) as own join paper p on p.id = own.paper_id`;
  return {
    select: selectList(asked, PAPER_COLUMNS),
    from: criteria.text === null ? from : `${from} join paper_search s on s.paper_id = p.id`,
    where: [...(owner === "category" ? [IN_CATEGORY] : []), ...conditions(criteria, bindings)],
    bindings,
    sort: { expression, cast, isNullable: !isBounded(criteria, by), id: "p.id", isDescending },
    parents: owner === null ? null : owner === "category" ? "text" : "uuid",
  };
}

/** Whether the criteria leave no paper without a value in the sorted column. */
function isBounded({ listedOn, submittedAt, updatedAt, upvotes, stars }: PaperCriteria, by: PaperOrderField): boolean {
  return { LISTED_ON: listedOn, SUBMITTED_AT: submittedAt, UPDATED_AT: updatedAt, UPVOTES: upvotes, STARS: stars }[by] !== null;
}

function conditions(criteria: PaperCriteria, bindings: Bindings): string[] {
  const { submittedAt, updatedAt, upvotes, stars, categories, hasCode, text } = criteria;
  const where: string[] = [];
  const add = (condition: string, value: string) => where.push(condition.replace("?", () => bindings.add(value)));
  if (text !== null) add("s.document @@ websearch_to_tsquery('english', ?)", text);
  where.push(...listed(criteria, bindings));
  where.push(
    ...range("p.submitted_at", "timestamptz", submittedAt, bindings),
    ...range("p.updated_at", "timestamptz", updatedAt, bindings),
  );
  where.push(...range("p.upvotes", "integer", upvotes, bindings), ...range("p.stars", "integer", stars, bindings));
  where.push(...announced(criteria, bindings));
  if (categories !== null) {
    add(
      "p.id in (select c.paper_id from paper_category c where c.category_code = any(?::text[]) and c.valid_to is null)",
      textArray(categories),
    );
  }
  if (criteria.organizationId !== null) {
    add(
      "p.id in (select c.paper_id from paper_organization c where c.organization_id = ?::uuid and c.valid_to is null)",
      criteria.organizationId,
    );
  }
  if (criteria.authorId !== null) {
    add("p.id in (select a.paper_id from authorship a where a.author_id = ?::uuid and a.valid_to is null)", criteria.authorId);
  }
  if (hasCode !== null) where.push(`p.repository_id is ${hasCode ? "not null" : "null"}`);
  if (criteria.source !== null) {
    add(
      "exists (select 1 from paper_identifier i join claim c on c.subject = i.id and c.facet = 'paper' and c.source = ? " +
        "where i.paper_id = p.id and i.is_identifying and (c.normalised ->> 'isKnown')::boolean)",
      criteria.source,
    );
  }
  return where;
}

function range(
  expression: string,
  cast: Sort["cast"],
  bounds: Range<string | number | Date> | null,
  bindings: Bindings,
): string[] {
  if (bounds === null) return [];
  const sides = [
    ...(bounds.gte === null ? [] : [`${expression} >= ${bindings.add(bounds.gte)}::${cast}`]),
    ...(bounds.lte === null ? [] : [`${expression} <= ${bindings.add(bounds.lte)}::${cast}`]),
  ];
  // Even without bounds the wish says: known.
  return sides.length === 0 ? [`${expression} is not null`] : sides;
}

/** Any day within the bounds counts on whose list the paper stands by its last reading; the last and the first such day narrow it by index first. */
function listed({ listedOn, source }: PaperCriteria, bindings: Bindings): string[] {
  if (listedOn === null) return [];
  const days = range("l.day", "date", listedOn, bindings).filter((condition) => !condition.endsWith("not null"));
  const ofSource = source === null ? [] : [`l.source = ${bindings.add(source)}`];
  return [
    ...range("p.listed_on", "date", { gte: listedOn.gte, lte: null }, bindings),
    ...(listedOn.lte === null ? [] : range("p.first_listed_on", "date", { gte: null, lte: listedOn.lte }, bindings)),
    `exists (select 1 from listing l where ${["l.paper_id = p.id", "l.is_current", ...days, ...ofSource].join(" and ")})`,
  ];
}

function announced({ announcedOn }: PaperCriteria, bindings: Bindings): string[] {
  if (announcedOn === null) return [];
  const days = range("a.day", "date", announcedOn, bindings).join(" and ");
  return [
    `p.id in (select i.paper_id from announcement a join paper_identifier i on i.id = a.subject and i.is_identifying where ${days})`,
  ];
}
