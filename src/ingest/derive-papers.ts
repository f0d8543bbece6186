/** Paper rows and everything that belongs to a paper, from all its claims. */
import type { TransactionSql } from "postgres";
import type { Identifier } from "../contract/index.ts";
import { identifierKey } from "../db/entity-key.ts";
import { deriveAuthors, settlePrintedNames } from "./derive-authors.ts";
import { deriveOrganizations } from "./derive-organizations.ts";
import { deriveRepositories } from "./derive-repositories.ts";
import { groupBy } from "./group-by.ts";
import { type PaperCluster, readClusters } from "./paper-cluster.ts";
import { settleIdentifiers } from "./paper-identifiers.ts";
import {
  authorshipRows,
  categoryRows,
  type HeldPaper,
  hold,
  metCategories,
  paperRow,
  span,
  submissionRows,
  versionRows,
} from "./paper-rows.ts";
import * as tables from "./paper-tables.ts";
import { removePapers } from "./remove-papers.ts";
import { insertRows, overwriting, type Row, replaceRows } from "./rows.ts";
import { shownSubjects } from "./suppressed.ts";

/** What a derivation did to the papers it was asked for, by paper UUID. */
export interface DerivedPapers {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  /** All that were derived anew, changed or not: what is counted under their identifiers may be another. */
  readonly settled: readonly string[];
}

/** Papers at a time: bounds the memory of a page of thousands. */
const BATCH = 500;

/** Rebuilds the papers whose identifiers have these UUIDs from their claims. */
export async function derivePapers(tx: TransactionSql, subjects: readonly string[]): Promise<DerivedPapers> {
  const added: string[] = [];
  const changed: string[] = [];
  const settled: string[] = [];
  for (let start = 0; start < subjects.length; start += BATCH) {
    const batch = await shownSubjects(tx, subjects.slice(start, start + BATCH));
    const { clusters, absorbed } = await readClusters(tx, batch);
    const shown = new Set(await shownSubjects(tx, clusters.flatMap(identifierIds)));
    const held = clusters.filter((one) => identifierIds(one).every((id) => shown.has(id))).flatMap(hold);
    changed.push(...(await dropAbsorbed(tx, absorbed)));
    const result = await writePapers(tx, held);
    added.push(...result.added);
    changed.push(...result.changed);
    settled.push(...held.map((one) => one.id));
  }
  return { added, changed, settled };
}

function identifierIds({ id, members }: PaperCluster): string[] {
  return [id, ...members.map((one) => identifierKey("paper", one))];
}

/** What turned out to be another name of a paper is no paper of its own any more. @returns those that were one */
async function dropAbsorbed(tx: TransactionSql, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await tx<{ id: string }[]>`select id from paper where id = any(${ids as string[]}::uuid[])`;
  return rows.length === 0
    ? []
    : await removePapers(
        tx,
        rows.map((row) => row.id),
      );
}

