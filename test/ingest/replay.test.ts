/** Reading the archive again: one source, a newer adapter, a pruned archive. On both databases. */
import fc from "fast-check";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { createClock } from "../../src/clock.ts";
import type { AnySourceStream, Identifier, NormalizedRecord, PaperRecord, SourceAdapter } from "../../src/contract/index.ts";
import { InvalidPayloadError } from "../../src/contract/index.ts";
import type { Database } from "../../src/db/client.ts";
import { bringUpToDate } from "../../src/ingest/bring-up-to-date.ts";
import { checksum } from "../../src/ingest/checksum.ts";
import { createIngest, type Ingest } from "../../src/ingest/ingest.ts";
import { staleSources } from "../../src/ingest/normalizer-version.ts";
import { renormalize } from "../../src/ingest/renormalize.ts";
import { pruneArchive } from "../../src/ingest/retention.ts";
import { describeDatabases, emptyTables } from "../kit/database.ts";
import { silentLog } from "../kit/log.ts";
import { said, spokenAdapter } from "./spoken-adapter.ts";

const arxiv = (value: string): Identifier => ({ scheme: "arxiv", value });
const DAY_MS = 86_400_000;

function paper(id: string, more: Partial<PaperRecord> = {}): PaperRecord {
  return { kind: "paper", subject: arxiv(id), entry: "LISTED", isKnown: true, title: `Paper ${id}`, ...more };
}

function metric(subjectType: "paper" | "repository", subject: Identifier, value: number): NormalizedRecord {
  return { kind: "metric", subjectType, subject, metric: subjectType === "paper" ? "UPVOTES" : "STARS", value };
}

const LIST: NormalizedRecord = {
  kind: "listing",
  day: "2025-12-31",
  isOpen: true,
  lines: [{ paper: arxiv("2401.00001"), position: 0 }],
};

/** A source whose streams normalise as `change` says. */
function changed(adapter: SourceAdapter, change: Partial<SourceAdapter>, stream: Partial<AnySourceStream> = {}): SourceAdapter {
  const streams = Object.entries(adapter.streams).map(([name, one]) => [name, { ...one, ...stream }]);
  return { ...adapter, ...change, streams: Object.fromEntries(streams) };
}

/** The next version of a source: it leaves out papers whose id ends in 2, people and counters, and renames the others. */
function nextVersion(adapter: SourceAdapter, onPage: () => void = () => undefined): SourceAdapter {
  const { normalize } = adapter.streams["words"] as AnySourceStream;
  return changed(
    adapter,
    { normalizerVersion: adapter.normalizerVersion + 1 },
    {
      normalize: (page) => {
        onPage();
        const normalized = normalize(page);
        const records = normalized.records.flatMap((record): NormalizedRecord[] => {
          if (record.kind === "paper" && record.subject.value.endsWith("2")) return [];
          if (record.kind === "author" || record.kind === "metric" || record.kind === "repository") return [];
          return record.kind === "paper" ? [{ ...record, title: `${record.title}, read anew` }] : [record];
        });
        return { ...normalized, records };
      },
    },
  );
}

function counting(normalize: AnySourceStream["normalize"], count: () => void): AnySourceStream["normalize"] {
  return (page) => {
    count();
    return normalize(page);
  };
}

const huggingface = spokenAdapter("huggingface");
const printed = spokenAdapter("arxiv");
const github = spokenAdapter("github");

