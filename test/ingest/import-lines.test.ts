/** A file of lines in the tables: as the ordinary way would have it, whatever else is known, and however often it is brought in. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { arxiv } from "../../adapters/arxiv/index.ts";
import { makeSnapshot } from "../../bench/make-snapshot.ts";
import { createClock } from "../../src/clock.ts";
import { type Identifier, type NormalizedRecord, normalizeName, type SourceAdapter } from "../../src/contract/index.ts";
import type { Database } from "../../src/db/client.ts";
import { suppress } from "../../src/ingest/apply-decision.ts";
import { beginLoad, ensureTextIndex } from "../../src/ingest/bulk/text-index.ts";
import { checksum } from "../../src/ingest/checksum.ts";
import { readExcerpt, readFailedAnswers } from "../../src/ingest/failed-answers.ts";
import { type ImportedLines, importLines } from "../../src/ingest/import-lines.ts";
import { createIngest, type Ingest } from "../../src/ingest/ingest.ts";
import { temporaryFolder } from "../cli/run-cli.ts";
import { describeDatabases, emptyTables } from "../kit/database.ts";
import { silentLog } from "../kit/log.ts";
import { said, spokenAdapter } from "./spoken-adapter.ts";

const LINES = 120;
const PAGE = 25;
const SNAPSHOT_AT = new Date("2026-03-01T00:00:00Z");
const folder = temporaryFolder();
afterAll(() => folder.remove());

/** arXiv with small pages, so that a short file has several. */
function withSmallPages(): SourceAdapter {
  const kaggle = arxiv.streams["kaggle"];
  if (!kaggle?.file) throw new Error("arXiv reads no file");
  return { ...arxiv, streams: { ...arxiv.streams, kaggle: { ...kaggle, file: { ...kaggle.file, linesPerPage: PAGE } } } };
}

interface Line {
  readonly id: string;
  readonly doi: string | null;
  readonly authors_parsed: readonly (readonly string[])[];
}

let lines: readonly string[];
let papers: readonly Line[];
beforeAll(async () => {
  const path = join(folder.path, "snapshot.jsonl");
  await makeSnapshot(path, LINES);
  lines = readFileSync(path, "utf8").trimEnd().split("\n");
  papers = lines.map((line) => JSON.parse(line) as Line);
});

async function* bytes(content: Buffer, step = 10_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += step) yield content.subarray(at, at + step);
}

const textOf = (written: readonly string[]) => Buffer.from(`${written.join("\n")}\n`);

