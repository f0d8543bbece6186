/** The Atom query API: an answer to a list of ids. Pure. */
import {
  type AuthorEntry,
  type Exchange,
  type Identifier,
  type Normalized,
  type PaperRecord,
  presentText,
} from "../../src/contract/index.ts";
import { abstractOf, lastOfEach, readEach, stated } from "./normalize.ts";
import { categoriesAmong } from "./wire.ts";
import { askedIn, entrySchema, malformedIdIn, readAtom, type WireEntry } from "./wire-atom.ts";
import { invalid } from "./xml.ts";

/** @throws {InvalidPayloadError} when a body is no feed, an error, or shows fewer entries than it counts */
export function normalizeAtom(page: readonly Exchange[]): Normalized {
  const answers = page.map(normalizeAnswer);
  return {
    records: lastOfEach(answers.flatMap(({ records }) => records)),
    rejected: answers.flatMap(({ rejected }) => rejected),
  };
}

function normalizeAnswer(exchange: Exchange, at: number): { records: PaperRecord[]; rejected: Normalized["rejected"] } {
  const asked = askedIn(exchange);
  const answer = readAtom(exchange);
  if (answer.kind === "error") {
    const [only] = asked;
    const isRefused = asked.length === 1 && only !== undefined && malformedIdIn(answer.message) === only.value;
    if (!isRefused) throw invalid(exchange, `is an error: ${answer.message}`);
    return { records: [unknown(only)], rejected: [] };
  }
  const { read, rejected } = readEach(entrySchema, answer.entries, { exchange: at, name: "entry" });
  const found = read.map(paperOf);

  // An entry that could not be read may be any of the papers that seem to be missing; the count tells whether it is.
  const missing = asked.filter(({ value }) => !found.some(({ subject }) => subject.value === value));
  const isAllUnknown = missing.length === asked.length - answer.totalResults;
  return { records: [...found, ...(isAllUnknown ? missing.map(unknown) : [])], rejected };
}

function unknown(subject: Identifier): PaperRecord {
  return { kind: "paper", subject, entry: null, isKnown: false };
}

function paperOf(wire: WireEntry): PaperRecord {
  return {
    kind: "paper",
    subject: wire.id.subject,
    entry: null,
    isKnown: true,
    ...stated({
      identifiers: wire.doi,
      title: wire.title,
      abstract: abstractOf(wire.summary),
      authors: wire.author.flatMap(authorOf),
      submittedAt: wire.published,
      updatedAt: wire.updated,
      latestVersion: wire.id.version ?? undefined,
      categories: categoriesAmong([wire.primary_category, ...wire.category]),
      comment: wire.comment,
      journalRef: wire.journal_ref,
    }),
  };
}

/** One printed author; none where the element holds no name. */
function authorOf(wire: WireEntry["author"][number]): AuthorEntry[] {
  const name = presentText(wire.name);
  if (name === undefined) return [];
  const affiliations = wire.affiliation.flatMap((affiliation) => presentText(affiliation) ?? []);
  return [{ name, ...(affiliations.length > 0 && { affiliations }) }];
}
