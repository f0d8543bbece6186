/** Which identifiers lead to which paper. One that several papers claim identifies none of them. */
import type { TransactionSql } from "postgres";
import type { Identifier } from "../contract/index.ts";
import { identifierKey } from "../db/entity-key.ts";
import { PAPER_IDENTIFIER } from "./paper-tables.ts";
import { replaceRows } from "./rows.ts";

/** A paper with its own identifier, and the further ones that claims give it, in their order. */
export interface IdentifiedPaper {
  readonly id: string;
  readonly identifier: Identifier;
  readonly further: readonly Identifier[];
}

/** Writes the identifiers of these papers. */
export async function settleIdentifiers(tx: TransactionSql, papers: readonly IdentifiedPaper[]): Promise<void> {
  const paperIds = papers.map((one) => one.id);
  const before = await furtherIdentifiers(tx, paperIds);
  const rows = papers.flatMap(identifierRows);
  const ids = [...new Set([...before, ...rows.flatMap((row) => (row.scheme === "arxiv" ? [] : [row.id]))])];
  // Marks are taken off first: whether an identifier identifies is decided below, when all claims of it are in.
  if (ids.length > 0)
    await tx`update paper_identifier set is_identifying = false where is_identifying and id = any(${ids}::uuid[])`;
  await replaceRows(tx, PAPER_IDENTIFIER, "paper_id", paperIds, rows);
  await settleMarks(tx, ids);
}

/** A paper's identifiers as rows; of those that others may claim, too, none is marked as identifying. */
export function identifierRows({ id, identifier, further }: IdentifiedPaper) {
  return [identifier, ...further].map((one, position) => ({
    ...{ id: identifierKey("paper", one), scheme: one.scheme, value: one.value, paper_id: id, position },
    is_identifying: one.scheme === "arxiv",
  }));
}

/** UUIDs of the papers' identifiers that another paper may claim, too: all but arXiv's. */
export async function furtherIdentifiers(tx: TransactionSql, paperIds: readonly string[]): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select distinct id from paper_identifier where scheme <> 'arxiv' and paper_id = any(${paperIds as string[]}::uuid[])`;
  return rows.map((row) => row.id);
}

/** Decides whether identifiers, by their UUIDs, identify a paper. @returns the papers that have one of them */
export async function settleMarks(tx: TransactionSql, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await tx<{ paper_id: string }[]>`
    update paper_identifier i set is_identifying = (select count(*) from paper_identifier other where other.id = i.id) = 1
    where i.id = any(${ids as string[]}::uuid[]) returning i.paper_id`;
  const papers = [...new Set(rows.map((row) => row.paper_id))];
  await tx`
    update paper p set doi = s.doi from (
      select i.paper_id, (array_agg(i.value order by i.position) filter (where i.is_identifying and i.scheme = 'doi'))[1] as doi
      from paper_identifier i where i.paper_id = any(${papers}::uuid[]) group by i.paper_id) s
    where p.id = s.paper_id and p.doi is distinct from s.doi`;
  return papers;
}
