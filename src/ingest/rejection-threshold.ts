/** When so much of an answer cannot be read that the rest of it cannot be trusted. Pure. */
import { InvalidPayloadError, type Normalized, type Rejection } from "../contract/index.ts";

/** Above this share of rejected units an answer is refused… */
export const MAX_REJECTED_SHARE = 0.05;
/** …when there are at least so many: a day of Hugging Face has 20 to 50 items, and one bad item is a bad item. */
export const MIN_REJECTED = 10;
/** A short answer is refused when more than half of it, and at least so many, cannot be read. */
export const MIN_REJECTED_OF_SHORT = 5;
/** So many over the pages of one run end the run, with the same share: a slow leak that no page shows. */
export const MIN_REJECTED_OF_RUN = 25;
/** Look-ups that all fail, one after the other, end a run after so many. */
export const MIN_REJECTED_LOOKUPS = 50;

/** What a run has read so far. A unit is what people would count: a paper, a repository, a line of a list. */
export interface RejectionCount {
  readonly read: number;
  readonly rejected: number;
}

/** Before the first page of a run. */
export const NOTHING_REJECTED: RejectionCount = { read: 0, rejected: 0 };

/** Whose page it is; `isLookup`: as the stream declares. `url` without secrets. */
export interface CheckedPage {
  readonly source?: string;
  readonly isLookup?: boolean;
  readonly url?: string;
}

/**
 * Counts a page in. Call it after `normalize` and before anything of the page is stored.
 *
 * A page fails when more than 5 % of its units are rejected and at least 10 are; when more than half are and at least 5; or when
 * nothing could be read and at least two were rejected (a lone one may be an answer that is one record: its rejection is
 * quarantined). A run fails when more than 5 % and at least 25 were rejected over all its pages. Answers to look-ups hold things that have
 * nothing to do with each other, and those that stay unreadable are asked for first in every run: they fail only
 * when nothing at all can be read, of a page or of a run's first 50.
 *
 * @returns the counts with this page
 * @throws {InvalidPayloadError} `ERR_SOURCE_TOO_MANY_REJECTED`, which says how many, which share, and the first reasons
 */
export function checkRejections(normalized: Normalized, soFar: RejectionCount, page: CheckedPage = {}): RejectionCount {
  const { rejected } = normalized;
  const read = unitsRead(normalized);
  const total = { read: soFar.read + read, rejected: soFar.rejected + rejected.length };
  if (rejected.length === 0) return total;
  const here = { read, rejected: rejected.length };
  if (isPageLost(here, page.isLookup ?? false)) throw tooMany("of the answer", here, rejected, page);
  if (isRunLost(total, page.isLookup ?? false)) throw tooMany("of the run so far", total, rejected, page);
  return total;
}

function isPageLost(count: RejectionCount, isLookup: boolean): boolean {
  if (count.read === 0) return count.rejected >= 2;
  if (isLookup) return false;
  return (
    (count.rejected >= MIN_REJECTED && shareOf(count) > MAX_REJECTED_SHARE) ||
    (count.rejected >= MIN_REJECTED_OF_SHORT && shareOf(count) > 0.5)
  );
}

function isRunLost(count: RejectionCount, isLookup: boolean): boolean {
  if (isLookup) return count.read === 0 && count.rejected >= MIN_REJECTED_LOOKUPS;
  return count.rejected >= MIN_REJECTED_OF_RUN && shareOf(count) > MAX_REJECTED_SHARE;
}

function shareOf({ read, rejected }: RejectionCount): number {
  return rejected / (read + rejected);
}

/** Papers, repositories, announcements or lines, whichever are most: several records may be about one of them. */
function unitsRead({ records, rejected }: Normalized): number {
  const counts = { paper: 0, repository: 0, announcement: 0, line: 0, other: 0 };
  for (const record of records) {
    if (record.kind === "paper" || record.kind === "repository" || record.kind === "announcement") counts[record.kind] += 1;
    // A list that is known to be empty, or not to be open yet, has been read, too.
    else if (record.kind === "listing") counts.line += Math.max(1, record.lines.length);
    else counts.other += 1;
  }
  const { other, line, ...named } = counts;
  // What could not be read keeps its line, so that nothing seems to have left the list: it is not read by that.
  const read = Math.max(...Object.values(named), line - rejected.length);
  return read > 0 || line > 0 ? Math.max(0, read) : other;
}

const SHOWN_REASONS = 3;

function tooMany(of: string, count: RejectionCount, rejected: readonly Rejection[], page: CheckedPage): InvalidPayloadError {
  const reasons = [...new Set(rejected.map(({ path, reason }) => `${path}: ${reason.replace(/\s+/g, " ").slice(0, 200)}`))];
  const percent = (shareOf(count) * 100).toFixed(shareOf(count) < 0.1 ? 1 : 0);
  const more = reasons.length > SHOWN_REASONS ? "; …" : "";
  return new InvalidPayloadError(
    `${count.rejected} of ${count.read + count.rejected} records ${of} cannot be read (${percent} %): ${reasons.slice(0, SHOWN_REASONS).join("; ")}${more}`,
    {
      code: "ERR_SOURCE_TOO_MANY_REJECTED",
      ...(page.source === undefined ? {} : { source: page.source }),
      ...(page.url === undefined ? {} : { url: page.url }),
    },
  );
}
