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
import {
  authorshipRows,
  categoryRows,
  type HeldPaper,
  hold,
  metCategories,
  paperRow,
  submissionRows,
  versionRows,
} from "../paper-rows.ts";
import * as tables from "../paper-tables.ts";
import { printedName } from "../relation.ts";
import { insertRows, type Row } from "../rows.ts";
import { turn, type WriteAhead, writeAhead } from "./write-ahead.ts";

/** What was written. */
export interface NewPapers {
  /** Paper UUIDs. */
  readonly added: readonly string[];
  /** The sayings that are done with. */
  readonly done: ReadonlySet<Observation>;
}

/** Of a page without such papers. */
export const NOTHING_NEW: NewPapers = { added: [], done: new Set() };

/** A saying about a paper, with the UUIDs of all identifiers that it names. */
interface Candidate {
  readonly saying: Observation;
  readonly record: PaperRecord;
  readonly ids: readonly string[];
}

/**
 * Writes the sayings about papers that are new altogether, and all that follows from them. `onWaiting` is called when everything
 * is sent and the database alone is busy.
 */
export async function addNewPapers(
  tx: TransactionSql,
  source: string,
  incoming: readonly Observation[],
  onWaiting?: () => void,
): Promise<NewPapers> {
  const candidates = candidatesOf(incoming);
  if (candidates.length === 0) return NOTHING_NEW;
  const asked = unspoken(tx, candidates);
  asked.catch(() => undefined);
  await turn();
  // While the database looks: most of them will be new.
  const held = new Map(candidates.flatMap((one) => holdOf(source, one).map((paper) => [one.saying, paper] as const)));
  const fresh = new Map(
    (await asked).flatMap(({ saying }) => (held.has(saying) ? [[saying, held.get(saying) as HeldPaper]] : [])),
  );
  if (fresh.size === 0) return NOTHING_NEW;
  const sayings = [...fresh.keys()];
  const ahead = writeAhead();
  await writePapers(tx, [...fresh.values()], ahead);
  await ahead.send(() => writeSayings(tx, source, sayings));
  await ahead.send(() => writeChanges(tx, source, sayings));
  onWaiting?.();
  await ahead.end();
  return { added: sayings.map(({ subject }) => subject), done: new Set(sayings) };
}

function holdOf(source: string, { saying, record }: Candidate): HeldPaper[] {
  const claim = { source, stream: saying.stream, observedAt: saying.observedAt, exchangeId: saying.exchangeId, record };
  return hold({ id: saying.subject, identifier: record.subject, members: [], claims: [claim], importedAt: null });
}

/** Sayings that let a paper in and say nothing that another table's rows must be looked up for; none that shares an identifier with another one. Pure. */
function candidatesOf(incoming: readonly Observation[]): Candidate[] {
  const named = new Map<string, number>();
  const candidates: Candidate[] = [];
  for (const saying of incoming) {
    if (saying.subjectType !== "paper") continue;
    const record = saying.record?.kind === "paper" ? saying.record : null;
    const others = (record?.identifiers ?? []).map((one) => identifierKey("paper", one));
    const ids = [...new Set([saying.subject, ...others])];
    for (const id of ids) named.set(id, (named.get(id) ?? 0) + 1);
    if (record !== null && isPlain(record)) candidates.push({ saying, record, ids });
  }
  return candidates.filter(({ ids }) => ids.every((id) => named.get(id) === 1));
}

/** Fields of a record that {@link writePapers} writes, or that stay with the claim alone. */
const PLAIN_FIELDS: ReadonlySet<string> = new Set<keyof PaperRecord>([
  ...([
    "kind",
    "subject",
    "entry",
    "isKnown",
    "identifiers",
    "title",
    "abstract",
    "authors",
    "submittedAt",
    "submittedOn",
  ] as const),
  ...(["updatedAt", "latestVersion", "versions", "isWithdrawn", "publishedAt", "isRetracted", "categories", "license"] as const),
  ...(["comment", "journalRef", "reportNumber", "submitter", "projectPage", "thumbnail", "submittedBy"] as const),
]);

function isPlain(record: PaperRecord): boolean {
  return (
    record.subject.scheme === "arxiv" &&
    Object.keys(record).every((name) => PLAIN_FIELDS.has(name)) &&
    (record.identifiers ?? []).every(({ scheme }) => scheme === "doi") &&
    (record.authors ?? []).every(({ identifiers }) => identifiers === undefined)
  );
}

