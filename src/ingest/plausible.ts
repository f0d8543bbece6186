/** What a record says of time, against the time at which it was fetched. Pure. */
import type { Normalized, NormalizedRecord, Rejection } from "../contract/index.ts";

/** Clocks differ, and days begin earlier in the east; what lies further ahead cannot have happened yet. */
const AHEAD_MS = 86_400_000;
/** PostgreSQL and JavaScript disagree about the years before, and no index of papers needs them. */
const FIRST_YEAR = "1000";

/** An instant or a day in a record, and where it stands. */
interface Statement {
  readonly field: string;
  readonly at: string | undefined;
}

/**
 * Takes out the records that state an instant or a day more than a day after they were fetched, or before the year 1000.
 * Each becomes a rejection; a record's path is `/<kind>/<scheme>:<value>/<field>`, since what was read from where is no longer known
 * here, and its exchange is the page's first. Everything else comes out as it came in.
 * @param fetchedAt when the page's first answer was fetched
 */
export function rejectImplausible(normalized: Normalized, fetchedAt: Date): Normalized {
  const rejected: Rejection[] = [];
  const records = normalized.records.filter((record) => {
    const wrong = statementsOf(record).find(({ at }) => at !== undefined && !isPlausible(at, fetchedAt));
    if (wrong === undefined) return true;
    rejected.push({
      exchange: 0,
      path: `/${nameOf(record)}/${wrong.field}`,
      code: "ERR_RECORD_IMPLAUSIBLE",
      reason: `states ${wrong.at}, but was fetched at ${fetchedAt.toISOString()}`,
    });
    return false;
  });
  if (rejected.length === 0) return normalized;
  const kept = new Set<unknown>(records);
  const places = normalized.places?.filter((_place, at) => kept.has(normalized.records[at]));
  return { ...normalized, records, rejected: [...normalized.rejected, ...rejected], ...(places && { places }) };
}

function isPlausible(at: string, fetchedAt: Date): boolean {
  const ms = Date.parse(at);
  return at >= FIRST_YEAR && ms <= fetchedAt.getTime() + AHEAD_MS;
}

function statementsOf(record: NormalizedRecord): readonly Statement[] {
  switch (record.kind) {
    case "paper":
      return [
        { field: "submittedAt", at: record.submittedAt },
        { field: "submittedOn", at: record.submittedOn },
        { field: "updatedAt", at: record.updatedAt },
        ...(record.versions ?? []).map(({ submittedAt }, place) => ({ field: `versions/${place}/submittedAt`, at: submittedAt })),
      ];
    case "repository":
      return [
        { field: "createdAt", at: record.createdAt },
        { field: "pushedAt", at: record.pushedAt },
      ];
    case "listing":
    case "announcement":
      return [{ field: "day", at: record.day }];
    default:
      return [];
  }
}

function nameOf(record: NormalizedRecord): string {
  if (record.kind === "listing") return "listing";
  const { scheme, value } = record.kind === "announcement" ? record.paper : record.subject;
  return `${record.kind}/${scheme}:${value.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
