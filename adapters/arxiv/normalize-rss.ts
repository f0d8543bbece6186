/** Announcement feeds: who was announced in which category, and what the feed says of the papers. Pure. */
import type { AnnouncementRecord, Exchange, Normalized, PaperRecord } from "../../src/contract/index.ts";
import { easternDayOf } from "./instant.ts";
import { abstractOf, readEach, stated, withoutRepeats } from "./normalize.ts";
import { categoryIn, itemSchema, readRss, type WireItem } from "./wire-rss.ts";
import { invalid } from "./xml.ts";

/** @throws {InvalidPayloadError} when a body is no feed of one category, or an error in the shape of a feed */
export function normalizeRss(page: readonly Exchange[]): Normalized {
  const feeds = page.map((exchange, at) => {
    const category = categoryIn(exchange);
    const feed = readRss(exchange);
    if (feed.kind === "error") throw invalid(exchange, `is an error: ${feed.message}`);
    const day = easternDayOf(feed.builtAt);
    const { read, rejected } = readEach(itemSchema, feed.items, { exchange: at, name: "item" });
    return { read, announcements: read.map((item) => announcementOf(item, category, day)), rejected };
  });
  return {
    records: [
      ...withoutRepeats(feeds.flatMap(({ announcements }) => announcements)),
      ...papersOf(feeds.flatMap(({ read }) => read)),
    ],
    rejected: feeds.flatMap(({ rejected }) => rejected),
  };
}

function announcementOf({ guid, announce_type: type }: WireItem, category: string, day: string): AnnouncementRecord {
  return { kind: "announcement", paper: guid.subject, version: guid.version, category, type, day, isDayInferred: true };
}

/** One statement per paper, of its newest announced version; it lets the paper in when any of its announcements does. */
function papersOf(items: readonly WireItem[]): PaperRecord[] {
  const newest = new Map<string, WireItem>();
  const entering = new Set<string>();
  for (const item of items) {
    const id = item.guid.subject.value;
    const known = newest.get(id);
    if (!known || known.guid.version < item.guid.version) newest.set(id, item);
    // A replacement must never be taken for a new paper.
    if (item.announce_type === "NEW" || item.announce_type === "CROSS") entering.add(id);
  }
  return [...newest].map(([id, item]) => paperOf(item, entering.has(id) ? "ANNOUNCED" : null));
}

function paperOf(wire: WireItem, entry: PaperRecord["entry"]): PaperRecord {
  return {
    kind: "paper",
    subject: wire.guid.subject,
    entry,
    isKnown: true,
    ...stated({
      identifiers: wire.DOI,
      title: wire.title,
      abstract: abstractOf(wire.description),
      latestVersion: wire.guid.version,
      categories: [...new Set(wire.category)],
      license: wire.rights,
      journalRef: wire.journal_reference,
    }),
  };
}
