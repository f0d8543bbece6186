/** A day's answers → its list, and what it says of papers, people, organisations and counts. Pure. */
import type { Exchange, ListingLine, Normalized, NormalizedRecord, Rejection } from "../../src/contract/index.ts";
import { paperIdentifier } from "./identify.ts";
import { authorRecords, listingLine, metricRecords, organizationRecord, paperRecord } from "./records.ts";
import {
  invalid,
  isLastAnswer,
  isRefusedDay,
  itemSchema,
  namedItemSchema,
  readAddress,
  readItems,
  type WireItem,
} from "./wire.ts";

/**
 * Reads one complete reading of a day's list: all its answers, in order.
 * @throws {InvalidPayloadError} when the answers are no list, not the whole list, or another day's list
 */
export function normalizeDay(page: readonly Exchange[]): Normalized {
  const [first] = page;
  if (first === undefined) return { records: [], rejected: [] };
  const { day } = readAddress(first);
  if (page.length === 1 && isRefusedDay(first)) {
    return { records: [{ kind: "listing", day, isOpen: false, lines: [] }], rejected: [], precedence: day };
  }
  const items = page.flatMap((exchange, index) => readAnswer(exchange, index, day, index === page.length - 1));
  checkDay(first, items, day);
  return { ...readList(items, day), precedence: day };
}

/** One item with the place where it stands, unread or read. */
interface PlacedItem {
  readonly exchange: number;
  readonly path: string;
  readonly raw: unknown;
  readonly result: ReturnType<typeof itemSchema.safeParse>;
}

function readAnswer(exchange: Exchange, index: number, day: string, isLast: boolean): PlacedItem[] {
  const address = readAddress(exchange);
  const items = readItems(exchange);
  if (address.day !== day || address.page !== index || isLastAnswer(exchange, items.length) !== isLast) {
    throw invalid(`The answers are not the whole list of ${day}, in order`, exchange.request.url);
  }
  return items.map((raw, place) => ({ exchange: index, path: `/${place}`, raw, result: itemSchema.safeParse(raw) }));
}

/** The upstream ignores parameters that it does not know, so an answer must prove that it is of the day asked for. */
function checkDay({ request }: Exchange, items: readonly PlacedItem[], day: string): void {
  const stated = items.flatMap(({ result }) => statedDay(result.data) ?? []);
  const strangers = stated.filter((other) => other !== day);
  if (strangers.length * 2 > stated.length) throw invalid(`The answer lists ${strangers[0]}, not ${day}`, request.url);
}

/** The day on which the item says it was listed; null: it does not say (a quarter of all items). */
function statedDay(item: WireItem | undefined): string | null {
  return item?.paper.submittedOnDailyAt?.slice(0, 10) ?? null;
}

function readList(items: readonly PlacedItem[], day: string): { records: NormalizedRecord[]; rejected: Rejection[] } {
  const lines = new Map<string, ListingLine>();
  const records = new Map<string, NormalizedRecord>();
  const rejected: Rejection[] = [];
  const places = new Map<string, number>();

  for (const { exchange, path, raw, result } of items) {
    const read = readItem(result, day);
    // A paper that is listed twice has its first place. One whose item is wrong elsewhere keeps its place, so that the
    // others keep theirs; what does not even name a paper never had one.
    const id = "item" in read ? read.subject.value : rawIdentifier(raw);
    const position = id === null ? places.size : (places.get(id) ?? places.size);
    if (id !== null) places.set(id, position);
    if (!("item" in read)) {
      rejected.push({ exchange, path: path + read.path, code: "ERR_RECORD_INVALID", reason: read.reason });
      continue;
    }
    const { item, subject } = read;
    if (lines.has(subject.value)) continue;
    lines.set(subject.value, listingLine(item, subject, position));
    for (const record of recordsOf(item, subject)) if (!records.has(keyOf(record))) records.set(keyOf(record), record);
  }

  // Of a list of which nothing can be read it is not known that it is empty.
  if (lines.size === 0 && rejected.length > 0) return { records: [], rejected };
  const ordered = [...lines.values()].sort((one, other) => one.position - other.position);
  return { records: [{ kind: "listing", day, isOpen: true, lines: ordered }, ...records.values()], rejected };
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

function readItem(result: PlacedItem["result"], day: string): ReadItem {
  if (!result.success) {
    const [issue] = result.error.issues;
    return { path: pointer(issue?.path ?? []), reason: issue?.message ?? "not an item" };
  }
  const item = result.data;
  const subject = paperIdentifier(item.paper.id);
  if (subject === null) return { path: "/paper/id", reason: "not an identifier" };
  const other = statedDay(item);
  if (other !== null && other !== day) return { path: "/paper/submittedOnDailyAt", reason: `listed on ${other}, not on ${day}` };
  return { item, subject };
}

/** The canonical identifier of an item that is wrong elsewhere; null: it has none. */
function rawIdentifier(raw: unknown): string | null {
  const named = namedItemSchema.safeParse(raw);
  return named.success ? (paperIdentifier(named.data.paper.id)?.value ?? null) : null;
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
