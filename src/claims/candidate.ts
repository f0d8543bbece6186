/** From claims to candidates: what each source says about one field, the chosen one first. Pure. */
import type { PaperRecord } from "../contract/index.ts";
import { FIELD_RULES, type PaperField } from "./field-rule.ts";

/** A value as JSON can say it. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** What one stream of one source says about a paper from `observedAt` on. */
export interface PaperClaim {
  readonly source: string;
  readonly stream: string;
  readonly observedAt: Date;
  readonly exchangeId: string;
  readonly record: PaperRecord;
}

/** One source's word on a field. */
export interface Candidate {
  readonly source: string;
  readonly stream: string;
  readonly observedAt: Date;
  readonly exchangeId: string;
  readonly value: JsonValue;
  readonly isChosen: boolean;
}

/** The part of a record that states each field; undefined: the record does not state it. Counters are metrics, not claims. */
const STATED: Readonly<Record<PaperField, (record: PaperRecord) => JsonValue | undefined>> = {
  TITLE: (r) => r.title,
  ABSTRACT: (r) => r.abstract,
  // An empty name: somebody who is not shown has this place.
  AUTHORS: (r) => r.authors?.map((author) => author.name || null),
  SUBMITTED_AT: (r) => r.submittedAt ?? r.submittedOn,
  UPDATED_AT: (r) => r.updatedAt,
  VERSIONS: (r) => r.versions?.map((v) => ({ version: v.version, submittedAt: v.submittedAt })),
  CATEGORIES: (r) => r.categories,
  LICENSE: (r) => r.license,
  PUBLISHED_AT: (r) => r.publishedAt,
  VENUE: (r) => r.venue && (JSON.parse(JSON.stringify(r.venue)) as JsonValue),
  IS_RETRACTED: (r) => r.isRetracted,
  COMMENT: (r) => r.comment,
  JOURNAL_REF: (r) => r.journalRef,
  REPORT_NUMBER: (r) => r.reportNumber,
  DOI: (r) => doisOf(r),
  KEYWORDS: (r) => r.keywords,
  SUMMARY: (r) => r.summary?.text,
  MEDIA: (r) => r.media?.map((one) => one.url),
  PROJECT_PAGE: (r) => r.projectPage,
  THUMBNAIL: (r) => r.thumbnail,
  SUBMITTED_BY: (r) => r.submittedBy,
  ORGANIZATIONS: (r) => r.organizations?.map((identifier) => identifier.value),
  REPOSITORIES: (r) => r.repositories?.map((link) => link.asWritten),
  UPVOTES: () => undefined,
  COMMENT_COUNT: () => undefined,
  CITATION_COUNT: () => undefined,
};

function doisOf(record: PaperRecord): JsonValue | undefined {
  const dois = record.identifiers?.filter((identifier) => identifier.scheme === "doi").map((identifier) => identifier.value);
  if (dois === undefined || dois.length === 0) return undefined;
  return dois.length === 1 ? dois[0] : dois;
}

/** Place of a source in a field's order: named ones first. Lower is better. */
export function sourceRank(field: PaperField, source: string): number {
  const place = FIELD_RULES[field].sources.indexOf(source);
  return place < 0 ? FIELD_RULES[field].sources.length : place;
}

/**
 * Newest first; of one instant the stream that comes first in the alphabet, so that the answer depends on nothing but
 * the claims (`oai` before `oai-raw` before `records` before `rss`), and of two identifiers of one paper the lesser one.
 */
export function newestFirst(a: PaperClaim, b: PaperClaim): number {
  return (
    b.observedAt.getTime() - a.observedAt.getTime() ||
    compareText(a.stream, b.stream) ||
    compareText(subjectText(a), subjectText(b))
  );
}

function subjectText({ record }: PaperClaim): string {
  return `${record.subject.scheme}:${record.subject.value}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The claim that decides a field, of claims that all hold at one moment (the newest per source and stream): the best
 * source that states it, and of its streams the newest statement. Undefined: nobody states it.
 */
export function decidingClaim(
  claims: readonly PaperClaim[],
  field: PaperField,
  states: (record: PaperRecord) => boolean = (record) => STATED[field](record) !== undefined,
): PaperClaim | undefined {
  const stating = claims.filter((claim) => states(claim.record));
  stating.sort(
    (a, b) => sourceRank(field, a.source) - sourceRank(field, b.source) || compareText(a.source, b.source) || newestFirst(a, b),
  );
  return stating[0];
}

/** Whether a record states a field so that the paper can show it: a day is stated, but no instant of submission. */
function isShown(field: PaperField): (record: PaperRecord) => boolean {
  return field === "SUBMITTED_AT"
    ? (record) => record.submittedAt !== undefined
    : (record) => STATED[field](record) !== undefined;
}

/** One candidate per source that states the field, the chosen one first. `claims`: the newest per source and stream. */
export function fieldCandidates(claims: readonly PaperClaim[], field: PaperField): Candidate[] {
  const sources = [...new Set(claims.map((claim) => claim.source))];
  const deciding = sources.flatMap((source) => {
    const own = claims.filter((claim) => claim.source === source);
    return decidingClaim(own, field, isShown(field)) ?? decidingClaim(own, field) ?? [];
  });
  const states = isShown(field);
  const rank = (claim: PaperClaim) => (states(claim.record) ? 0 : 1);
  deciding.sort(
    (a, b) => rank(a) - rank(b) || sourceRank(field, a.source) - sourceRank(field, b.source) || compareText(a.source, b.source),
  );
  return deciding.map((claim, place) => ({
    source: claim.source,
    stream: claim.stream,
    observedAt: claim.observedAt,
    exchangeId: claim.exchangeId,
    value: STATED[field](claim.record) as JsonValue,
    isChosen: states(claim.record) && (place === 0 || FIELD_RULES[field].showsAll === true),
  }));
}
