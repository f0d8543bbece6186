/** Lists of authors and organisations, by name; authorships, by their printed place. */
import { selectList } from "./asked-columns.ts";
import { AUTHOR_COLUMNS, AUTHORSHIP_COLUMNS } from "./author.ts";
import { Bindings, type KeysetList } from "./keyset.ts";
import { ORGANIZATION_COLUMNS } from "./organization.ts";
import { textArray } from "./read.ts";
import type { Confidence } from "./row.ts";
import type { LoaderScope } from "./scope.ts";

/** Conditions on authors, all of which hold; null: not asked for. */
export interface AuthorCriteria {
  /** As `normalizeName` makes it. */
  readonly normalizedName: string | null;
  readonly organizationId: string | null;
  readonly confidence: readonly Confidence[] | null;
}

/** Conditions on organisations, all of which hold; null: not asked for. */
export interface OrganizationCriteria {
  /** Somewhere in the name, whatever its case. */
  readonly nameContains: string | null;
  readonly authorId: string | null;
}

const AUTHORS_OF =
  "select distinct a.author_id from paper_organization c join authorship a on a.paper_id = c.paper_id and a.valid_to is null " +
  "where c.valid_to is null and c.organization_id =";
const ORGANIZATIONS_OF =
  "select distinct c.organization_id from authorship a join paper_organization c on c.paper_id = a.paper_id and c.valid_to is null " +
  "where a.valid_to is null and a.author_id =";

/** Authors by name. `ofOrganizations`: of each parent organisation those on its papers. */
export function authorList(
  { asked }: LoaderScope,
  { criteria, isDescending, ofOrganizations }: { criteria: AuthorCriteria; isDescending: boolean; ofOrganizations: boolean },
): KeysetList {
  const bindings = new Bindings(ofOrganizations ? [null] : []);
  const where: string[] = [];
  if (criteria.normalizedName !== null) where.push(`au.normalized_name = ${bindings.add(criteria.normalizedName)}`);
  if (criteria.confidence !== null) where.push(`au.confidence = any(${bindings.add(textArray(criteria.confidence))}::text[])`);
  if (criteria.organizationId !== null) where.push(`au.id in (${AUTHORS_OF} ${bindings.add(criteria.organizationId)}::uuid)`);
  return {
    select: selectList(asked, AUTHOR_COLUMNS),
    from: ofOrganizations ? `(${AUTHORS_OF} parent.id) as own join author au on au.id = own.author_id` : "author au",
    where,
    bindings,
    sort: { expression: "au.name", cast: "text", isNullable: false, id: "au.id", isDescending },
    parents: ofOrganizations ? "uuid" : null,
  };
}

/** Organisations by name. */
export function organizationList(
  { asked }: LoaderScope,
  { criteria, isDescending }: { criteria: OrganizationCriteria; isDescending: boolean },
): KeysetList {
  const bindings = new Bindings();
  const where: string[] = [];
  if (criteria.nameContains !== null) where.push(`strpos(lower(o.name), lower(${bindings.add(criteria.nameContains)})) > 0`);
  if (criteria.authorId !== null) where.push(`o.id in (${ORGANIZATIONS_OF} ${bindings.add(criteria.authorId)}::uuid)`);
  return {
    select: selectList(asked, ORGANIZATION_COLUMNS),
    from: "organization o",
    where,
    bindings,
    sort: { expression: "o.name", cast: "text", isNullable: false, id: "o.id", isDescending },
    parents: null,
  };
}

/** The authorships of each parent paper with their authors, in printed order. */
export function authorshipList({ asked }: LoaderScope): KeysetList {
  const authorships = selectList(asked, AUTHORSHIP_COLUMNS);
  const isAuthorAsked = asked.has("Authorship", "author");
  return {
    select:
      [authorships, isAuthorAsked ? selectList(asked, AUTHOR_COLUMNS) : ""].filter((part) => part !== "").join(", ") ||
      "a.position",
    from: `authorship a${isAuthorAsked ? " join author au on au.id = a.author_id" : ""}`,
    // Where nobody stands, somebody does who is not shown.
    where: ["a.paper_id = parent.id", "a.valid_to is null", "a.author_id is not null"],
    bindings: new Bindings([null]),
    sort: { expression: "a.position", cast: "integer", isNullable: false, id: "a.author_id", isDescending: false },
    parents: "uuid",
  };
}
