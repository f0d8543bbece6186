/** One work, its counter and its institutions, as records. Pure. */
import { z } from "zod";
import {
  type AuthorEntry,
  canonicalIdentifier,
  daySchema,
  type Identifier,
  identifierOfDoi,
  type NormalizedRecord,
  type NoticeEntry,
  type PaperRecord,
  type VenueEntry,
} from "../../src/contract/index.ts";
import { plainAbstract, plainLine } from "./jats.ts";
import { authorSchema, relatedSchema, updateSchema, type WireAuthor, type WireDate, type WireWork } from "./wire.ts";

type Reject = (path: string, code: string, reason: string) => void;
type Organization = Extract<NormalizedRecord, { kind: "organization" }>;

/** Relations whose other end is the same paper in another place. */
const SAME_PAPER = ["has-preprint", "is-preprint-of"] as const;
/** Notices that take a paper out of the record. */
const RETRACTIONS: readonly string[] = ["retraction", "withdrawal", "removal"];

/** The records that a work makes for the DOI that was asked. */
export function recordsOf(subject: Identifier, work: WireWork, reject: Reject): NormalizedRecord[] {
  const organizations = new Map<string, Organization>();
  const authors = authorsOf(work, organizations, reject);
  const notices = updatesOf(subject, "updated-by", work, reject).map(({ kind, publishedAt, notice }) =>
    present<NoticeEntry>({ kind, publishedAt, notice }),
  );
  const noticeOf = updatesOf(subject, "update-to", work, reject).map(({ kind, notice }) => ({ kind, paper: notice }));
  const paper = {
    ...{ kind: "paper", subject, entry: null, isKnown: true, identifiers: identifiersOf(subject, work, reject) },
    title: plainLine(work.title?.[0] ?? ""),
    abstract: plainAbstract(work.abstract ?? ""),
    authors: authors.length > 0 ? authors : undefined,
    publishedAt: dateOf(work.published) ?? dateOf(work.issued),
    venue: venueOf(work),
    isRetracted: notices.some(({ kind }) => RETRACTIONS.includes(kind)) || undefined,
    notices: notices.length > 0 ? notices : undefined,
    noticeOf: noticeOf.length > 0 ? noticeOf : undefined,
    organizations: organizations.size > 0 ? [...organizations.values()].map((one) => one.subject) : undefined,
  };
  const records: NormalizedRecord[] = [present<PaperRecord>(paper)];
  const count = work["is-referenced-by-count"];
  if (typeof count === "number")
    records.push({ kind: "metric", subjectType: "paper", subject, metric: "CITATIONS", value: count });
  return [...records, ...organizations.values()];
}

/** The DOI that Crossref prefers where the asked one is an alias, and preprints. */
function identifiersOf(subject: Identifier, { DOI, relation }: WireWork, reject: Reject): Identifier[] | undefined {
  const named = [identifierOfDoi(DOI)];
  for (const kind of SAME_PAPER) {
    if (relation?.[kind] === undefined) continue;
    const related = relatedSchema.safeParse(relation[kind]);
    if (!related.success) reject(`message.relation.${kind}`, "ERR_RECORD_RELATION", z.prettifyError(related.error));
    for (const { "id-type": type, id } of related.data ?? []) {
      named.push(type === "arxiv" ? canonicalIdentifier("arxiv", id) : type === "doi" ? identifierOfDoi(id) : null);
    }
  }
  const others = named.filter((one) => one !== null && (one.scheme !== subject.scheme || one.value !== subject.value));
  const distinct = [...new Map(others.map((one) => [`${one?.scheme}:${one?.value}`, one])).values()].filter(
    (one) => one !== null,
  );
  return distinct.length > 0 ? distinct : undefined;
}

