/** A paper as its claims make it: fields by rule, relations with the time from which they held. Pure. */
import { decidingClaim, newestFirst, type PaperClaim, sourceRank } from "../claims/candidate.ts";
import type { PaperField } from "../claims/field-rule.ts";
import type { EntryRoute, Identifier, PaperRecord, VersionEntry } from "../contract/index.ts";
import { groupBy } from "./group-by.ts";
import { type PaperRelations, type Period, relationsOf } from "./relation.ts";

/** A merged paper, before its authors, organisations and repositories are resolved. */
export interface MergedPaper {
  readonly identifier: Identifier;
  /** DOIs that its claims give it, the deciding claim's first, as printed. */
  readonly dois: readonly string[];
  readonly title: string;
  readonly abstract: string | null;
  readonly enteredBy: EntryRoute;
  readonly enteredAt: Date;
  readonly submittedAt: string | null;
  readonly updatedAt: string | null;
  readonly latestVersion: number | null;
  readonly isWithdrawn: boolean;
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
 */
export function mergePaper(identifier: Identifier, claims: readonly PaperClaim[]): MergedPaper | null {
  const entries = claims
    .filter((claim) => claim.record.entry !== null)
    .sort((a, b) => a.observedAt.getTime() - b.observedAt.getTime() || routeRank(a) - routeRank(b));
  const entry = entries[0];
  const current = currentClaims(claims);
  const field = fieldReader(current);
  const title = field("TITLE", (r) => r.title);
  if (!entry || title === undefined) return null;
  const deciding = decidingClaim(current, "DOI");
  const stating = [...(deciding ? [deciding] : []), ...[...current].sort(bySource)];
  const dois = stating.flatMap((claim) =>
    (claim.record.identifiers ?? []).filter((one) => one.scheme === "doi").map((one) => one.value),
  );
  return {
    identifier,
    dois: [...new Set(dois)],
    title,
    abstract: field("ABSTRACT", (r) => r.abstract) ?? null,
    enteredBy: entry.record.entry as EntryRoute,
    enteredAt: entry.observedAt,
    submittedAt: field("SUBMITTED_AT", (r) => r.submittedAt) ?? null,
    updatedAt: field("UPDATED_AT", (r) => r.updatedAt) ?? null,
    latestVersion: latestVersion(current),
    isWithdrawn: field("VERSIONS", (r) => r.isWithdrawn) ?? false,
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

function routeRank(claim: PaperClaim): number {
  return ROUTES.indexOf(claim.record.entry as EntryRoute);
}

/** Of each source's stream the newest claim. */
function currentClaims(claims: readonly PaperClaim[]): PaperClaim[] {
  return [...groupBy(claims, (claim) => `${claim.source}|${claim.stream}`).values()].map(
    (group) => group.sort(newestFirst)[0] as PaperClaim,
  );
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
