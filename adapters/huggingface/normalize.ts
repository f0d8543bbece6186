/** A day's answers → its list, and what it says of papers, people, organisations and counts. Pure. */
import type { Exchange, Identifier, ListingLine, Normalized, NormalizedRecord, Rejection } from "../../src/contract/index.ts";
import { paperIdentifier } from "./identify.ts";
import { authorRecords, listingLine, metricRecords, organizationRecord, paperRecord } from "./records.ts";
import { idOf, invalid, isRefusedDay, itemSchema, nextAnswer, readAddress, readItems, statedDay, type WireItem } from "./wire.ts";

/**
 * Reads one reading of a day's list: all its answers, in order. An item that names its paper and is wrong elsewhere keeps
 * its line, without values, so that no paper seems to have left. When an item does not even name a paper it is not
 * known which paper stands there: the reading is then not complete, and no list is stated.
 * @throws {InvalidPayloadError} when the answers are no list, not the whole list, or another day's list
 */
export function normalizeDay(page: readonly Exchange[]): Normalized {
  const [first] = page;
  if (first === undefined) return { records: [], rejected: [] };
  const { day } = readAddress(first);
  if (page.length === 1 && isRefusedDay(first)) {
    return { records: [{ kind: "listing", day, isOpen: false, lines: [] }], rejected: [], precedence: day };
  }
  const items = page.flatMap((exchange, index) => readAnswer(exchange, index, day, page[index + 1]));
  const { places, ...said } = readList(items, day, page.length - 1);
  return { ...said, ...(page.length > 1 && { places }), precedence: day };
}

/** One item with the place where it stands, unread or read. */
interface PlacedItem {
  readonly exchange: number;
  readonly path: string;
  readonly raw: unknown;
  readonly result: ReturnType<typeof itemSchema.safeParse>;
}

function readAnswer(exchange: Exchange, index: number, day: string, following: Exchange | undefined): PlacedItem[] {
  const address = readAddress(exchange);
  const items = readItems(exchange);
  const isInPlace = address.day === day && address.page === index;
  if (!isInPlace || !isFollowedBy(exchange, items.length, following)) {
    throw invalid(`The answers are not the whole list of ${day}, in order`, exchange.request.url, {
      code: "ERR_SOURCE_MISMATCH",
    });
  }
  return items.map((raw, place) => ({ exchange: index, path: `/${place}`, raw, result: itemSchema.safeParse(raw) }));
}

/** Whether the page goes on, or ends, as the answer says that the list does. */
function isFollowedBy(exchange: Exchange, itemCount: number, following: Exchange | undefined): boolean {
  const next = nextAnswer(exchange, itemCount);
  if (following === undefined) return next === null || !next.isPromised;
  if (next === null) return false;
  const { limit } = readAddress(following);
  // Readings that were archived before answers of another size were asked for went on in the size of the first.
  return limit === next.limit || (next.isPromised && limit === readAddress(exchange).limit);
}

/** `last`: place of the answer with which the list is whole. */
function readList(
  items: readonly PlacedItem[],
  day: string,
  last: number,
): { records: NormalizedRecord[]; rejected: Rejection[]; places: number[] } {
  const lines = new Map<string, ListingLine>();
  const records = new Map<string, NormalizedRecord>();
  const rejected: Rejection[] = [];
  const saidIn = new Map<string, number>();
  const places = new Map<string, number>();
  const stated = new Set<string>();
  let isComplete = true;
  for (const { exchange, path, raw, result } of items) {
    const named = paperIdentifier(idOf(raw) ?? "");
    // A paper that is listed twice has its first place.
    const position = named === null ? places.size : (places.get(named.value) ?? places.size);
    if (named === null) isComplete = false;
    else places.set(named.value, position);

    const read = readItem(result, named, day);
    if (!("item" in read)) {
      rejected.push({ exchange, path: path + read.path, code: "ERR_RECORD_INVALID", reason: read.reason });
      if (named !== null && !lines.has(named.value)) lines.set(named.value, { paper: named, position });
      continue;
    }
    const { item, subject } = read;
    if (stated.has(subject.value)) continue;
    stated.add(subject.value);
    lines.set(subject.value, listingLine(item, subject, position));
    for (const record of recordsOf(item, subject)) {
      if (records.has(keyOf(record))) continue;
      records.set(keyOf(record), record);
      saidIn.set(keyOf(record), exchange);
    }
  }

  if (!isComplete) return { records: [...records.values()], rejected, places: [...saidIn.values()] };
  const ordered = [...lines.values()].sort((one, other) => one.position - other.position);
  return {
    records: [{ kind: "listing", day, isOpen: true, lines: ordered }, ...records.values()],
    rejected,
    places: [last, ...saidIn.values()],
  };
}

/** Everything that an item says besides its line. */
function recordsOf(item: WireItem, subject: ListingLine["paper"]): NormalizedRecord[] {
  const organization = organizationRecord(item);
  return [
    paperRecord(item, subject),
    ...authorRecords(item),
    ...(organization ? [organization] : []),
    ...metricRecords(item, subject),
  ];
}

type ReadItem = { item: WireItem; subject: ListingLine["paper"] } | { path: string; reason: string };

function readItem(result: PlacedItem["result"], subject: Identifier | null, day: string): ReadItem {
  if (!result.success) {
    const [issue] = result.error.issues;
    return { path: pointer(issue?.path ?? []), reason: issue?.message ?? "not an item" };
  }
  if (subject === null) return { path: "/paper/id", reason: "not an identifier" };
  const other = statedDay(result.data);
  if (other !== null && other !== day) return { path: "/paper/submittedOnDailyAt", reason: `listed on ${other}, not on ${day}` };
  return { item: result.data, subject };
}

/** What a record is about: two records of one page must differ in it. */
function keyOf(record: NormalizedRecord): string {
  if (record.kind === "listing" || record.kind === "announcement") return record.kind;
  const metric = record.kind === "metric" ? record.metric : "";
  return `${record.kind} ${metric} ${record.subject.scheme} ${record.subject.value}`;
}

/** RFC 6901. */
function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
