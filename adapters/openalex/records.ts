/** One work, its counter and its institutions, as records. Pure. */
import { z } from "zod";
import {
  type AuthorEntry,
  cleanText,
  type Identifier,
  identifierOfDoi,
  type NormalizedRecord,
  normalizeName,
  type PaperRecord,
  presentText,
  type VenueEntry,
} from "../../src/contract/index.ts";
import { authorshipSchema, readInstitution, type WireAuthorship, type WireWork } from "./wire.ts";

type Reject = (path: string, code: string, reason: string) => void;
type Organization = Extract<NormalizedRecord, { kind: "organization" }>;

/** The records that a work makes for the identifier that was asked. */
export function recordsOf(subject: Identifier, work: WireWork, reject: Reject): NormalizedRecord[] {
  const organizations = new Map<string, Organization>();
  const authors = work.is_authors_truncated ? [] : authorsOf(work, organizations, reject);
  const venue = venueOf(work);
  const paper = {
    ...{ kind: "paper", subject, entry: null, isKnown: true },
    ...{ identifiers: identifiersOf(subject, work), title: work.title, abstract: abstractOf(work) },
    authors: authors.length > 0 ? authors : undefined,
    publishedAt: venue && publishedAt(work),
    venue,
    isRetracted: work.is_retracted ?? undefined,
    organizations: organizations.size > 0 ? [...organizations.values()].map((one) => one.subject) : undefined,
  };
  const records: NormalizedRecord[] = [present<PaperRecord>(paper)];
  if (typeof work.cited_by_count === "number") {
    records.push({ kind: "metric", subjectType: "paper", subject, metric: "CITATIONS", value: work.cited_by_count });
  }
  return [...records, ...organizations.values()];
}

function identifiersOf(subject: Identifier, { id, doi }: WireWork): Identifier[] | undefined {
  const own = typeof doi === "string" ? identifierOfDoi(doi) : null;
  const named = [...(own ? [own] : []), id].filter((one) => one.scheme !== subject.scheme || one.value !== subject.value);
  return named.length > 0 ? named : undefined;
}

function authorsOf({ authorships }: WireWork, organizations: Map<string, Organization>, reject: Reject): AuthorEntry[] {
  return (authorships ?? []).flatMap((value, place) => {
    const parsed = authorshipSchema.safeParse(value);
    if (!parsed.success) {
      reject(`authorships.${place}`, "ERR_RECORD_AUTHOR", z.prettifyError(parsed.error));
      return [];
    }
    const { author, raw_author_name: printed, raw_affiliation_strings: written } = parsed.data;
    const name = printed ?? author?.display_name;
    if (name === undefined) {
      reject(`authorships.${place}.raw_author_name`, "ERR_RECORD_AUTHOR", "the author has no name");
      return [];
    }
    const affiliations = (written ?? []).flatMap((text) => presentText(text) ?? []);
    const own = institutionsOf(parsed.data, place, reject);
    for (const organization of own) {
      const { value: key } = organization.subject;
      if (!organizations.has(key)) organizations.set(key, organization);
    }
    const orcid = author?.orcid && isSameName(name, author.display_name ?? "") ? author.orcid : undefined;
    return [
      present<AuthorEntry>({
        name,
        affiliations: affiliations.length > 0 ? affiliations : undefined,
        identifiers: orcid && [orcid],
        organizations: own.length > 0 ? own.map((one) => one.subject) : undefined,
      }),
    ];
  });
}

/** Institutions with a ROR identifier, each once; others are named by the affiliation as printed alone. */
function institutionsOf({ institutions }: WireAuthorship, place: number, reject: Reject): Organization[] {
  const found = (institutions ?? []).flatMap((value, at): Organization[] => {
    const parsed = readInstitution(value);
    if (!parsed.success) {
      reject(`authorships.${place}.institutions.${at}`, "ERR_RECORD_INSTITUTION", z.prettifyError(parsed.error));
      return [];
    }
    const { ror, display_name: written } = parsed.data;
    const name = presentText(written);
    return ror ? [present<Organization>({ kind: "organization", subject: ror, name })] : [];
  });
  return [...new Map(found.map((one) => [one.subject.value, one])).values()];
}

/**
 * Whether the person whom OpenAlex sees behind a printed name goes by that name: the same words in any order, or the same
 * family name and a forename or initial that fits. OpenAlex takes people for each other; see the README's quirks.
 */
function isSameName(printed: string, person: string): boolean {
  const [a, b] = [normalizeName(printed).split(" "), normalizeName(person).split(" ")];
  if ([...a].sort().join(" ") === [...b].sort().join(" ")) return true;
  const [first, other] = [a[0] ?? "", b[0] ?? ""];
  const isFitting = first === other || ((first.length === 1 || other.length === 1) && first[0] === other[0]);
  return a.length > 1 && b.length > 1 && a.at(-1) === b.at(-1) && isFitting;
}

const KINDS: Readonly<Record<string, VenueEntry["kind"]>> = {
  journal: "JOURNAL",
  conference: "CONFERENCE",
  "book series": "BOOK",
  "ebook platform": "BOOK",
};

/** Where it was published; repositories keep papers and publish nothing. */
function venueOf({ primary_location: location, biblio }: WireWork): VenueEntry | undefined {
  const source = location?.source;
  if (!source?.display_name || source.type === "repository") return undefined;
  const { first_page: first, last_page: last } = biblio ?? {};
  return present<VenueEntry>({
    name: source.display_name,
    kind: source.type === undefined ? undefined : (KINDS[source.type] ?? "OTHER"),
    publisher: source.host_organization_name,
    volume: biblio?.volume,
    issue: biblio?.issue,
    pages: first && last && first !== last ? `${first}-${last}` : first,
  });
}

/** OpenAlex fills up what it does not know with the first of the month or the year; only what is surely known is told. */
function publishedAt({ publication_date: date, publication_year: year }: WireWork): string | undefined {
  if (!date) return year ? String(year) : undefined;
  if (date.endsWith("-01-01")) return date.slice(0, 4);
  return date.endsWith("-01") ? date.slice(0, 7) : date;
}

/** The abstract's words in their places; undefined where a place is empty. */
function abstractOf({ abstract_inverted_index: index }: WireWork): string | undefined {
  if (!index) return undefined;
  const words: string[] = [];
  for (const [word, places] of Object.entries(index)) for (const place of places) words[place] = word;
  for (let place = 0; place < words.length; place += 1) if (words[place] === undefined) return undefined;
  return presentText(cleanText(words.join(" ")));
}

function present<Value>(fields: object): Value {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Value;
}
