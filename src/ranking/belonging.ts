/** Who papers belonged to, and what they were about, as of an instant. */
import type { Sql, TransactionSql } from "postgres";
import { EVERYTHING, type RankableKind, type RankingScope } from "./ranking-question.ts";

/** Authors' or organisations' papers among the given ones, by the owners' present ids. */
export async function readOwners(
  sql: Sql | TransactionSql,
  kind: Exclude<RankableKind, "PAPER">,
  paperIds: readonly string[],
  asOf: Date,
): Promise<Map<string, string[]>> {
  const ids = paperIds as string[];
  const rows =
    kind === "AUTHOR"
      ? await sql<{ owner: string; paper: string }[]>`
          select distinct a.author_id as owner, a.paper_id as paper from authorship a where a.paper_id = any(${ids}::uuid[])
            and a.author_id is not null and a.valid_from <= ${asOf} and (a.valid_to is null or a.valid_to > ${asOf}) order by 1, 2`
      : await sql<{ owner: string; paper: string }[]>`
          select distinct c.organization_id as owner, c.paper_id as paper from paper_organization c where c.paper_id = any(${ids}::uuid[])
            and c.valid_from <= ${asOf} and (c.valid_to is null or c.valid_to > ${asOf}) order by 1, 2`;
  const owners = new Map<string, string[]>();
  for (const { owner, paper } of rows) owners.set(owner, [...(owners.get(owner) ?? []), paper]);
  return owners;
}

/** Those of the papers that were within the scope. Null: the scope is everything. */
export async function readScoped(
  sql: Sql | TransactionSql,
  { category, keyword, organizationId }: RankingScope,
  paperIds: readonly string[],
  asOf: Date,
): Promise<Set<string> | null> {
  if (category === EVERYTHING.category && keyword === EVERYTHING.keyword && organizationId === EVERYTHING.organizationId) {
    return null;
  }
  const held = sql`x.valid_from <= ${asOf} and (x.valid_to is null or x.valid_to > ${asOf})`;
  const rows = await sql<{ id: string }[]>`
    select p.id from unnest(${paperIds as string[]}::uuid[]) as p(id) where true
    ${category === null ? sql`` : sql`and exists (select from paper_category x where x.paper_id = p.id and x.category_code = ${category} and ${held})`}
    ${keyword === null ? sql`` : sql`and exists (select from paper_keyword x where x.paper_id = p.id and lower(x.keyword_name) = lower(${keyword}) and ${held})`}
    ${organizationId === null ? sql`` : sql`and exists (select from paper_organization x where x.paper_id = p.id and x.organization_id = ${organizationId}::uuid and ${held})`}`;
  return new Set(rows.map(({ id }) => id));
}
