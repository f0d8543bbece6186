/** A paper as its claims make it: fields by rule, relations with the time from which they held. Pure. */
import { decidingClaim, newestFirst, type PaperClaim, sourceRank } from "../claims/candidate.ts";
import type { PaperField } from "../claims/field-rule.ts";
import type { EntryRoute, Identifier, NoticeEntry, PaperRecord, VenueEntry, VersionEntry } from "../contract/index.ts";
import { groupBy } from "./group-by.ts";
import { type PaperRelations, type Period, relationsOf } from "./relation.ts";

/** A merged paper, before its authors, organisations and repositories are resolved. */
export interface MergedPaper {
  readonly identifier: Identifier;
  /** Further identifiers (DOIs, sources' own) that its claims give it, the deciding claim's first, as printed. */
  readonly identifiers: readonly Identifier[];
  readonly title: string;
  readonly abstract: string | null;
  readonly enteredBy: EntryRoute;
  readonly enteredAt: Date;
  readonly submittedAt: string | null;
  readonly updatedAt: string | null;
  readonly latestVersion: number | null;
  readonly isWithdrawn: boolean;
  /** As exactly as stated: a day, a month or a year. */
  readonly publishedAt: string | null;
  readonly isRetracted: boolean;
  readonly venue: ({ readonly source: string } & VenueEntry) | null;
  readonly notices: readonly ({ readonly source: string; readonly isOfThis: boolean } & NoticeEntry)[];
  readonly license: string | null;
  readonly comment: string | null;
  readonly journalRef: string | null;
  readonly reportNumber: string | null;
  readonly projectPage: string | null;
  readonly thumbnail: string | null;
  readonly submittedBy: string | null;
  readonly versions: readonly VersionEntry[];
  readonly media: readonly { readonly source: string; readonly url: string; readonly kind: string }[];
  readonly summaries: readonly {
    readonly source: string;
    readonly text: string;
    readonly model: string | null;
    readonly observedAt: Date;
  }[];
  readonly relations: readonly Period<PaperRelations>[];
}

/** Routes of one instant: a list's word counts before an announcement's. */
const ROUTES: readonly EntryRoute[] = ["LISTED", "ANNOUNCED", "IMPORTED"];

/**
 * Merges all claims ever made about a paper. Null: none of them lets it in, or nobody states a title.
 * @param claims in any order; the answer does not depend on it
 * @param imported when somebody decided to hold it, and its further identifiers that have claims of their own
 */
export function mergePaper(
  identifier: Identifier,
  claims: readonly PaperClaim[],
  imported: { readonly at: Date | null; readonly members: readonly Identifier[] } = { at: null, members: [] },
): MergedPaper | null {
  const entry = firstEntry(claims, imported.at);
  const current = currentClaims(claims);
  const field = fieldReader(current);
  const title = field("TITLE", (r) => r.title);
  if (!entry || title === undefined) return null;
  const deciding = decidingClaim(current, "DOI");
  const stating = [...(deciding ? [deciding] : []), ...[...current].sort(bySource)];
  const named = [...stating.flatMap((claim) => claim.record.identifiers ?? []), ...imported.members];
  // Two arXiv identifiers are never one paper: another one stays a claim.
  const further = named.filter(
    (one) => one.scheme !== "arxiv" && (one.scheme !== identifier.scheme || one.value !== identifier.value),
  );
  return {
    identifier,
    identifiers: [...new Map(further.map((one) => [`${one.scheme}:${one.value}`, one])).values()],
    title,
    abstract: field("ABSTRACT", (r) => r.abstract) ?? null,
    enteredBy: entry.route,
    enteredAt: entry.at,
    submittedAt: field("SUBMITTED_AT", (r) => r.submittedAt) ?? null,
    updatedAt: field("UPDATED_AT", (r) => r.updatedAt) ?? null,
    latestVersion: latestVersion(current),
    isWithdrawn: field("VERSIONS", (r) => r.isWithdrawn) ?? false,
    publishedAt: field("PUBLISHED_AT", (r) => r.publishedAt) ?? null,
    isRetracted: field("IS_RETRACTED", (r) => r.isRetracted) ?? false,
    venue: venueOf(current),
    notices: perSource(current, noticesOf).flat(),
    license: field("LICENSE", (r) => r.license) ?? null,
    comment: field("COMMENT", (r) => r.comment) ?? null,
    journalRef: field("JOURNAL_REF", (r) => r.journalRef) ?? null,
    reportNumber: field("REPORT_NUMBER", (r) => r.reportNumber) ?? null,
    projectPage: field("PROJECT_PAGE", (r) => r.projectPage) ?? null,
    thumbnail: field("THUMBNAIL", (r) => r.thumbnail) ?? null,
    submittedBy: field("SUBMITTED_BY", (r) => r.submittedBy) ?? null,
    versions: field("VERSIONS", (r) => r.versions) ?? [],
    media: perSource(current, (claim) => claim.record.media?.map((one) => ({ source: claim.source, ...one }))).flat(),
    summaries: perSource(
      current,
      ({ source, observedAt, record }) =>
        record.summary && { source, text: record.summary.text, model: record.summary.model ?? null, observedAt },
    ),
    relations: timeline(claims),
  };
}

