/** Authors by their ids, identifiers and names. */
import { type RowColumns, selectList } from "./asked-columns.ts";
import { ORGANIZATION_COLUMNS } from "./organization.ts";
import { type AskedRow, byAnyIdText, byIdentifierText, manyLoader, oneLoader } from "./relation-loader.ts";
import type { AuthorRow, IdentifierRow, IdentityLinkRow, OrganizationRow } from "./row.ts";
import type { LoaderScope } from "./scope.ts";

/** Columns of `author au` by the fields that show them. */
export const AUTHOR_COLUMNS: RowColumns = {
  type: "Author",
  always: { id: "au.id" },
  columns: { name: "au.name", confidence: "au.confidence", avatar: "au.avatar" },
};

/** Columns of `authorship a` by the fields that show them. */
export const AUTHORSHIP_COLUMNS: RowColumns = {
  type: "Authorship",
  always: {},
  columns: {
    position: "a.position",
    nameAsPrinted: "a.name_as_printed",
    affiliations: "a.affiliations",
    status: "a.status",
    isHidden: "a.is_hidden",
  },
  needs: { statusAsWritten: ["status"] },
};

const identifiers = { table: "author_identifier", owner: "author_id" };
const byAnyId = byAnyIdText("author", "au", identifiers);
const byIdentifier = byIdentifierText("author", "au", identifiers);

const IDENTITY_LINKS =
  'select i.author_id as "owner", i.scheme, i.value, i.rule, i.confidence, i.observed_at as "observedAt", i.decision_id as "decisionId" ' +
  "from author_identifier i where i.author_id = any($1::uuid[]) order by i.author_id, i.id = i.author_id desc, i.scheme, i.value";

const IDENTIFIERS =
  'select i.author_id as "owner", i.scheme, i.value from author_identifier i ' +
  "where i.author_id = any($1::uuid[]) and i.scheme <> 'name' order by i.author_id, i.scheme, i.value";

/** `byNormalizedName`: the name's own node, else the only author of that name; several: null. */
export function createAuthorLoaders(scope: LoaderScope) {
  const select = () => selectList(scope.asked, AUTHOR_COLUMNS);
  return {
    byId: oneLoader<AuthorRow>(
      scope,
      () => `select ${select()} from author au where au.id = any($1::uuid[])`,
      (row) => row.id,
    ),
    byAnyId: oneLoader<AskedRow<AuthorRow>>(
      scope,
      () => byAnyId(select()),
      (row) => row.askedId,
    ),
    /** Keys: scheme, blank, value. */
    byIdentifier: oneLoader<AskedRow<AuthorRow>>(
      scope,
      () => byIdentifier(select()),
      (row) => row.askedId,
    ),
    byNormalizedName: oneLoader<AskedRow<AuthorRow>>(
      scope,
      () =>
        `select asked.name as "askedId", ${select()} from unnest($1::text[]) as asked(name) ` +
        // A name that was decided to be somebody's leads there.
        "left join author_identifier bound on bound.scheme = 'name' and bound.value = asked.name " +
        "cross join lateral (select bound.author_id as id, 'NAME_ONLY' as confidence, 1 as count where bound.author_id is not null " +
        "union all (select one.id, one.confidence, count(*) over () as count from author one " +
        "where one.normalized_name = asked.name and bound.author_id is null order by one.confidence = 'NAME_ONLY' desc, one.id limit 1)) as found " +
        "join author au on au.id = found.id where found.confidence = 'NAME_ONLY' or found.count = 1",
      (row) => row.askedId,
    ),
    /** The best first; each with the rule by which it hangs there. */
    identityLinks: manyLoader<IdentityLinkRow>(
      scope,
      () => IDENTITY_LINKS,
      (row) => row.owner,
    ),
    identifiers: manyLoader<IdentifierRow>(
      scope,
      () => IDENTIFIERS,
      (row) => row.owner,
    ),
    /** Organisations on the papers of authors, most papers first; at most 100 each. */
    organizations: manyLoader<OrganizationRow & { authorId: string }>(
      scope,
      () =>
        `select parent.id as "authorId", ${selectList(scope.asked, ORGANIZATION_COLUMNS)} from unnest($1::uuid[]) as parent(id) ` +
        "cross join lateral (select c.organization_id as id, count(distinct c.paper_id) as papers from authorship a " +
        "join paper_organization c on c.paper_id = a.paper_id and c.valid_to is null " +
        "where a.author_id = parent.id and a.valid_to is null group by c.organization_id order by papers desc, id limit 100) as found " +
        "join organization o on o.id = found.id order by found.papers desc, o.id",
      (row) => row.authorId,
    ),
  };
}
