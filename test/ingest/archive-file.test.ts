/** An archive on its way between machines: from either kind of database into either, whole or not at all. */
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { gunzipSync, gzipSync } from "node:zlib";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { createClock } from "../../src/clock.ts";
import type { NormalizedRecord, SourceAdapter } from "../../src/contract/index.ts";
import { type Database, openDatabase } from "../../src/db/client.ts";
import { bringUpToDate } from "../../src/ingest/bring-up-to-date.ts";
import { gunzipped } from "../../src/ingest/bulk/gunzipped.ts";
import { checksum } from "../../src/ingest/checksum.ts";
import { exportArchive } from "../../src/ingest/export-archive.ts";
import { importArchive } from "../../src/ingest/import-archive.ts";
import { createIngest } from "../../src/ingest/ingest.ts";
import { createServerDatabase, describeDatabases, emptyTables } from "../kit/database.ts";
import { silentLog } from "../kit/log.ts";
import { seedDatabase } from "../kit/seed.ts";
import { said, spokenAdapter } from "./spoken-adapter.ts";

const LATER = new Date("2026-02-01T00:00:00.000Z");
/** The seed's sources. */
const installed: readonly SourceAdapter[] = [
  spokenAdapter("arxiv", ["oai-raw", "rss", "atom", "records"]),
  spokenAdapter("huggingface", ["daily"]),
  spokenAdapter("github", ["repositories"]),
];

async function exported({ sql }: Database): Promise<string> {
  return await exportArchive(sql, async (lines) => {
    const parts: string[] = [];
    for await (const line of lines) parts.push(line);
    return parts.join("");
  });
}

/** In pieces that end anywhere, as a file is read. */
async function* bytesOf(text: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += 4_001) yield bytes.subarray(start, start + 4_001);
}

const bring = async ({ sql }: Database, text: string, adapters = installed, signal?: AbortSignal) =>
  await importArchive(bytesOf(text), { sql, adapters, recordedAt: LATER, ...(signal ? { signal } : {}) });

const aPaper: NormalizedRecord = {
  kind: "paper",
  subject: { scheme: "arxiv", value: "2401.00001" },
  entry: "LISTED",
  isKnown: true,
  title: "A line\u2028separator and a \u0001 sign",
};

/** Every exchange with all that is told of it, in a fixed order. */
const exchangesOf = async ({ sql }: Database) =>
  (await sql<{ said: string }[]>`select (to_jsonb(e) - 'recorded_at')::text as said from exchange e order by id`).map(
    ({ said }) => said,
  );