/** The earliest statement or decision that lets a paper in; null: there is none. */
function firstEntry(claims: readonly PaperClaim[], importedAt: Date | null): { route: EntryRoute; at: Date } | null {
  const entries = claims.flatMap(({ record, observedAt }) =>
    record.entry === null ? [] : [{ route: record.entry, at: observedAt }],
  );
  if (importedAt !== null) entries.push({ route: "IMPORTED", at: importedAt });
  entries.sort((a, b) => a.at.getTime() - b.at.getTime() || ROUTES.indexOf(a.route) - ROUTES.indexOf(b.route));
  return entries[0] ?? null;
}

/** One source's word as a whole: volume and pages belong to the venue's name. */
function venueOf(current: readonly PaperClaim[]): MergedPaper["venue"] {
  const claim = decidingClaim(current, "VENUE");
  return claim?.record.venue ? { source: claim.source, ...claim.record.venue } : null;
}

/** Notices about this paper, and papers that this one is a notice about. */
function noticesOf({ source, record }: PaperClaim): MergedPaper["notices"] | undefined {
  if (record.notices === undefined && record.noticeOf === undefined) return undefined;
  const about = (record.notices ?? []).map((one) => ({ source, isOfThis: true, ...one }));
  return [...about, ...(record.noticeOf ?? []).map(({ kind, paper }) => ({ source, isOfThis: false, kind, notice: paper }))];
}

/** Of each source's stream the newest claim about each identifier. */
export function currentClaims(claims: readonly PaperClaim[]): PaperClaim[] {
  const keyOf = ({ source, stream, record }: PaperClaim) =>
    `${source}|${stream}|${record.subject.scheme}:${record.subject.value}`;
  return [...groupBy(claims, keyOf).values()].map((group) => group.sort(newestFirst)[0] as PaperClaim);
}

/** Reads one property by its field's rule. */
export function fieldReader(current: readonly PaperClaim[]) {
  return <Value>(field: PaperField, read: (record: PaperRecord) => Value | undefined): Value | undefined => {
    const claim = decidingClaim(current, field, (record) => read(record) !== undefined);
    return claim && read(claim.record);
  };
}

function bySource(a: PaperClaim, b: PaperClaim): number {
  return (
    sourceRank("DOI", a.source) - sourceRank("DOI", b.source) ||
    (a.source < b.source ? -1 : a.source > b.source ? 1 : newestFirst(a, b))
  );
}

/** What each source's newest stating stream says, sources in the rule's order. */
function perSource<Value>(current: readonly PaperClaim[], read: (claim: PaperClaim) => Value | undefined): Value[] {
  const newest = new Map<string, Value>();
  const sorted = [...current].sort((a, b) => sourceRank("MEDIA", a.source) - sourceRank("MEDIA", b.source) || newestFirst(a, b));
  for (const claim of sorted) {
    const value = read(claim);
    if (value !== undefined && !newest.has(claim.source)) newest.set(claim.source, value);
  }
  return [...newest.values()];
}

function latestVersion(current: readonly PaperClaim[]): number | null {
  const versions = current.flatMap((claim) => claim.record.latestVersion ?? claim.record.versions?.at(-1)?.version ?? []);
  return versions.length === 0 ? null : Math.max(...versions);
}

/** The relations after each instant at which some source said something new. */
function timeline(claims: readonly PaperClaim[]): Period<PaperRelations>[] {
  const instants = [...new Set(claims.map((claim) => claim.observedAt.getTime()))].sort((a, b) => a - b);
  return instants.map((instant) => ({
    from: new Date(instant),
    value: relationsOf(currentClaims(claims.filter((claim) => claim.observedAt.getTime() <= instant))),
  }));
}
