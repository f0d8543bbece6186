/** Sayings that may let papers in of which nobody has spoken yet, and what they would make of them. Pure. */
import type { PaperRecord } from "../../contract/index.ts";
import { identifierKey } from "../../db/entity-key.ts";
import type { Observation } from "../observe.ts";
import { type HeldPaper, hold, paperRow } from "../paper-rows.ts";
import type { Row } from "../rows.ts";

/** A saying about a paper. */
export interface Candidate extends PlainSaying {
  readonly paper: HeldPaper;
  /** Of the table of papers. */
  readonly row: Row;
}

interface PlainSaying {
  readonly saying: Observation;
  readonly record: PaperRecord;
  /** UUIDs of all identifiers that it names. */
  readonly ids: readonly string[];
}

/** The candidates among a page's sayings. */
export function candidatesOf(source: string, incoming: readonly Observation[]): Candidate[] {
  return plainSayings(incoming).flatMap((one) => {
    const { saying, record } = one;
    const claim = { source, stream: saying.stream, observedAt: saying.observedAt, exchangeId: saying.exchangeId, record };
    const held = hold({ id: saying.subject, identifier: record.subject, members: [], claims: [claim], importedAt: null });
    return held.map((paper) => ({ ...one, paper, row: paperRow(paper, ownNames([paper])) }));
  });
}

/** Authors by UUID of a printed name: nobody's but their own. */
export function ownNames(held: readonly HeldPaper[]): Map<string, string> {
  return new Map(
    held.flatMap((one) =>
      one.authorships.map(({ value }) => {
        const id = identifierKey("author", value.author);
        return [id, id] as const;
      }),
    ),
  );
}

/** Sayings that let a paper in and say nothing that another table's rows must be looked up for; none that shares an identifier with another one. Pure. */
function plainSayings(incoming: readonly Observation[]): PlainSaying[] {
  const named = new Map<string, number>();
  const plain: PlainSaying[] = [];
  for (const saying of incoming) {
    if (saying.subjectType !== "paper") continue;
    const record = saying.record?.kind === "paper" ? saying.record : null;
    const others = (record?.identifiers ?? []).map((one) => identifierKey("paper", one));
    const ids = [...new Set([saying.subject, ...others])];
    for (const id of ids) named.set(id, (named.get(id) ?? 0) + 1);
    if (record !== null && isPlain(record)) plain.push({ saying, record, ids });
  }
  return plain.filter(({ ids }) => ids.every((id) => named.get(id) === 1));
}

/** Fields of a record that a new paper's rows are made of, or that stay with the claim alone. */
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