/** What several sources say of the same papers, people and repositories. */
const PAGES: readonly [string, string, NormalizedRecord[]][] = [
  [
    "huggingface",
    "2026-01-05T10:00:00Z",
    [
      paper("2401.00001", {
        keywords: ["a"],
        authors: [{ name: "Ada Byron", identifiers: [{ scheme: "huggingface-login", value: "ada" }] }, { name: "B C" }],
        repositories: [{ asWritten: "https://github.com/o/old", repository: { scheme: "github-name", value: "o/old" } }],
      }),
      paper("2401.00002", {
        keywords: ["only here"],
        authors: [{ name: "Only Here" }],
        identifiers: [{ scheme: "doi", value: "10.1000/x" }],
      }),
      metric("paper", arxiv("2401.00001"), 3),
      {
        kind: "author",
        subject: { scheme: "huggingface", value: "u1" },
        name: "Ada",
        avatar: "https://example.org/ada.png",
        identifiers: [{ scheme: "huggingface-login", value: "ada" }],
      },
      {
        kind: "listing",
        day: "2026-01-05",
        isOpen: true,
        lines: [
          { paper: arxiv("2401.00001"), position: 0, upvotes: 3 },
          { paper: arxiv("2401.00002"), position: 1 },
        ],
      },
    ],
  ],
  [
    "arxiv",
    "2026-01-05T12:00:00Z",
    [
      paper("2401.00001", {
        entry: "ANNOUNCED",
        categories: ["cs.CL"],
        authors: [{ name: "Ada Byron" }],
        identifiers: [{ scheme: "doi", value: "10.1000/x" }],
      }),
      paper("2401.00003", { entry: "ANNOUNCED", title: "Of arXiv alone" }),
    ],
  ],
  [
    "github",
    "2026-01-06T12:00:00Z",
    [
      {
        kind: "repository",
        subject: { scheme: "github-name", value: "o/old" },
        state: "MOVED",
        hostIdentifier: { scheme: "github", value: "7" },
        nameWithOwner: "N/New",
      },
      metric("repository", { scheme: "github", value: "7" }, 9),
      metric("repository", { scheme: "github-name", value: "c/counted" }, 4),
    ],
  ],
  ["huggingface", "2026-01-07T10:00:00Z", [paper("2401.00001", { keywords: ["b"] }), metric("paper", arxiv("2401.00001"), 5)]],
];

