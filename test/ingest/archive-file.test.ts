/** An archive on its way between machines: from either kind of database into either, whole or not at all. */
import { gunzipSync, gzipSync } from "node:zlib";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { createClock } from "../../src/clock.ts";
import type { NormalizedRecord, SourceAdapter } from "../../src/contract/index.ts";
import { type Database, openDatabase } from "../../src/db/client.ts";
import { bringUpToDate } from "../../src/ingest/bring-up-to-date.ts";
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

  test("a file that was cut, altered, or is another is refused with a code; what came in before stays right", async () => {
    await seedDatabase(database);
    const text = await exported(database);
    const lines = text.trimEnd().split("\n");
    const without = (place: number) => `${lines.filter((_, index) => index !== place).join("\n")}\n`;
    const damages: readonly [string, string][] = [
      ["ERR_ARCHIVE_DAMAGED", text.slice(0, text.length - 40)],
      ["ERR_ARCHIVE_DAMAGED", `${lines.slice(0, -1).join("\n")}\n`],
      ["ERR_ARCHIVE_DAMAGED", without(lines.length - 2)],
      ["ERR_ARCHIVE_DAMAGED", without(1)],
      ["ERR_ARCHIVE_DAMAGED", text.replace('"status":200', '"status":201')],
      ["ERR_ARCHIVE_DAMAGED", text.replace(/("kind":"body".*?\\"title\\":\\")./, "$1!")],
      ["ERR_ARCHIVE_DAMAGED", `${text}${lines[1]}\n`],
      ["ERR_ARCHIVE_VERSION", text.replace('"version":1', '"version":2')],
      ["ERR_ARCHIVE_FORMAT", '{"hello":"world"}\n'],
      ["ERR_ARCHIVE_FORMAT", ""],
    ];
    for (const [code, damaged] of damages) {
      expect(damaged).not.toBe(text);
      await expect(bring(other, damaged)).rejects.toMatchObject({ code });
    }
    const packed = gzipSync(text);
    expect(() => gunzipSync(packed.subarray(0, packed.length - 20))).toThrow();
  });
});
