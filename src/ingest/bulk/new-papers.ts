/**
 * Papers of which nobody has said anything yet: their one claim makes all their rows, so these are written at once, without
 * reading what is there. Everything else takes the ordinary way; both give the same rows.
 */
import type { TransactionSql } from "postgres";
import type { Identifier, PaperRecord } from "../../contract/index.ts";
import { identifierKey } from "../../db/entity-key.ts";
import { AUTHOR, nameRow, settlePrintedNames } from "../derive-authors.ts";
import { seedHeat } from "../derive-heat.ts";
import { indexText } from "../derive-papers.ts";
import { readIdentityDecisions } from "../identity-decision.ts";
import { type Observation, writeChanges, writeSayings } from "../observe.ts";
import { identifierRows } from "../paper-identifiers.ts";
import { authorshipRows, categoryRows, type HeldPaper, metCategories, submissionRows, versionRows } from "../paper-rows.ts";
import * as tables from "../paper-tables.ts";
import { printedName } from "../relation.ts";
import { insertRows, type Row, type TableShape } from "../rows.ts";
import { type Candidate, ownNames } from "./candidates.ts";
import { turn, type WriteAhead, writeAhead } from "./write-ahead.ts";

/** What was written. */
export interface NewPapers {
  /** Paper UUIDs. */
  readonly added: readonly string[];
  /** The sayings that are done with. */
  readonly done: ReadonlySet<Observation>;
}

const NOTHING_NEW: NewPapers = { added: [], done: new Set() };

/**
 * Writes the papers of candidates that are new altogether, and all that follows from them. `onWaiting` is called when everything
 * is sent and the database alone is busy.
 */
export async function addNewPapers(
  tx: TransactionSql,
  source: string,
  candidates: readonly Candidate[],
  onWaiting?: () => void,
): Promise<NewPapers> {
  if (candidates.length === 0) return NOTHING_NEW;
  const asked = unspoken(tx, candidates);
  asked.catch(() => undefined);
  await turn();
  // While the database looks: most of them will be new.
  const all = printedAuthors(candidates);
  const names = await readNames(tx, [...all.keys()]);
  const fresh = await asked;
  if (fresh.length === 0) return NOTHING_NEW;
  const authors = newAuthors(fresh.length === candidates.length ? all : printedAuthors(fresh), names);
  const sayings = fresh.map(({ saying }) => saying);
  const ahead = writeAhead();
  await writePapers(tx, fresh, authors, ahead);
  await ahead.send(() => writeSayings(tx, source, sayings));
  await ahead.send(() => writeChanges(tx, source, sayings));
  onWaiting?.();
  await ahead.end();
  return { added: sayings.map(({ subject }) => subject), done: new Set(sayings) };
}

/** Those of which no table knows any identifier, and of whose authors no decision speaks. */
async function unspoken(tx: TransactionSql, candidates: readonly Candidate[]): Promise<Candidate[]> {
  const ids = candidates.flatMap((one) => one.ids);
  const looked = tx<{ id: string }[]>`
    select k.id from unnest(${ids}::uuid[]) as k(id)
    where exists (select 1 from observation o where o.subject = k.id) or exists (select 1 from claim c where c.subject = k.id)
      or exists (select 1 from metric m where m.subject = k.id) or exists (select 1 from paper_identifier i where i.id = k.id)
      or exists (select 1 from listing_line l where l.subject = k.id) or exists (select 1 from decision d where d.subject = k.id)
      or exists (select 1 from suppressed_identifier s where s.id = k.id)`;
  const [rows, { identifiers: decided }] = await Promise.all([looked, readIdentityDecisions(tx, "author")]);
  const spoken = new Set(rows.map((row) => row.id));
  return candidates.filter(
    ({ ids, record }) =>
      !ids.some((id) => spoken.has(id)) && (decided.size === 0 || !printedNames(record).some((id) => decided.has(id))),
  );
}

/** UUIDs of the authors whom a record names. */
function printedNames({ authors = [] }: PaperRecord): string[] {
  return authors.map(({ name }) => authorId(printedName(name)));
}

/** Rows that refer to others come after them. */
async function writePapers(
  tx: TransactionSql,
  papers: readonly Candidate[],
  authors: NewAuthors,
  { send }: WriteAhead,
): Promise<void> {
  const held = papers.map(({ paper }) => paper);
  const ids = held.map((one) => one.id);
  const insert = async (shape: TableShape, rowsOf: () => readonly Row[]) => await send(() => insertRows(tx, shape, rowsOf(), ""));
  await insert(tables.PAPER, () => papers.map(({ row }) => row));
  await send(() => indexText(tx, ids));
  await insert(AUTHOR, () => authors.rows);
  const authorOf = ownNames(held);
  await insert(tables.AUTHORSHIP, () => held.flatMap((one) => authorshipRows(one, authorOf)));
  await send(() => settlePrintedNames(tx, authors.unsettled));
  await send(() => insertRows(tx, tables.CATEGORY, metCategories(held)));
  await insert(tables.PAPER_SUBMISSION, () => held.flatMap(submissionRows));
  await send(() => seedHeat(tx, ids));
  await insert(tables.PAPER_CATEGORY, () => held.flatMap(categoryRows));
  await insert(tables.PAPER_VERSION, () => held.flatMap(versionRows));
  await insert(tables.PAPER_IDENTIFIER, () => held.flatMap(identifierRowsOf));
}

const authorId = (author: Identifier) => identifierKey("author", author);

/** Nobody else claims any of them, so all identify. */
function identifierRowsOf({ id, paper: { identifier, identifiers } }: HeldPaper): Row[] {
  return identifierRows({ id, identifier, further: identifiers }).map((row) => ({ ...row, is_identifying: true }));
}

/** By UUID an author who is known by a printed name. */
type PrintedAuthors = ReadonlyMap<
  string,
  {
    readonly identifier: Identifier;
    readonly printed: string;
    /** No other spelling of these papers leads to the same author. */
    readonly isSettled: boolean;
  }
>;

function printedAuthors(papers: readonly Candidate[]): PrintedAuthors {
  const authors = new Map<string, { readonly identifier: Identifier; readonly printed: string; isSettled: boolean }>();
  for (const { value } of papers.flatMap(({ paper }) => paper.authorships)) {
    const id = authorId(value.author);
    const known = authors.get(id);
    if (known) known.isSettled &&= known.printed === value.nameAsPrinted;
    else authors.set(id, { identifier: value.author, printed: value.nameAsPrinted, isSettled: true });
  }
  return authors;
}

/** Names of the authors who are known already, by UUID. */
async function readNames(tx: TransactionSql, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx<{ id: string; name: string }[]>`
    select id, name from author where id = any(${ids as string[]}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** Authors of new papers. */
interface NewAuthors {
  /** Rows of those who are not known yet. */
  readonly rows: readonly Row[];
  /** UUIDs of those to whom several spellings lead: which of them counts is settled when all are in. */
  readonly unsettled: readonly string[];
}

/** Printed names are nobody's but their own. */
function newAuthors(authors: PrintedAuthors, nameOf: ReadonlyMap<string, string>): NewAuthors {
  return {
    rows: [...authors].flatMap(([id, { identifier, printed }]) => (nameOf.has(id) ? [] : [nameRow(id, identifier, printed)])),
    unsettled: [...authors].flatMap(([id, { printed, isSettled }]) =>
      isSettled && (nameOf.get(id) ?? printed) === printed ? [] : [id],
    ),
  };
}
