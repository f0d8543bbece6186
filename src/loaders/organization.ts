/** Organisations by their ids and identifiers, and lists of them. */
import { type RowColumns, selectList } from "./asked-columns.ts";
import { type AskedRow, byAnyIdText, byIdentifierText, manyLoader, oneLoader } from "./relation-loader.ts";
import type { IdentifierRow, IdentityLinkRow, OrganizationRow } from "./row.ts";
import type { LoaderScope } from "./scope.ts";

/** Columns of `organization o` by the fields that show them. */
export const ORGANIZATION_COLUMNS: RowColumns = {
  type: "Organization",
  always: { id: "o.id" },
  columns: { name: "o.name", slug: "o.slug", avatar: "o.avatar" },
};

const identifiers = { table: "organization_identifier", owner: "organization_id" };
const byAnyId = byAnyIdText("organization", "o", identifiers);
const byIdentifier = byIdentifierText("organization", "o", identifiers);

const IDENTITY_LINKS =
  'select i.organization_id as "owner", i.scheme, i.value, i.rule, i.confidence, i.observed_at as "observedAt", i.decision_id as "decisionId" ' +
  "from organization_identifier i where i.organization_id = any($1::uuid[]) order by i.organization_id, i.id = i.organization_id desc, i.scheme, i.value";

const IDENTIFIERS =
  'select i.organization_id as "owner", i.scheme, i.value from organization_identifier i ' +
  "where i.organization_id = any($1::uuid[]) order by i.organization_id, i.scheme, i.value";

/** `bySlug`: the organisation that a source's address names now; of several the one observed last. */
export function createOrganizationLoaders(scope: LoaderScope) {
  const select = () => selectList(scope.asked, ORGANIZATION_COLUMNS);
  return {
    byId: oneLoader<OrganizationRow>(
      scope,
      () => `select ${select()} from organization o where o.id = any($1::uuid[])`,
      (row) => row.id,
    ),
    byAnyId: oneLoader<AskedRow<OrganizationRow>>(
      scope,
      () => byAnyId(select()),
      (row) => row.askedId,
    ),
    /** Keys as `identifierText` makes them. */
    byIdentifier: oneLoader<AskedRow<OrganizationRow>>(
      scope,
      () => byIdentifier(select()),
      (row) => row.askedId,
    ),
    /** Lower-case slugs. */
    bySlug: oneLoader<AskedRow<OrganizationRow>>(
      scope,
      () =>
        `select lower(o.slug) as "askedId", ${select()} from organization o ` +
        "left join organization_identifier i on i.organization_id = o.id and lower(i.value) = lower(o.slug) " +
        "where lower(o.slug) = any($1::text[]) order by i.observed_at desc nulls last, o.id",
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
  };
}