function authorsOf({ author }: WireWork, organizations: Map<string, Organization>, reject: Reject): AuthorEntry[] {
  return (author ?? []).flatMap((value, place): AuthorEntry[] => {
    const parsed = authorSchema.safeParse(value);
    const name = parsed.success ? printedName(parsed.data) : undefined;
    if (!parsed.success || name === undefined) {
      const reason = parsed.success ? "the author has no name" : z.prettifyError(parsed.error);
      reject(`message.author.${place}`, "ERR_RECORD_AUTHOR", reason);
      return [];
    }
    const { given, family, suffix, ORCID, affiliation } = parsed.data;
    const own = (affiliation ?? []).flatMap(organizationsOf);
    for (const one of own) if (!organizations.has(one.subject.value)) organizations.set(one.subject.value, one);
    const affiliations = (affiliation ?? []).flatMap((one) => plainLine(one.name ?? "") ?? []);
    const orcid = ORCID ? canonicalIdentifier("orcid", ORCID) : null;
    const keys = [...new Map(own.map((one) => [one.subject.value, one.subject])).values()];
    return [
      present<AuthorEntry>({
        ...{ name, forenames: family && given, keyname: family, suffix: family && suffix },
        affiliations: affiliations.length > 0 ? affiliations : undefined,
        identifiers: orcid ? [orcid] : undefined,
        organizations: keys.length > 0 ? keys : undefined,
      }),
    ];
  });
}

function printedName({ given, family, suffix, name }: WireAuthor): string | undefined {
  const person = [given, family, suffix].filter((part) => part !== undefined).join(" ");
  return plainLine(person || (name ?? ""));
}

function organizationsOf({ name, id }: NonNullable<WireAuthor["affiliation"]>[number]): Organization[] {
  return (id ?? []).flatMap((one) => {
    const ror = one["id-type"]?.toUpperCase() === "ROR" ? canonicalIdentifier("ror", one.id) : null;
    return ror ? [present<Organization>({ kind: "organization", subject: ror, name: plainLine(name ?? "") })] : [];
  });
}

interface Update {
  readonly kind: string;
  readonly publishedAt: string | undefined;
  readonly notice: Identifier;
}

/** A work that updates itself is a new version of it, not a notice. */
function updatesOf(subject: Identifier, field: "updated-by" | "update-to", work: WireWork, reject: Reject): Update[] {
  return (work[field] ?? []).flatMap((value, place): Update[] => {
    const parsed = updateSchema.safeParse(value);
    const notice = parsed.success ? identifierOfDoi(parsed.data.DOI) : null;
    if (!parsed.success || notice === null) {
      const reason = parsed.success ? "the notice has no DOI" : z.prettifyError(parsed.error);
      reject(`message.${field}.${place}`, "ERR_RECORD_NOTICE", reason);
      return [];
    }
    if (notice.value === subject.value || notice.value === identifierOfDoi(work.DOI)?.value) return [];
    const kind = parsed.data.type
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, "_");
    return kind === "" ? [] : [{ kind, publishedAt: dateOf(parsed.data.updated), notice }];
  });
}

const KINDS: Readonly<Record<string, VenueEntry["kind"]>> = {
  "journal-article": "JOURNAL",
  "proceedings-article": "CONFERENCE",
  "book-chapter": "BOOK",
  "book-part": "BOOK",
  "book-section": "BOOK",
  "reference-entry": "BOOK",
};

/** Preprint servers (`posted-content`) publish nothing; a work that stands for itself (book, thesis) has no venue. */
function venueOf(work: WireWork): VenueEntry | undefined {
  const name = plainLine(work["container-title"]?.[0] ?? "");
  if (name === undefined || work.type === "posted-content") return undefined;
  return present<VenueEntry>({
    ...{ name, kind: KINDS[work.type] ?? "OTHER", publisher: plainLine(work.publisher ?? ""), volume: work.volume },
    ...{ issue: work.issue, pages: work.page ?? work["article-number"] },
  });
}

/** As exactly as it is stated; undefined for what cannot be a date. */
function dateOf(date: WireDate): string | undefined {
  const [year, month, day] = date?.["date-parts"]?.[0] ?? [];
  if (!year || year < 1000 || year > 9999) return undefined;
  if (!month || month < 1 || month > 12) return String(year);
  const known = `${year}-${String(month).padStart(2, "0")}`;
  const whole = `${known}-${String(day ?? 0).padStart(2, "0")}`;
  return daySchema.safeParse(whole).success ? whole : known;
}

function present<Value>(fields: object): Value {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Value;
}
