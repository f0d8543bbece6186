/** Everything that is derived, anew from all words: needs neither archive nor adapters. */
import type { TransactionSql } from "postgres";
import type { Identifier } from "../contract/index.ts";
import { deriveAuthors, settlePrintedNames } from "./derive-authors.ts";
import { derivePaperCounters, deriveRepositoryCounters } from "./derive-counters.ts";
import { deriveListing } from "./derive-listings.ts";
import { deriveOrganizations } from "./derive-organizations.ts";
import { derivePapers } from "./derive-papers.ts";
import { deriveRepositories } from "./derive-repositories.ts";
import { noteRewriting } from "./history.ts";
import { readInBatches } from "./read-in-batches.ts";
import { sealList } from "./seal.ts";
import { refreshStatistics } from "./statistics.ts";
import { logChanges } from "./store.ts";
import { seedSuppressed } from "./suppressed.ts";

/** Tables that follow from words and decisions. Words themselves, decisions and sealed snapshots are none of them. */
const DERIVED = [
  ...[
    "listing",
    "paper_heat",
    "paper_submission",
    "authorship",
    "paper_organization",
    "paper_category",
    "paper_keyword",
    "paper_repository",
  ],
  ...["paper_version", "media", "generated_text", "paper_search", "paper_identifier", "venue", "paper_notice", "paper"],
  ...["author_identifier", "author", "organization_identifier", "organization", "repository_identifier", "repository"],
  ...["category", "keyword", "suppressed_identifier"],
];

/**
 * Empties the derived tables and fills them from claims, metrics, lists and decisions. `namedRepositories`: names that
 * counters alone give repositories, since a counter's row has a key and no name; those that are known already are kept.
 */
export async function deriveAll(
  tx: TransactionSql,
  { recordedAt, namedRepositories }: { recordedAt: Date; namedRepositories: readonly Identifier[] },
): Promise<void> {
  const known = await tx<Identifier[]>`
    select scheme, value from repository_identifier where id in (select subject from metric where subject_type = 'repository')`;
  await tx`create temp table paper_before on commit drop as select id, md5(p::text) as sum from paper p`;
  await tx.unsafe(`truncate ${DERIVED.map((table) => `"${table}"`).join(", ")}`);
  await seedSuppressed(tx);

  for await (const subjects of claimSubjects(tx, "organization")) await deriveOrganizations(tx, subjects);
  for await (const subjects of claimSubjects(tx, "author")) {
    const authors = await deriveAuthors(
      tx,
      subjects.map((identifier) => ({ identifier, printed: identifier.value })),
    );
    await settlePrintedNames(tx, [...authors.values()]);
  }
  for await (const subjects of claimSubjects(tx, "repository")) await deriveRepositories(tx, subjects);
  await deriveRepositories(tx, [...known, ...namedRepositories]);
  await refreshStatistics(tx, 4);

  const claimed = "select distinct subject as id from claim where facet = 'paper' order by subject";
  let batches = 0;
  for await (const rows of readInBatches<{ id: string }>(tx, "claimed_papers", claimed, [])) {
    await derivePapers(tx, idsOf(rows));
    batches += 1;
    await refreshStatistics(tx, batches);
  }
  const days = await tx<{ source: string; day: string }[]>`select distinct source, day from listing_reading order by source, day`;
  for (const { source, day } of days) await deriveListing(tx, source, day);

  for await (const rows of readInBatches<{ id: string }>(tx, "all_repositories", "select id from repository", []))
    await deriveRepositoryCounters(tx, idsOf(rows));
  for await (const rows of readInBatches<{ id: string }>(tx, "all_papers", "select id from paper", []))
    await derivePaperCounters(tx, idsOf(rows));
  for (const { source, day } of days) await sealList(tx, source, day, recordedAt);
  await noteRewriting(tx);
  await logDifference(tx, recordedAt);
}

const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);

/** The identifiers that claims of a facet are about. */
async function* claimSubjects(tx: TransactionSql, facet: "author" | "organization" | "repository"): AsyncGenerator<Identifier[]> {
  const query = "select distinct on (subject) normalised -> 'subject' as identifier from claim where facet = $1 order by subject";
  for await (const rows of readInBatches<{ identifier: Identifier }>(tx, `claimed_${facet}`, query, [facet]))
    yield rows.map(({ identifier }) => identifier);
}

/** Papers that are other papers than before, by their own rows. */
async function logDifference(tx: TransactionSql, recordedAt: Date): Promise<void> {
  const difference = `select coalesce(p.id, b.id) as id,
      case when b.id is null then 'PAPER_ADDED' when p.id is null then 'PAPER_REMOVED' else 'PAPER_CHANGED' end as kind
    from paper p full join paper_before b on b.id = p.id where md5(p::text) is distinct from b.sum order by 1`;
  for await (const rows of readInBatches<{ id: string; kind: string }>(tx, "paper_difference", difference, [])) {
    const ofKind = (kind: string) => idsOf(rows.filter((row) => row.kind === kind));
    await logChanges(tx, recordedAt, {
      PAPER_ADDED: ofKind("PAPER_ADDED"),
      PAPER_CHANGED: ofKind("PAPER_CHANGED"),
      PAPER_REMOVED: ofKind("PAPER_REMOVED"),
    });
  }
  await tx`drop table paper_before`;
}