describeDatabases("replay", (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => await emptyTables(database));

  const ingestWith = (adapters: readonly SourceAdapter[]): Ingest =>
    createIngest({
      ...{ database, adapters, settings: {}, clock: createClock({ clockUrl: null }), limitTimescale: 1 },
      ...{ contactEmail: null, backfillDays: 30, log: silentLog },
    });
  const fill = async (adapters: readonly SourceAdapter[], pages = PAGES) => {
    const ingest = ingestWith(adapters);
    for (const [source, at, records] of pages) await ingest.importPages(source, "words", [said(at, records)]);
  };
  const sums = async () =>
    Object.fromEntries((await checksum(database)).tables.map(({ table, rows, sum }) => [table, `${rows} ${sum}`]));
  const all = [printed, huggingface, github];

  test.each(["huggingface", "arxiv", "github"])("one source read again gives what a whole rebuild gives: %s", async (source) => {
    await fill(all);
    const before = await sums();
    const same = await renormalize({ sql: database.sql, adapters: all, source });
    expect(same.pages).toBe(PAGES.filter(([id]) => id === source).length);
    expect(await sums()).toEqual(before);

    const newer = all.map((one) => (one.id === source ? nextVersion(one) : one));
    await renormalize({ sql: database.sql, adapters: newer, source });
    const reread = await sums();
    expect(reread).not.toEqual(before);
    await renormalize({ sql: database.sql, adapters: newer });
    expect(await sums()).toEqual(reread);
    await emptyTables(database);
    await fill(newer);
    expect(await sums()).toEqual(reread);
  });

  test("what nobody says any more is gone, and said to be", async () => {
    await fill(all);
    await renormalize({
      sql: database.sql,
      adapters: all.map((one) => (one.id === "huggingface" ? nextVersion(one) : one)),
      source: "huggingface",
    });
    const { sql } = database;
    expect((await sql`select arxiv_id from paper order by 1`).map((row) => row["arxiv_id"])).toEqual([
      "2401.00001",
      "2401.00003",
    ]);
    expect((await sql`select name from author where name like '%Only%'`).length).toBe(0);
    expect((await sql`select doi from paper where arxiv_id = '2401.00001'`)[0]?.["doi"]).toBe("10.1000/x");
    const removed = await sql`select kind from change where kind = 'PAPER_REMOVED'`;
    expect(removed.length).toBe(1);
  });

  test("a raised version reads its own source again, once, and gives the tables of a fresh database", async () => {
    const { sql } = database;
    const options = { log: silentLog };
    expect(await bringUpToDate(sql, all, options)).toEqual([]);
    await fill(all);
    expect(await bringUpToDate(sql, all, options)).toEqual([]);
    const calls = new Map<string, number>();
    const counted = all.map((one) => {
      const count = () => void calls.set(one.id, (calls.get(one.id) ?? 0) + 1);
      if (one.id === "huggingface") return nextVersion(one, count);
      const { normalize } = one.streams["words"] as AnySourceStream;
      return changed(one, {}, { normalize: counting(normalize, count) });
    });
    const both = await Promise.all(
      database.kind === "server"
        ? [1, 2].map(() => bringUpToDate(sql, counted, options))
        : [bringUpToDate(sql, counted, options)],
    );
    expect(both.flat()).toEqual([{ source: "huggingface", from: 1, to: 2 }]);
    expect([...calls]).toEqual([["huggingface", 2]]);
    const reread = await sums();
    await emptyTables(database);
    await fill(counted);
    expect(await sums()).toEqual(reread);
    await expect(staleSources(sql, all)).rejects.toMatchObject({ code: "ERR_OLDER_PROGRAM" });
    await expect(bringUpToDate(sql, all, options)).rejects.toMatchObject({ code: "ERR_OLDER_PROGRAM" });
    await expect(fill(all)).rejects.toMatchObject({ code: "ERR_OLDER_PROGRAM" });
    expect(await sums()).toEqual(reread);
  });

  test("a database of the time before versions were written takes its archive's; one with unread pages reads them", async () => {
    const { sql } = database;
    await fill(all);
    const before = await sums();
    await sql`delete from source_normalizer`;
    expect(await bringUpToDate(sql, all, { log: silentLog })).toEqual([]);
    await sql`delete from source_normalizer where source = 'github'`;
    expect(await bringUpToDate(sql, all, { log: silentLog })).toEqual([{ source: "github", from: null, to: 1 }]);
    expect(await sums()).toEqual(before);
  });

  test("a page that is no answer any more is quarantined as a whole; a mistake in an adapter changes nothing", async () => {
    await fill(all);
    const before = await sums();
    const failing = (error: Error) =>
      all.map((one) =>
        one.id === "github"
          ? changed(
              one,
              {},
              {
                normalize: () => {
                  throw error;
                },
              },
            )
          : one,
      );
    await expect(renormalize({ sql: database.sql, adapters: failing(new TypeError("a mistake")) })).rejects.toMatchObject({
      code: "ERR_RENORMALIZE",
    });
    expect(await sums()).toEqual(before);
    const refusing = failing(new InvalidPayloadError("no answer", { source: "github" }));
    expect(await renormalize({ sql: database.sql, adapters: refusing })).toEqual({ pages: 4, unreadable: 1 });
    const rows = await database.sql`select source, path, code from quarantine`;
    expect(rows.map((row) => ({ ...row }))).toEqual([{ source: "github", path: "", code: "ERR_RECORD_PAGE" }]);
    await renormalize({ sql: database.sql, adapters: all });
    expect(await sums()).toEqual(before);
  });

  test("a pruned archive holds the same tables, now, after a rebuild, and when more arrives", async () => {
    const announcing = [changed(huggingface, {}, { emits: ["paper", "announcement"] }), printed];
    const START = Date.parse("2026-01-01T00:00:00Z");
    const at = (hour: number) => new Date(START + hour * 3_600_000).toISOString();
    const word = fc.record({
      source: fc.constantFrom("huggingface", "arxiv"),
      hour: fc.integer({ min: 0, max: 23 }),
      precedence: fc.constantFrom("", "b"),
      title: fc.constantFrom("One", "Two"),
      votes: fc.constantFrom(1, 1, 1, 2),
      isAnnouncing: fc.boolean(),
      isListing: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    });
    type Word = typeof word extends fc.Arbitrary<infer One> ? One : never;
    const records = ({ title, votes, isAnnouncing, isListing, source }: Word): NormalizedRecord[] => [
      paper("2401.00001", { title }),
      metric("paper", arxiv("2401.00001"), votes),
      ...(isAnnouncing && source === "huggingface"
        ? [
            {
              kind: "announcement",
              paper: arxiv("2401.00001"),
              version: 1,
              category: "cs.CL",
              type: "NEW",
              day: title === "One" ? "2025-12-31" : "2025-12-30",
              isDayInferred: true,
            } as const,
          ]
        : []),
      ...(isListing ? [LIST] : []),
    ];
    const bring = async (words: readonly Word[]) => {
      const ingest = ingestWith(announcing);
      for (const one of words) {
        const page = said(at(one.hour), records(one), one.precedence);
        const exchanges = page.exchanges.map((exchange) => ({
          ...exchange,
          request: { ...exchange.request, url: "https://example.org/same" },
        }));
        await ingest.importPages(one.source, "words", [{ ...page, exchanges }]);
      }
    };
    // Of a row of equal answers some go, whatever chance brings besides.
    const sameWord = (hour: number): Word => ({
      ...{ source: "huggingface", hour, precedence: "", title: "One", votes: 1, isAnnouncing: false, isListing: false },
    });
    let dropped = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(word, { minLength: 4, maxLength: 20 }),
        fc.array(
          word.map((one) => ({ ...one, hour: 24 + one.hour })),
          { maxLength: 3 },
        ),
        async (early, late) => {
          await emptyTables(database);
          // Two answers of one stream at one instant and of one precedence contradict themselves.
          const words = [...new Map(early.map((one) => [`${one.source} ${one.hour} ${one.precedence}`, one])).values()];
          const more = [...new Map(late.map((one) => [`${one.source} ${one.hour} ${one.precedence}`, one])).values()];
          await bring(words);
          const before = await sums();
          const now = new Date(START + DAY_MS + DAY_MS);
          const rehearsed = await pruneArchive(database.sql, now, { adapters: announcing, keepDays: 1, isDryRun: true });
          const pruned = await pruneArchive(database.sql, now, { adapters: announcing, keepDays: 1 });
          expect(rehearsed).toEqual(pruned);
          dropped += pruned.pages;
          expect(await sums()).toEqual(before);
          await renormalize({ sql: database.sql, adapters: announcing });
          expect(await sums()).toEqual(before);
          await bring(more);
          const after = await sums();
          await emptyTables(database);
          await bring([...words, ...more]);
          expect(await sums()).toEqual(after);
        },
      ),
      { numRuns: 12, endOnFailure: true, examples: [[Array.from({ length: 8 }, (_none, hour) => sameWord(hour)), []]] },
    );
    expect(dropped).toBeGreaterThan(0);
  });

  test("nothing goes that is young, named or the newest of its address; a window of 0 days keeps all", async () => {
    const ingest = ingestWith(all);
    const words = [paper("2401.00001"), metric("paper", arxiv("2401.00001"), 1)];
    for (let hour = 0; hour < 10; hour += 1) {
      const page = said(`2026-01-01T${String(hour).padStart(2, "0")}:00:00Z`, words);
      // The sixth is the newest answer that could be asked for conditionally.
      const headers: Record<string, string> = hour === 3 || hour === 5 ? { etag: `"${hour}"` } : {};
      const exchanges = page.exchanges.map((one) => ({
        ...one,
        headers,
        request: { ...one.request, url: "https://example.org/same" },
        body: `${one.body}${" ".repeat(hour)}`,
      }));
      await ingest.importPages("huggingface", "words", [{ ...page, exchanges }]);
    }
    const { sql } = database;
    const hours = async () =>
      (await sql`select fetched_at from exchange order by 1`).map((row) => (row["fetched_at"] as Date).getUTCHours());
    const now = new Date("2026-01-02T08:00:00Z");
    expect(await pruneArchive(sql, now, { adapters: all, keepDays: 0 })).toMatchObject({ pages: 0, bodies: 0 });
    expect(await pruneArchive(sql, now, { adapters: [printed], keepDays: 1 })).toMatchObject({ pages: 0, bodies: 0 });
    expect(await pruneArchive(sql, now, { adapters: all, keepDays: 1 })).toMatchObject({
      pages: 6,
      exchanges: 6,
      observations: 12,
      bodies: 6,
    });
    expect(await hours()).toEqual([0, 5, 8, 9]);
  });
});
