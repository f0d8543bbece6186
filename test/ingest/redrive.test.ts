/** Records that could not be read come in when the adapter has learnt to read them, as if they had been good from the start. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { adapters } from "../../adapters/index.ts";
import { createClock } from "../../src/clock.ts";
import type { AnySourceStream, Exchange, SourceAdapter } from "../../src/contract/index.ts";
import type { Database } from "../../src/db/client.ts";
import { checksum } from "../../src/ingest/checksum.ts";
import { createIngest, type ImportedPage } from "../../src/ingest/ingest.ts";
import { readQuarantine } from "../../src/ingest/quarantine.ts";
import { redrive } from "../../src/ingest/redrive.ts";
import { describeDatabases } from "../kit/database.ts";
import { silentLog } from "../kit/log.ts";
import { said, spokenAdapter } from "./spoken-adapter.ts";

const RECORDED_AT = new Date("2026-08-01T00:00:00Z");
const huggingface = adapters.find(({ id }) => id === "huggingface") as SourceAdapter;
const { request, json } = JSON.parse(
  readFileSync(new URL("../../adapters/huggingface/fixtures/repository-odd-links.http.json", import.meta.url), "utf8"),
) as { request: Exchange["request"]; json: { paper: { upvotes: unknown } }[] };

/** A reading of the day in which an item's votes are text; `more` votes for the others. */
function reading(at: string, badItem: number | null, more: number): ImportedPage {
  const items = json.map((item, place) => {
    const upvotes = Number(item.paper.upvotes) + more;
    return { ...item, paper: { ...item.paper, upvotes: place === badItem ? String(upvotes) : upvotes } };
  });
  const exchange = { request, status: 200, headers: {}, body: JSON.stringify(items) };
  return { fetchedAt: new Date(at), exchanges: [exchange] };
}

/** The adapter of a later release: it reads votes that are text. */
function fixed(): SourceAdapter {
  const daily = huggingface.streams["daily"] as AnySourceStream;
  const repaired = (exchange: Exchange): Exchange => ({
    ...exchange,
    body: exchange.body.replace(/"upvotes":"(\d+)"/g, '"upvotes":$1'),
  });
  const normalize: AnySourceStream["normalize"] = (page) => daily.normalize(page.map(repaired));
  return {
    ...huggingface,
    normalizerVersion: huggingface.normalizerVersion + 1,
    streams: { ...huggingface.streams, daily: { ...daily, normalize } },
  };
}

async function importInto(database: Database, adapter: SourceAdapter, pages: readonly ImportedPage[]): Promise<void> {
  const ingest = createIngest({
    ...{ database, adapters: [adapter], settings: {}, clock: createClock({ clockUrl: null }), limitTimescale: 1 },
    ...{ contactEmail: null, backfillDays: 1, log: silentLog },
  });
  await ingest.importPages(adapter.id, Object.keys(adapter.streams)[0] as string, pages);
}

const sums = async (database: Database) =>
  Object.fromEntries((await checksum(database)).tables.map(({ table, rows, sum }) => [table, `${rows} ${sum}`]));

describeDatabases("a redrive", (open) => {
  const pages = [
    reading("2025-10-08T10:00:00Z", null, 0),
    reading("2025-10-08T12:00:00Z", 1, 1),
    reading("2025-10-08T14:00:00Z", null, 1),
    reading("2025-10-08T16:00:00Z", 0, 2),
  ];

  test("with a fixed adapter gives the tables of a database that had good records, and once is enough", async () => {
    const [bad, good] = [await open(), await open()];
    await importInto(bad, huggingface, pages);
    await importInto(good, fixed(), pages);
    const wanted = await sums(good);
    expect(await sums(bad)).not.toEqual(wanted);

    const rows = await readQuarantine(bad.sql, {});
    expect(rows.map(({ path, code, url }) => [path, code, url]).sort()).toEqual([
      ["/0/paper/upvotes", "ERR_RECORD_INVALID", request.url],
      ["/1/paper/upvotes", "ERR_RECORD_INVALID", request.url],
    ]);
    for (const { payload, path } of rows) {
      const item = JSON.parse(payload ?? "") as (typeof json)[number];
      expect(item.paper.upvotes).toMatch(/^\d+$/);
      expect(item).toMatchObject({ title: (json[Number(path[1])] as { title?: string }).title });
    }

    const unchanged = await redrive({ sql: bad.sql, adapters: [huggingface], recordedAt: RECORDED_AT }, rows);
    expect(unchanged.map(({ outcome }) => outcome)).toEqual(["KEPT", "KEPT"]);
    expect(await readQuarantine(bad.sql, {})).toEqual(rows);

    const redriven = await redrive({ sql: bad.sql, adapters: [fixed()], recordedAt: RECORDED_AT }, rows);
    expect(redriven.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ["RESOLVED", ""],
      ["RESOLVED", ""],
    ]);
    expect(await readQuarantine(bad.sql, {})).toEqual([]);
    expect(await sums(bad)).toEqual(wanted);

    expect(await redrive({ sql: bad.sql, adapters: [fixed()], recordedAt: RECORDED_AT }, rows)).toEqual([]);
    expect(await sums(bad)).toEqual(wanted);
  });

  test("of one record leaves the others, and says why some stay", async () => {
    const database = await open();
    await importInto(database, huggingface, pages);
    const [row, other] = await readQuarantine(database.sql, {});
    const [result, ...rest] = await redrive(
      { sql: database.sql, adapters: [fixed()], recordedAt: RECORDED_AT },
      row ? [row] : [],
    );
    expect([result?.record.id, result?.outcome, rest]).toEqual([row?.id, "RESOLVED", []]);
    expect((await readQuarantine(database.sql, {})).map(({ id }) => id)).toEqual([other?.id]);

    const [gone] = await redrive({ sql: database.sql, adapters: [], recordedAt: RECORDED_AT }, other ? [other] : []);
    expect(gone).toMatchObject({ outcome: "KEPT", reason: "its source is no longer installed" });
  });

  test("changes nothing where today's adapter would take back what is stored", async () => {
    const database = await open();
    const source = spokenAdapter("arxiv");
    const words = source.streams["words"] as AnySourceStream;
    const says = (count: number, rejected: number): SourceAdapter => ({
      ...source,
      streams: {
        words: {
          ...words,
          normalize: () => ({
            records: Array.from({ length: count }, (_, at) => ({
              ...{ kind: "paper", subject: { scheme: "arxiv", value: `2401.0000${at}` }, entry: "LISTED", isKnown: true },
              title: `Paper ${at}`,
            })) as never,
            rejected: Array.from({ length: rejected }, (_, at) => ({
              ...{ exchange: 0, path: `/${at}`, code: "ERR_RECORD_INVALID", reason: "no \0 title \ud800" },
            })),
          }),
        },
      },
    });
    await importInto(database, says(3, 1), [said("2026-01-05T10:00:00Z", [])]);
    const before = await sums(database);
    const rows = await readQuarantine(database.sql, {});
    expect(rows.map(({ reason }) => reason)).toEqual(["no \uFFFD title \uFFFD"]);
    const [result] = await redrive({ sql: database.sql, adapters: [says(2, 0)], recordedAt: RECORDED_AT }, rows);
    expect(result).toMatchObject({ outcome: "KEPT", reason: expect.stringContaining("no longer says 1 of the things") });
    expect(await sums(database)).toEqual(before);
    expect(await readQuarantine(database.sql, {})).toEqual(rows);
  });
});
