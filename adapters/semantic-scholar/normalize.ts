/** Semantic Scholar's answer to a batch as records: one place per paper asked for. Pure. */
import { z } from "zod";
import {
  canonicalIdentifier,
  type Exchange,
  type Identifier,
  identifierOfDoi,
  type Normalized,
  type NormalizedRecord,
  type PaperRecord,
  presentText,
  type Rejection,
  refusal,
  unwrap,
  type VenueEntry,
} from "../../src/contract/index.ts";
import { askedIn, checkBatch, isNoneKnown } from "./batch.ts";
import { authorSchema, paperSchema, type WirePaper } from "./wire.ts";

type Reject = (path: string, code: string, reason: string) => void;

/** @throws {InvalidPayloadError} for an answer whose places are not those of the question */
export function normalize(page: readonly Exchange[]): Normalized {
  const records: NormalizedRecord[] = [];
  const rejected: Rejection[] = [];
  for (const [at, exchange] of page.entries()) {
    checkBatch(exchange);
    if (exchange.status !== 200 && !isNoneKnown(exchange)) {
      throw refusal(exchange, "semantic-scholar", "ERR_SOURCE_INVALID_PAYLOAD", "refuses the question");
    }
    const asked = askedIn(exchange.request.body);
    const places: readonly unknown[] = isNoneKnown(exchange) ? asked.map(() => null) : (JSON.parse(exchange.body) as unknown[]);
    for (const [place, subject] of asked.entries()) {
      const reject: Reject = (path, code, reason) => rejected.push({ exchange: at, path: `${place}${path}`, code, reason });
      if (subject === null) reject("", "ERR_RECORD_IDENTIFIER", "the question names no paper here");
      else records.push(...recordsAt(subject, places[place], reject));
    }
  }
  return { records, rejected };
}

function recordsAt(subject: Identifier, value: unknown, reject: Reject): NormalizedRecord[] {
  if (value === null) return [{ kind: "paper", subject, entry: null, isKnown: false }];
  const parsed = paperSchema.safeParse(value);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.join(".");
    reject(path ? `.${path}` : "", "ERR_RECORD_INVALID", z.prettifyError(parsed.error));
    return [];
  }
  const paper = parsed.data;
  const venue = venueOf(paper);
  const authors = (paper.authors ?? []).flatMap((author, place) => {
    const name = authorSchema.safeParse(author);
    const printed = presentText(name.data?.name);
    if (printed === undefined)
      reject(`.authors.${place}`, "ERR_RECORD_AUTHOR", name.success ? "the author has no name" : z.prettifyError(name.error));
    return printed === undefined ? [] : [{ name: printed }];
  });
  const record = {
    ...{ kind: "paper", subject, entry: null, isKnown: true, identifiers: identifiersOf(subject, paper) },
    ...{ title: paper.title, abstract: presentText(paper.abstract) && unwrap(paper.abstract ?? "") },
    authors: authors.length > 0 ? authors : undefined,
    publishedAt: venue && (paper.publicationDate ?? (paper.year ? String(paper.year) : undefined)),
    venue,
  };
  const metric = { kind: "metric", subjectType: "paper", subject, metric: "CITATIONS" } as const;
  const count = paper.citationCount;
  return [present<PaperRecord>(record), ...(typeof count === "number" ? [{ ...metric, value: count }] : [])];
}

function identifiersOf(subject: Identifier, { paperId, externalIds }: WirePaper): Identifier[] {
  const arxiv = externalIds?.ArXiv ? canonicalIdentifier("arxiv", externalIds.ArXiv) : null;
  const doi = externalIds?.DOI ? identifierOfDoi(externalIds.DOI) : null;
  const named = [arxiv, doi, paperId].filter((one) => one !== null);
  const others = named.filter((one) => one.scheme !== subject.scheme || one.value !== subject.value);
  return [...new Map(others.map((one) => [`${one.scheme}:${one.value}`, one])).values()];
}

/** Places that keep papers without publishing them. */
const REPOSITORY = /^(?:arxiv(?:\.org)?|corr|biorxiv|medrxiv|social science research network|ssrn)\b/i;

function venueOf({ publicationVenue, venue, journal }: WirePaper): VenueEntry | undefined {
  const name = publicationVenue?.name ?? venue ?? journal?.name;
  if (name === undefined || REPOSITORY.test(name)) return undefined;
  const type = publicationVenue?.type;
  const isSame = journal?.name?.toLowerCase() === name.toLowerCase();
  return present<VenueEntry>({
    name,
    kind: type === "journal" ? "JOURNAL" : type === "conference" ? "CONFERENCE" : undefined,
    volume: isSame ? journal?.volume : undefined,
    pages: isSame ? journal?.pages : undefined,
  });
}

function present<Value>(fields: object): Value {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Value;
}