describeDatabases("a file of lines", (open) => {
  const adapter = withSmallPages();
  let database: Database;
  let ingest: Ingest;
  beforeAll(async () => {
    database = await open();
    ingest = createIngest({
      ...{ database, adapters: [adapter, spokenAdapter("huggingface"), spokenAdapter("crossref")], settings: {} },
      ...{ clock: createClock({ clockUrl: null }), limitTimescale: 1, contactEmail: null, backfillDays: 30, log: silentLog },
    });
  });
  beforeEach(async () => await emptyTables(database));

  const bring = async (content: Buffer, more: { observedAt?: Date; signal?: AbortSignal } = {}): Promise<ImportedLines> =>
    await importLines(bytes(content), {
      ...{ sql: database.sql, adapter, streamName: "kaggle", size: null, observedAt: SNAPSHOT_AT, now: async () => new Date() },
      ...more,
    });
  const sums = async () =>
    Object.fromEntries((await checksum(database)).tables.map(({ table, rows, sum }) => [table, `${rows} ${sum}`]));
  const count = async (table: string) =>
    (await database.sql.unsafe<{ count: number }[]>(`select count(*)::int as count from ${table}`))[0]?.count;

  test("brings papers with authors, versions and full text; a rebuild gives the same tables", async () => {
    expect(await bring(gzipSync(textOf(lines)))).toMatchObject({
      ...{ lines: LINES, pages: Math.ceil(LINES / PAGE), known: 0, records: LINES, rejected: 0, isComplete: true },
    });
    const tables = await sums();
    const places = papers.reduce((all, { authors_parsed }) => all + authors_parsed.length, 0);
    expect([await count("paper"), await count("authorship")]).toEqual([LINES, places]);
    expect([await count("paper_search"), await count("change")]).toEqual([LINES, LINES]);
    expect(await count("paper_version")).toBeGreaterThan(LINES);
    await ingest.renormalize();
    expect(await sums()).toEqual(tables);
  });

  test("a second time nothing changes: not under another time, not compressed in another way", async () => {
    await bring(textOf(lines));
    const tables = await sums();
    const again = await bring(gzipSync(textOf(lines)), { observedAt: new Date("2026-04-01T00:00:00Z") });
    expect(again).toMatchObject({ lines: LINES, known: Math.ceil(LINES / PAGE), records: 0 });
    expect([await sums(), await count("exchange")]).toEqual([tables, Math.ceil(LINES / PAGE)]);
  });

  test("a later file brings what changed", async () => {
    await bring(textOf(lines));
    const later = lines.with(30, (lines[30] as string).replace(/"title":"/, '"title":"Renamed '));
    const result = await bring(textOf(later), { observedAt: new Date("2026-04-01T00:00:00Z") });
    expect(result).toMatchObject({ known: Math.ceil(LINES / PAGE) - 1, records: PAGE });
    const [row] = await database.sql`select title from paper where arxiv_id = ${(papers[30] as Line).id}`;
    expect(row?.["title"]).toMatch(/^Renamed /);
    const tables = await sums();
    await ingest.renormalize();
    expect(await sums()).toEqual(tables);
  });

  test("stopped and started again it goes on", async () => {
    await bring(textOf(lines));
    const tables = await sums();
    await emptyTables(database);
    const stop = new AbortController();
    const stopped = await importLines(bytes(textOf(lines)), {
      ...{ sql: database.sql, adapter, streamName: "kaggle", size: null, observedAt: SNAPSHOT_AT, signal: stop.signal },
      now: async () => new Date(),
      onProgress: ({ pages }) => {
        if (pages === 2) stop.abort();
      },
    });
    expect(stopped).toMatchObject({ pages: 2, isComplete: false });
    expect(await bring(textOf(lines))).toMatchObject({ known: 2, records: LINES - 2 * PAGE, isComplete: true });
    expect(await sums()).toEqual(tables);
  });

  test("with the words of others, and decisions, the order does not matter", async () => {
    const subject = (place: number): Identifier => ({ scheme: "arxiv", value: (papers[place] as Line).id });
    const withDoi = papers.findIndex(({ doi }) => doi !== null);
    const doi: Identifier = { scheme: "doi", value: (papers[withDoi] as Line).doi as string };
    const [family, given] = (papers[3] as Line).authors_parsed[0] as readonly [string, string];
    const known = { kind: "paper" as const, isKnown: true };
    const listed: NormalizedRecord[] = [
      {
        ...{ ...known, subject: subject(3), entry: "LISTED", title: "As listed", keywords: ["a"] },
        authors: [{ name: `${given} ${family}`.toUpperCase(), identifiers: [{ scheme: "huggingface", value: "u1" }] }],
      },
      { kind: "metric", subjectType: "paper", subject: subject(7), metric: "UPVOTES", value: 5 },
      { kind: "listing", day: "2026-02-02", isOpen: true, lines: [{ paper: subject(3), position: 0, upvotes: 3 }] },
    ];
    const published: NormalizedRecord[] = [
      { ...known, subject: doi, entry: "IMPORTED", title: "As published", isRetracted: true },
      // Another paper claims the DOI of one, so that it identifies none of them.
      {
        ...{ ...known, subject: { scheme: "arxiv", value: "2601.09999" }, entry: "IMPORTED", title: "Another" },
        identifiers: [{ scheme: "doi", value: (papers.findLast((one) => one.doi !== null) as Line).doi as string }],
      },
    ];
    const others = async () => {
      await ingest.importPages("huggingface", "words", [said("2026-02-02T10:00:00Z", listed, "2026-02-02")]);
      await ingest.importPages("crossref", "words", [said("2026-04-02T10:00:00Z", published)]);
    };
    const hide = async () => {
      const at = new Date("2026-02-03T00:00:00Z");
      const author: Identifier = { scheme: "name", value: normalizeName(`${given} ${family}`) };
      await suppress(database.sql, "paper", [subject(11)], "it", at);
      await suppress(database.sql, "author", [author], "them", at);
    };
    const steps = [others, hide, async () => void (await bring(textOf(lines)))];
    const results = [];
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
      [2, 0, 1],
    ]) {
      await emptyTables(database);
      for (const step of order) await steps[step]?.();
      results.push(await sums());
    }
    await ingest.renormalize();
    results.push(await sums());
    for (const result of results) expect(result).toEqual(results[0]);
    expect(await count("paper where doi is null")).toBeGreaterThan(0);
    expect(await count(`paper where arxiv_id = '${subject(11).value}'`)).toBe(0);
    expect(await count("paper where upvotes = 5")).toBe(1);
  });

  test("bad lines are quarantined under their number, their neighbours are stored", async () => {
    const broken = lines.with(27, "{not JSON").with(60, (lines[60] as string).replace(/"id":"[^"]*"/, '"id":704.0001'));
    expect(await bring(textOf(broken))).toMatchObject({ records: LINES - 2, rejected: 2 });
    const rows = await database.sql<{ path: string }[]>`select path from quarantine order by path`;
    expect(rows.map(({ path }) => path)).toEqual(["line 28", "line 61.id"]);
    expect(await count("paper")).toBe(LINES - 2);
    expect(await bring(textOf(broken))).toMatchObject({ records: 0, known: Math.ceil(LINES / PAGE) });
  });

  test("a file whose lines cannot be read is refused, and what came before stays", async () => {
    const broken = lines.map((line, place) => (place < 50 ? line : '{"another":"format"}'));
    await expect(bring(textOf(broken))).rejects.toMatchObject({ code: "ERR_SOURCE_TOO_MANY_REJECTED" });
    expect(await count("paper")).toBe(50);
    const [failed, ...others] = await readFailedAnswers(database.sql, { limit: 9 });
    expect(others).toEqual([]);
    expect(failed).toMatchObject({ source: "arxiv", stream: "kaggle", status: 200, code: "ERR_SOURCE_TOO_MANY_REJECTED" });
    expect(failed?.url).toMatch(/#lines=51-75$/);
    expect(failed?.reason).toMatch(/^25 of 25 records of the answer cannot be read \(100 %\): line 51/);
    expect(await readExcerpt(database.sql, failed?.id ?? "")).toBe(`${'{"another":"format"}\n'.repeat(PAGE)}`);
  });

  test("a file that is none is told by its beginning, its end or its size", async () => {
    const refused = async (content: Buffer) =>
      await bring(content).then(
        () => "read",
        (error: { code?: string }) => error.code,
      );
    expect(await refused(Buffer.alloc(0))).toBe("ERR_FILE_FORMAT");
    expect(await refused(Buffer.from("PK\u0003\u0004rest"))).toBe("ERR_FILE_FORMAT");
    expect(await refused(textOf(["one", "two"]))).toBe("ERR_FILE_FORMAT");
    expect(await refused(gzipSync(textOf(lines)).subarray(0, 200))).toBe("ERR_FILE_DAMAGED");
    expect(await refused(Buffer.alloc(9 * 1024 * 1024, "x"))).toBe("ERR_FILE_FORMAT");
    expect(await count("exchange")).toBe(0);
  });

  test("a full-text index that a killed load left missing is built by whoever starts next", async () => {
    const isThere = async () =>
      (await database.sql`select to_regclass('paper_search_document') is not null as there`)[0]?.["there"] as boolean;
    const load = beginLoad(database.sql);
    await load.expect(5);
    expect(await isThere()).toBe(true);
    await load.expect(1_000_000);
    expect(await isThere()).toBe(false);
    await bring(textOf(lines));
    await load.end();
    expect(await isThere()).toBe(true);
    await database.sql`drop index paper_search_document`;
    await ensureTextIndex(database.sql);
    expect(await isThere()).toBe(true);
  });
});
