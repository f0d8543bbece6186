/** Judges daily lists: membership, order, printed values, ranks, movement, state and reason of emptiness. */
import type { AnsweredList, ListEntry } from "./ask-lists.ts";
import { daysBetween } from "./calendar.ts";
import { expectedEmptyReason, expectedState } from "./list-state.ts";
import { type ListLine, type ReadingLog, ranks } from "./reading-log.ts";
import type { Report } from "./report.ts";

const SOURCE = "huggingface";
/** Kinds that a judgement of states compares. */
export const STATE_KINDS = ["days", "list state", "empty reason"] as const;
/** Kinds that a judgement of contents compares. */
export const CONTENT_KINDS = [
  "papers missing",
  "papers invented",
  "papers twice",
  "total count",
  "position",
  "rank",
  "votes",
  "comments",
  "submitter",
  "organisation",
  "observed at",
  "compared with",
  "previous rank",
  "is new",
] as const;

/** What is judged: the range asked for, the time, and on which days the contents are judged too. */
export interface ListScope {
  readonly from: string;
  readonly to: string;
  readonly now: number;
  readonly hasContent: (day: string) => boolean;
  /**
   * True: the judge knows every reading, so the instant compared with is known too. Of days that settled long ago the
   * product may have made more readings than it had to; they change that instant, but no rank.
   */
  readonly knowsEveryReading: boolean;
}

/** Compares the lists answered for a range of days with the judge's own readings. */
export function judgeLists(report: Report, answered: readonly AnsweredList[], readings: ReadingLog, scope: ListScope): void {
  const at = new Date(scope.now).toISOString().slice(0, 16);
  const days = daysBetween(scope.from, scope.to);
  const byDay = new Map(answered.map((list) => [list.date, list]));
  const answeredDays = answered.map(({ date }) => date).sort();
  report.check(SOURCE, "days", `at ${at}, days of the range`, days, answeredDays);
  for (const day of days) {
    const list = byDay.get(day);
    if (!list) continue;
    const read = readings.of(day);
    report.check(SOURCE, "list state", `${day} at ${at}`, expectedState(day, scope.now, read), list.state);
    report.check(SOURCE, "empty reason", `${day} at ${at}`, expectedEmptyReason(day, scope.now, read), list.emptyReason);
    if (scope.hasContent(day))
      judgeContent(report, list, readings, { label: `${day} at ${at}`, knowsEveryReading: scope.knowsEveryReading });
  }
}

function judgeContent(
  report: Report,
  list: AnsweredList,
  readings: ReadingLog,
  { label, knowsEveryReading }: { readonly label: string; readonly knowsEveryReading: boolean },
): void {
  const newest = readings.of(list.date).at(-1);
  const lines = newest?.lines ?? [];
  const compared = readings.comparedWith(list.date);
  report.check(SOURCE, "total count", label, lines.length, list.totalCount);
  report.check(SOURCE, "observed at", label, instant(newest?.at), instant(list.observedAt));
  if (knowsEveryReading) report.check(SOURCE, "compared with", label, instant(compared?.at), instant(list.comparedWith));

  const entries = new Map<string, ListEntry>();
  const expectedIds = new Set(lines.map(({ id }) => id));
  for (const entry of list.entries) {
    const id = entry.paper?.arxivId ?? "a paper without arXiv id";
    if (entries.has(id)) report.differs(SOURCE, "papers twice", `${label}: ${id}`);
    else report.same(SOURCE, "papers twice");
    entries.set(id, entry);
    if (expectedIds.has(id)) report.same(SOURCE, "papers invented");
    else report.differs(SOURCE, "papers invented", `${label}: ${id}`);
  }
  const order = ranks(lines);
  const previous = compared && ranks(compared.lines);
  for (const [position, line] of lines.entries()) {
    const entry = entries.get(line.id);
    if (!entry) {
      report.differs(SOURCE, "papers missing", `${label}: ${line.id}`);
      continue;
    }
    report.same(SOURCE, "papers missing");
    judgeEntry(report, entry, { line, position, rank: order.get(line.id) as number, previous }, `${label}, ${line.id}`);
  }
}

interface ExpectedPlace {
  readonly line: ListLine;
  readonly position: number;
  readonly rank: number;
  readonly previous: ReadonlyMap<string, number> | null;
}

function judgeEntry(report: Report, entry: ListEntry, { line, position, rank, previous }: ExpectedPlace, label: string): void {
  const previousRank = previous?.get(line.id) ?? null;
  report.check(SOURCE, "position", label, [position, position], [entry.position, entry.listing?.position ?? null]);
  report.check(SOURCE, "rank", label, rank, entry.rank);
  report.check(SOURCE, "votes", label, [line.upvotes, line.upvotes], [entry.listing?.upvotes ?? null, entry.score]);
  report.check(SOURCE, "comments", label, line.comments, entry.listing?.commentCount ?? null);
  report.check(SOURCE, "submitter", label, line.submittedBy, entry.listing?.submittedBy ?? null);
  report.check(SOURCE, "organisation", label, line.organisation, organisationOf(entry, line.organisation));
  const change = previousRank === null ? null : previousRank - rank;
  report.check(SOURCE, "previous rank", label, [previousRank, change], [entry.previousRank, entry.change]);
  report.check(SOURCE, "is new", label, previous !== null && previousRank === null, entry.isNew);
}

/**
 * The organisation's slug. Organisations are renamed while their id stays, so an older list may print a name that the
 * organisation now only holds among its identifiers; that counts as the same.
 */
function organisationOf(entry: ListEntry, printed: string | null): string | null {
  const organization = entry.listing?.organization ?? null;
  if (organization === null) return null;
  const wanted = printed?.toLowerCase();
  if (wanted !== undefined && organization.identifiers.some(({ value }) => value.toLowerCase() === wanted)) return printed;
  return organization.slug;
}

function instant(time: number | string | null | undefined): string | null {
  return time === null || time === undefined ? null : new Date(time).toISOString();
}
