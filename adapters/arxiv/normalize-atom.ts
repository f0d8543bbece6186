/** The Atom query API: an answer to a list of ids. Pure. */
import {
  type AuthorEntry,
  canonicalIdentifier,
  type Exchange,
  type Identifier,
  type Normalized,
  type PaperRecord,
  presentText,
} from "../../src/contract/index.ts";
import { abstractOf, lastOfEach, readEach, stated } from "./normalize.ts";
import { categoriesAmong } from "./wire.ts";
import { entrySchema, malformedIdIn, readAtom, type WireEntry } from "./wire-atom.ts";
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
  if (!answer.isComplete) throw invalid(exchange, `counts ${answer.totalResults} results and shows ${answer.entries.length}`);

  const { read, rejected } = readEach(entrySchema, answer.entries, { exchange: at, name: "entry" });
  const found = read.map(paperOf);
  const stranger = found.find(({ subject }) => asked.length > 0 && !asked.some(({ value }) => value === subject.value));
  if (stranger) throw invalid(exchange, `shows ${stranger.subject.value}, which was not asked for`);

  // An entry that could not be read may be any of the papers that seem to be missing; the count tells whether it is.
  const missing = asked.filter(({ value }) => !found.some(({ subject }) => subject.value === value));
  const isAllUnknown = missing.length === asked.length - answer.totalResults;
  return { records: [...found, ...(isAllUnknown ? missing.map(unknown) : [])], rejected };
}

/** The papers that a request asks for by id; none for a search. */
function askedIn({ request }: Exchange): Identifier[] {
  const list = new URL(request.url).searchParams.get("id_list") ?? "";
  const ids = list.split(",").map((id) => canonicalIdentifier("arxiv", id));
  return [...new Map(ids.filter((id) => id !== null).map((id) => [id.value, id])).values()];
}

function unknown(subject: Identifier): PaperRecord {
  return { kind: "paper", subject, entry: null, isKnown: false };
}

function paperOf(wire: WireEntry): PaperRecord {
  const primary = wire.primary_category;
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
      categories: categoriesAmong([...(primary === undefined ? [] : [primary]), ...wire.category]),
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
