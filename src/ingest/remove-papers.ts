/** Takes papers out of the tables, with whatever nothing else names: as if they had never been derived. */
import type { TransactionSql } from "postgres";
import { settlePrintedNames } from "./derive-authors.ts";
import { derivePaperCounters } from "./derive-counters.ts";
import { furtherIdentifiers, settleMarks } from "./paper-identifiers.ts";

/** @returns the papers that were there */
export async function removePapers(tx: TransactionSql, paperIds: readonly string[]): Promise<string[]> {
  const ids = paperIds as string[];
  const named = async (table: string, column: string) =>
    (
      await tx.unsafe<{ value: string }[]>(
        `select distinct "${column}" as value from "${table}" where paper_id = any($1::uuid[]) and "${column}" is not null`,
        [ids],
      )
    ).map((row) => row.value);
  const authors = await named("authorship", "author_id");
  const authorIdentifiers = await named("authorship", "author_identifier_id");
  const organizations = await named("paper_organization", "organization_identifier_id");
  const repositories = await named("paper_repository", "repository_identifier_id");
  const keywords = await named("paper_keyword", "keyword_name");
  const categories = await named("paper_category", "category_code");
  const identifiers = await furtherIdentifiers(tx, ids);

  const removed = (await tx<{ id: string }[]>`delete from paper where id = any(${ids}::uuid[]) returning id`).map(
    (row) => row.id,
  );
  await derivePaperCounters(tx, await settleMarks(tx, identifiers));
  await tx`delete from keyword k where k.name = any(${keywords}::text[]) and not exists (select from paper_keyword p where p.keyword_name = k.name)`;
  await tx`
    delete from category c where c.code = any(${categories}::text[]) and not exists (select from paper_category p where p.category_code = c.code)`;
  await dropUnnamedRepositories(tx, repositories);
  await dropUnnamedOrganizations(tx, organizations);
  await dropUnnamedAuthorIdentifiers(tx, authorIdentifiers);
  await settlePrintedNames(tx, [...authors, ...authorIdentifiers]);
  return removed;
}

/** Names that no link, no answer and no counter knows. */
async function dropUnnamedRepositories(tx: TransactionSql, ids: readonly string[]): Promise<void> {
  const dropped = await tx<{ repository_id: string }[]>`
    delete from repository_identifier i where i.id = any(${ids as string[]}::uuid[])
      and not exists (select from paper_repository l where l.repository_identifier_id = i.id)
      and not exists (select from metric m where m.subject = i.id)
      and not exists (select from claim c where c.facet = 'repository' and c.subject = i.id)
      and not exists (select from claim c where c.facet = 'repository' and lower(c.normalised ->> 'nameWithOwner') = i.value)
    returning i.repository_id`;
  await tx`
    delete from repository r where r.id = any(${dropped.map((row) => row.repository_id)}::uuid[])
      and not exists (select from repository_identifier i where i.repository_id = r.id)`;
}

/** Identifiers that no paper, no record and no decision names. */
async function dropUnnamedOrganizations(tx: TransactionSql, ids: readonly string[]): Promise<void> {
  const dropped = await tx<{ organization_id: string }[]>`
    delete from organization_identifier i where i.id = any(${ids as string[]}::uuid[])
      and not exists (select from paper_organization p where p.organization_identifier_id = i.id)
      and not exists (select from claim c where c.facet = 'organization' and c.subject = i.id)
      and not exists (select from claim c where c.facet = 'organization' and c.facet in ('author', 'organization')
        and jsonb_path_query_array(c.normalised -> 'identifiers', '$[*].value') ? i.value)
      and not exists (select from decision d where d.kind = 'MERGE' and d.detail -> 'identifiers' @> jsonb_build_array(jsonb_build_object('scheme', i.scheme, 'value', i.value)))
    returning i.organization_id`;
  await tx`
    delete from organization o where o.id = any(${dropped.map((row) => row.organization_id)}::uuid[])
      and not exists (select from organization_identifier i where i.organization_id = o.id)`;
}

/** As {@link dropUnnamedOrganizations}, for people; their authors go with `settlePrintedNames`. */
export async function dropUnnamedAuthorIdentifiers(tx: TransactionSql, ids: readonly string[]): Promise<void> {
  await tx`
    delete from author_identifier i where i.id = any(${ids as string[]}::uuid[])
      and not exists (select from authorship s where s.author_identifier_id = i.id)
      and not exists (select from claim c where c.facet = 'author' and c.subject = i.id)
      and not exists (select from claim c where c.facet = 'author' and c.facet in ('author', 'organization')
        and jsonb_path_query_array(c.normalised -> 'identifiers', '$[*].value') ? i.value)
      and not exists (select from decision d where d.kind = 'MERGE' and d.detail -> 'identifiers' @> jsonb_build_array(jsonb_build_object('scheme', i.scheme, 'value', i.value)))`;
}