/** Those of which no table knows any identifier, and of whose authors no decision speaks. */
async function unspoken(tx: TransactionSql, candidates: readonly Candidate[]): Promise<Candidate[]> {
  const ids = candidates.flatMap((one) => one.ids);
  const rows = await tx<{ id: string }[]>`
    select k.id from unnest(${ids}::uuid[]) as k(id)
    where exists (select 1 from observation o where o.subject = k.id) or exists (select 1 from claim c where c.subject = k.id)
      or exists (select 1 from metric m where m.subject = k.id) or exists (select 1 from paper_identifier i where i.id = k.id)
      or exists (select 1 from listing_line l where l.subject = k.id) or exists (select 1 from decision d where d.subject = k.id)
      or exists (select 1 from suppressed_identifier s where s.id = k.id)`;
  const spoken = new Set(rows.map((row) => row.id));
  const { identifiers: decided } = await readIdentityDecisions(tx, "author");
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
async function writePapers(tx: TransactionSql, held: readonly HeldPaper[], { send }: WriteAhead): Promise<void> {
  const authorOf = new Map(
    held.flatMap((one) => one.authorships.map(({ value }) => authorId(value.author)).map((id) => [id, id])),
  );
  await send(() =>
    insertRows(
      tx,
      tables.PAPER,
      held.map((one) => paperRow(one, authorOf)),
      "",
    ),
  );
  await send(() =>
    indexText(
      tx,
      held.map((one) => one.id),
    ),
  );
  const unsettled = await writeAuthors(tx, held, send);
  await send(() =>
    insertRows(
      tx,
      tables.AUTHORSHIP,
      held.flatMap((one) => authorshipRows(one, authorOf)),
      "",
    ),
  );
  await send(() => settlePrintedNames(tx, unsettled));
  await send(() => insertRows(tx, tables.CATEGORY, metCategories(held)));
  await send(() => insertRows(tx, tables.PAPER_SUBMISSION, held.flatMap(submissionRows), ""));
  await send(() =>
    seedHeat(
      tx,
      held.map((one) => one.id),
    ),
  );
  await send(() => insertRows(tx, tables.PAPER_CATEGORY, held.flatMap(categoryRows), ""));
  await send(() => insertRows(tx, tables.PAPER_VERSION, held.flatMap(versionRows), ""));
  await send(() => insertRows(tx, tables.PAPER_IDENTIFIER, held.flatMap(identifierRowsOf), ""));
}

const authorId = (author: Identifier) => identifierKey("author", author);

/** Nobody else claims any of them, so all identify. */
function identifierRowsOf({ id, paper: { identifier, identifiers } }: HeldPaper): Row[] {
  return identifierRows({ id, identifier, further: identifiers }).map((row) => ({ ...row, is_identifying: true }));
}

/** Printed names are nobody's but their own. @returns the authors that several spellings lead to: which of them counts is settled when all are in */
async function writeAuthors(tx: TransactionSql, held: readonly HeldPaper[], send: WriteAhead["send"]): Promise<string[]> {
  const authors = new Map<string, { readonly identifier: Identifier; readonly printed: string; isSettled: boolean }>();
  for (const { value } of held.flatMap((one) => one.authorships)) {
    const id = authorId(value.author);
    const known = authors.get(id);
    if (known) known.isSettled &&= known.printed === value.nameAsPrinted;
    else authors.set(id, { identifier: value.author, printed: value.nameAsPrinted, isSettled: true });
  }
  const rows = await tx<
    { id: string; name: string }[]
  >`select id, name from author where id = any(${[...authors.keys()]}::uuid[])`;
  const nameOf = new Map(rows.map((row) => [row.id, row.name]));
  const fresh = [...authors].filter(([id]) => !nameOf.has(id));
  await send(() =>
    insertRows(
      tx,
      AUTHOR,
      fresh.map(([id, { identifier, printed }]) => nameRow(id, identifier, printed)),
      "",
    ),
  );
  return [...authors].flatMap(([id, { printed, isSettled }]) =>
    isSettled && (nameOf.get(id) ?? printed) === printed ? [] : [id],
  );
}