async function writePapers(tx: TransactionSql, held: readonly HeldPaper[]): Promise<Omit<DerivedPapers, "settled">> {
  if (held.length === 0) return { added: [], changed: [] };
  const ids = held.map((one) => one.id);
  const before = await readBefore(tx, ids);
  const authorOf = await deriveAuthors(
    tx,
    held.flatMap((one) => one.authorships.map(({ value }) => ({ identifier: value.author, printed: value.nameAsPrinted }))),
  );
  const organizationOf = await deriveOrganizations(
    tx,
    distinct(held.flatMap((one) => one.organizations.map(({ value }) => value.organization))),
  );
  const named = held.flatMap((one) => one.repositories.flatMap(({ value }) => value.repository ?? []));
  const repositoryOf = await knownRepositories(tx, distinct(named));

  await insertRows(
    tx,
    tables.PAPER,
    held.map((one) => paperRow(one, authorOf)),
    overwriting(tables.PAPER),
  );
  await insertRows(tx, tables.CATEGORY, metCategories(held));
  await insertRows(
    tx,
    tables.KEYWORD,
    distinctText(held.flatMap((one) => one.keywords.map(({ value }) => value.name))).map((name) => ({ name })),
  );

  const touchedAuthors = new Set(before.authors);
  const related = new Set<string>();
  const replace = async (shape: Parameters<typeof replaceRows>[1], rows: Row[]) => {
    for (const id of await replaceRows(tx, shape, "paper_id", ids, rows)) related.add(id);
  };
  const authorships = held.flatMap((one) => authorshipRows(one, authorOf));
  for (const { author_id } of authorships) if (author_id !== null) touchedAuthors.add(author_id as string);
  await replace(tables.AUTHORSHIP, authorships);
  await replace(tables.PAPER_SUBMISSION, held.flatMap(submissionRows));
  await replace(
    tables.PAPER_ORGANIZATION,
    held.flatMap((one) =>
      one.organizations.map((row) => {
        const identifierId = identifierKey("organization", row.value.organization);
        return {
          ...{ paper_id: one.id, organization_identifier_id: identifierId, source: row.value.source, ...span(row) },
          ...{
            organization_id: organizationOf.get(identifierId) ?? identifierId,
            position: row.value.position,
            confidence: row.value.organization.scheme === "ror" ? "IDENTIFIER" : "ASSERTED",
          },
        };
      }),
    ),
  );
  await replace(tables.PAPER_CATEGORY, held.flatMap(categoryRows));
  await replace(
    tables.PAPER_KEYWORD,
    held.flatMap((one) =>
      one.keywords.map((row) => ({
        paper_id: one.id,
        keyword_name: row.value.name,
        source: row.value.source,
        ...span(row),
        position: row.value.position,
      })),
    ),
  );
  await replace(
    tables.PAPER_REPOSITORY,
    held.flatMap((one) =>
      one.repositories.map((row) => {
        const identifierId = row.value.repository === null ? null : identifierKey("repository", row.value.repository);
        return {
          ...{
            paper_id: one.id,
            source: row.value.source,
            as_written: row.value.asWritten,
            ...span(row),
            position: row.value.position,
          },
          ...{ asserted_by: row.value.assertedBy ?? null, repository_identifier_id: identifierId },
          repository_id: identifierId === null ? null : (repositoryOf.get(identifierId) ?? identifierId),
        };
      }),
    ),
  );
  await replace(tables.PAPER_VERSION, held.flatMap(versionRows));
  await replace(
    tables.VENUE,
    held.flatMap(({ id, paper: { venue } }) => (venue === null ? [] : [{ ...NO_VENUE, paper_id: id, ...venue }])),
  );
  await replace(
    tables.PAPER_NOTICE,
    held.flatMap(({ id, paper }) =>
      [...groupBy(paper.notices, (one) => one.source).values()].flatMap((notices) =>
        notices.map(({ source, kind, isOfThis, publishedAt, notice }, position) => ({
          ...{ paper_id: id, source, position, is_of_this: isOfThis, kind, published_at: publishedAt ?? null },
          ...{ scheme: notice?.scheme ?? null, value: notice?.value ?? null },
        })),
      ),
    ),
  );
  await replace(
    tables.MEDIA,
    held.flatMap((one) => {
      const perSource = groupBy(one.paper.media, (item) => item.source);
      return [...perSource.values()].flatMap((items) => items.map((item, position) => ({ paper_id: one.id, position, ...item })));
    }),
  );
  await replace(
    tables.GENERATED_TEXT,
    held.flatMap((one) =>
      one.paper.summaries.map((s) => ({
        paper_id: one.id,
        source: s.source,
        text: s.text,
        model: s.model,
        observed_at: s.observedAt,
      })),
    ),
  );
  await settleIdentifiers(
    tx,
    held.map(({ id, paper }) => ({ id, identifier: paper.identifier, further: paper.identifiers })),
  );
  await settlePrintedNames(tx, [...touchedAuthors]);
  await indexText(
    tx,
    held.filter((one) => before.texts.get(one.id) !== textOf(one.paper)).map((one) => one.id),
  );
  const added = held.filter((one) => !before.rows.has(one.id)).map((one) => one.id);
  const changed = held
    .filter(
      (one) => before.rows.has(one.id) && (related.has(one.id) || before.rows.get(one.id) !== rowText(paperRow(one, authorOf))),
    )
    .map((one) => one.id);
  return { added, changed };
}

const NO_VENUE = { kind: null, publisher: null, volume: null, issue: null, pages: null };
const textOf = (paper: { title: string; abstract: string | null }) => `${paper.title}\n${paper.abstract ?? ""}`;
const distinctText = (values: readonly string[]) => [...new Set(values)];

function distinct(identifiers: readonly Identifier[]): Identifier[] {
  return [...new Map(identifiers.map((one) => [`${one.scheme}:${one.value}`, one])).values()];
}

/** Names that have a repository already keep it; only new names are looked at. */
async function knownRepositories(tx: TransactionSql, named: readonly Identifier[]): Promise<Map<string, string>> {
  if (named.length === 0) return new Map();
  const ids = named.map((one) => identifierKey("repository", one));
  const rows = await tx<
    { id: string; repository_id: string }[]
  >`select id, repository_id from repository_identifier where id = any(${ids}::uuid[])`;
  const known = new Map(rows.map((row) => [row.id, row.repository_id]));
  const fresh = await deriveRepositories(
    tx,
    named.filter((one) => !known.has(identifierKey("repository", one))),
  );
  return new Map([...known, ...fresh]);
}

async function readBefore(tx: TransactionSql, ids: readonly string[]) {
  const names = Object.keys(tables.PAPER.columns);
  const list = names.map((name) => `"${name}"`).join(", ");
  const rows = await tx.unsafe<Row[]>(`select ${list} from paper where id = any($1::uuid[])`, [ids as string[]], {
    prepare: true,
  });
  const authors = await tx<{ author_id: string }[]>`
    select distinct author_id from authorship where paper_id = any(${ids as string[]}::uuid[]) and author_id is not null`;
  return {
    rows: new Map(rows.map((row) => [row["id"] as string, rowText(row)])),
    texts: new Map(rows.map((row) => [row["id"] as string, textOf(row as { title: string; abstract: string | null })])),
    authors: authors.map((row) => row.author_id),
  };
}

function rowText(row: Row): string {
  return JSON.stringify(Object.keys(tables.PAPER.columns).map((name) => row[name] ?? null));
}

/** Writes the full-text documents of papers whose title or abstract is new. */
export async function indexText(tx: TransactionSql, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx`
    insert into paper_search (paper_id, document)
    select id, setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', coalesce(abstract, '')), 'B')
    from paper where id = any(${ids as string[]}::uuid[])
    on conflict (paper_id) do update set document = excluded.document`;
}