async function* inOnePiece(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

type Damage = readonly [what: string, text: string];

/** The file hurt in one place; a few of its pages come before it, the others after it. */
function damagesOf(text: string): Damage[] {
  const lines = text.trimEnd().split("\n");
  const pages = lines.flatMap((line, place) => (line.includes('"kind":"page"') ? [place] : []));
  const [, , at, next] = pages as [number, number, number, number];
  const body = lines.findIndex((line, place) => place > at && line.includes('"kind":"body"'));
  const joined = (changed: readonly string[]) => `${changed.join("\n")}\n`;
  const altered = (place: number, pattern: string | RegExp, by: string) =>
    joined(lines.with(place, (lines[place] as string).replace(pattern, by)));
  const swapped = (one: number, two: number) => joined(lines.with(one, lines[two] as string).with(two, lines[one] as string));
  return [
    ["another time", altered(at, /"fetchedAt":"2/, '"fetchedAt":"1')],
    ["another status", altered(at, '"status":200', '"status":201')],
    ["another request", altered(at, '"url":"h', '"url":"g')],
    ["another source", altered(at, '"source":"', '"source":"x')],
    ["another program", altered(at, '"normalizerVersion":', '"normalizerVersion":9')],
    ["another body", altered(body, /("content":".{20})./, "$1~")],
    ["another body with its own sum", joined(lines.with(body, reworded(lines[body] as string)))],
    ["swapped pages", swapped(at, next)],
    ["swapped neighbours", swapped(body, body + 1)],
    ["a lost page", joined(lines.toSpliced(at, 1))],
    ["a page twice", joined(lines.toSpliced(at, 0, lines[at] as string))],
    ["a line of nothing", joined(lines.toSpliced(at, 0, ""))],
    ["cut in a line", text.slice(0, joined(lines.slice(0, at + 1)).length - 9)],
    ["cut after a line", joined(lines.slice(0, at + 1))],
  ];
}

/** Hurt where all pages have come. */
function endings(text: string): Damage[] {
  const lines = text.trimEnd().split("\n");
  return [
    ["no end", `${lines.slice(0, -1).join("\n")}\n`],
    ["half an end", text.slice(0, -20)],
    ["more after the end", `${text}${lines.at(-2)}\n`],
  ];
}

/** A body's line with other words, as somebody writes it who knows that bodies have sums. */
function reworded(line: string): string {
  const { content, ...rest } = JSON.parse(line) as { content: string };
  const said = content.replace(/[a-z]/, (letter) => (letter === "q" ? "w" : "q"));
  return JSON.stringify({ ...rest, sha256: createHash("sha256").update(said).digest("hex"), content: said });
}

/** The same file as the first version wrote it: lines without sums, one sum of all at the end. */
function asVersion1(text: string): string {
  const lines = text.replace('"version":2', '"version":1').trimEnd().split("\n").slice(0, -1);
  const bare = `${lines.map((line) => line.replace(/^\{"sum":"[0-9a-f]{64}",/, "{")).join("\n")}\n`;
  const counts = Object.fromEntries(
    ["page", "body", "decision"].map((kind) => [kind, bare.split(`\n{"kind":"${kind}"`).length - 1]),
  );
  const end = { kind: "end", pages: counts["page"], bodies: counts["body"], decisions: counts["decision"] };
  return `${bare}${JSON.stringify({ ...end, sha256: createHash("sha256").update(bare).digest("hex") })}\n`;
}

describeDatabases("archive file", (open, kind) => {
  let database: Database;
  let other: Database;
  beforeAll(async () => {
    database = await open();
    other =
      kind === "embedded"
        ? await openDatabase({ url: await createServerDatabase(), dataDir: null, log: silentLog })
        : await openDatabase({
            url: null,
            dataDir: null,
            log: silentLog,
            image: (await import("vitest")).inject("embeddedImage"),
          });
    return async () => await other.close();
  });
  beforeEach(async () => {
    await emptyTables(database);
    await emptyTables(other);
  });

  test("all of it arrives in the other kind of database, and nothing a second time", async () => {
    await seedDatabase(database);
    await database.sql`
      insert into decision (id, kind, subject, detail, decided_at)
      values ('00000000-0000-5000-8000-000000000001', 'IMPORT', '00000000-0000-5000-8000-000000000002', '{"why": "a test"}', ${LATER})`;
    const sums = await checksum(database);
    const text = await exported(database);
    const pages = Number((await database.sql`select count(distinct page_id) from exchange`)[0]?.["count"]);
    expect(await bring(other, text)).toMatchObject({ stored: pages, known: 0, unreadable: 0, decisions: 1, isComplete: true });
    expect(await checksum(other)).toEqual(sums);
    const times = await other.sql`
      select count(*)::int as n, count(*) filter (where recorded_at = ${LATER})::int as late, min(fetched_at) as first from exchange`;
    expect(times[0]?.["n"]).toBe(times[0]?.["late"]);
    expect(times[0]?.["first"]).toEqual((await database.sql`select min(fetched_at) as first from exchange`)[0]?.["first"]);
    expect(await bring(other, text)).toMatchObject({ stored: 0, known: pages, decisions: 0 });
    expect(await checksum(other)).toEqual(sums);
    expect(await exported(other)).toBe(text);
  });

  test("a body comes once; odd signs survive; other pages that are there change nothing", async () => {
    const ingest = createIngest({
      ...{ database, adapters: installed, settings: {}, clock: createClock({ clockUrl: null }), limitTimescale: 1 },
      ...{ contactEmail: null, backfillDays: 30, log: silentLog },
    });
    const page = said("2026-01-05T10:00:00Z", [aPaper]);
    await ingest.importPages("huggingface", "daily", [page, { ...page, fetchedAt: new Date("2026-01-06T10:00:00Z") }]);
    const text = await exported(database);
    expect(text.match(/"kind":"body"/g)).toHaveLength(1);
    expect(text.match(/"kind":"page"/g)).toHaveLength(2);
    await seedDatabase(other);
    expect(await bring(other, text)).toMatchObject({ stored: 2 });
    const together = await checksum(other);
    await seedDatabase(database);
    expect(await checksum(database)).toEqual(together);
    expect((await other.sql`select title from paper where arxiv_id = '2401.00001'`)[0]?.["title"]).toContain("\u2028");
  });

  test("an import that was stopped goes on", async () => {
    await seedDatabase(database);
    const text = await exported(database);
    const stop = new AbortController();
    const bytes = async function* () {
      let count = 0;
      for await (const part of bytesOf(text)) {
        count += 1;
        if (count === 8) stop.abort();
        yield part;
      }
    };
    const { sql } = other;
    const first = await importArchive(bytes(), { sql, adapters: installed, recordedAt: LATER, signal: stop.signal });
    expect(first.isComplete).toBe(false);
    expect(first.stored).toBeGreaterThan(0);
    expect(await bring(other, text)).toMatchObject({ known: first.stored, isComplete: true });
    expect(await checksum(other)).toEqual(await checksum(database));
  });

  test("pages of a source that is not installed are kept, and read once it is", async () => {
    await seedDatabase(database);
    const text = await exported(database);
    const fewer = installed.filter(({ id }) => id !== "github");
    await bringUpToDate(other.sql, fewer, { log: silentLog });
    const { unknownSources } = await bring(other, text, fewer);
    expect([...unknownSources.keys()]).toEqual(["github"]);
    expect((await other.sql`select 1 from claim where source = 'github'`).length).toBe(0);
    const read = await bringUpToDate(other.sql, installed, { log: silentLog });
    expect(read).toEqual([{ source: "github", from: null, to: 1 }]);
    expect(await checksum(other)).toEqual(await checksum(database));
  });

  test("nothing of a line that was altered, moved, added or lost is stored, and a sound file makes up for it", async () => {
    await seedDatabase(database);
    const sums = await checksum(database);
    const text = await exported(database);
    const stored = await exchangesOf(database);
    const refused = async (what: string, damaged: string) => {
      expect(damaged, what).not.toBe(text);
      await expect(bring(other, damaged), what).rejects.toMatchObject({ code: "ERR_ARCHIVE_DAMAGED" });
      const kept = await exchangesOf(other);
      expect(stored, what).toEqual(expect.arrayContaining(kept));
      return kept.length;
    };
    for (const [what, damaged] of damagesOf(text)) {
      await emptyTables(other);
      const kept = await refused(what, damaged);
      expect(kept, what).toBeGreaterThan(0);
      expect(kept, what).toBeLessThan(stored.length);
    }
    expect(await bring(other, text)).toMatchObject({ isComplete: true });
    expect(await checksum(other)).toEqual(sums);
    await emptyTables(other);
    for (const [what, damaged] of endings(text)) {
      expect(await refused(what, damaged), what).toBe(stored.length);
      expect(await checksum(other)).toEqual(sums);
    }
  });

  test("a file of version 1 is read, and nothing at all of it is stored when it is damaged", async () => {
    await seedDatabase(database);
    const sums = await checksum(database);
    const text = asVersion1(await exported(database));
    const temporary = () => readdirSync(tmpdir()).filter((name) => name.startsWith("papergraph-kept-"));
    const before = temporary();
    const pages = text.match(/^\{"kind":"page"/gm)?.length;
    for (const [what, damaged] of [...damagesOf(text), ...endings(text)]) {
      await expect(bring(other, damaged), what).rejects.toMatchObject({ code: "ERR_ARCHIVE_DAMAGED" });
      expect(await exchangesOf(other), what).toEqual([]);
    }
    expect(await bring(other, text)).toMatchObject({ stored: pages, isComplete: true });
    expect(await checksum(other)).toEqual(sums);
    expect(temporary()).toEqual(before);
  });

  test("a file that is another is refused with a code", async () => {
    await seedDatabase(database);
    const text = await exported(database);
    for (const [code, wrong] of [
      ["ERR_ARCHIVE_VERSION", text.replace('"version":2', '"version":3')],
      ["ERR_ARCHIVE_DAMAGED", text.replace('"version":2', '"version":1')],
      ["ERR_ARCHIVE_DAMAGED", asVersion1(text).replace('"version":1', '"version":2')],
      ["ERR_ARCHIVE_DAMAGED", text.replace('"pages":', '"pages":1')],
      ["ERR_ARCHIVE_FORMAT", '{"hello":"world"}\n'],
      ["ERR_ARCHIVE_FORMAT", ""],
    ] as const) {
      await expect(bring(other, wrong)).rejects.toMatchObject({ code });
      expect(await exchangesOf(other)).toEqual([]);
    }
  });

  test("what is no gzip file, or a cut one, is damaged however short it is", async () => {
    const packed = gzipSync(await exported(database));
    expect(() => gunzipSync(packed.subarray(0, -20))).toThrow();
    const { sql } = other;
    for (const bytes of [
      Buffer.from("x"),
      Buffer.from("no gzip file at all\n"),
      packed.subarray(0, 5),
      packed.subarray(0, -20),
    ]) {
      for (let attempt = 0; attempt < 5; attempt += 1) {
        const opened = gunzipped(inOnePiece(bytes));
        // As a command does between opening the file and reading it.
        await new Promise((resolve) => setTimeout(resolve, attempt));
        const read = importArchive(opened, { sql, adapters: installed, recordedAt: LATER });
        await expect(read).rejects.toMatchObject({ code: "ERR_ARCHIVE_DAMAGED" });
      }
    }
  });
});
