/** Shapes are counted with the pages, drift is reported and logged once: on both databases. */
import { expect, test } from "vitest";
import { createClock } from "../../src/clock.ts";
import type { NormalizedRecord } from "../../src/contract/index.ts";
import type { Database } from "../../src/db/client.ts";
import { type DriftScope, readDriftReports, reportDrift } from "../../src/ingest/drift.ts";
import { createIngest, type ImportedPage } from "../../src/ingest/ingest.ts";
import { describeDatabases } from "../kit/database.ts";
import { rememberingLog, silentLog } from "../kit/log.ts";
import { spokenAdapter } from "./spoken-adapter.ts";

const FIRST = Date.UTC(2026, 0, 5);
const dayAt = (at: number) => new Date(FIRST + at * 86_400_000).toISOString().slice(0, 10);
const instantAt = (at: number) => new Date(FIRST + at * 86_400_000 + 10 * 3_600_000);

interface Item {
  readonly [key: string]: unknown;
}

/** A day's answer: items that nobody reads, and the list of the day. */
function answer(at: number, items: readonly Item[], path = ""): ImportedPage {
  const list: NormalizedRecord = {
    kind: "listing",
    day: dayAt(at),
    isOpen: true,
    lines: items.map((_, position) => ({ paper: { scheme: "arxiv", value: `2401.${10_000 + position}` }, position })),
  };
  const request = { method: "GET", url: `https://example.org/${dayAt(at)}${path}`, body: null } as const;
  const body = JSON.stringify({ records: [list], items });
  return { fetchedAt: instantAt(at), exchanges: [{ request, status: 200, headers: {}, body }] };
}

const items = (count: number, more: Item = {}): Item[] =>
  Array.from({ length: count }, (_, at) => ({ id: `i${at}`, votes: at, ...more }));

describeDatabases("drift", (open) => {
  const source = spokenAdapter("huggingface");
  const scope = (at: number): DriftScope => ({ source: "huggingface", stream: "words", day: dayAt(at), isLookup: false });
  const later = (at: number) => new Date(instantAt(at).getTime() + 3_600_000);

  async function filled(days: number, database: Database) {
    const ingest = createIngest({
      ...{ database, adapters: [source], settings: {}, clock: createClock({ clockUrl: null }), limitTimescale: 1 },
      ...{ contactEmail: null, backfillDays: 1, log: silentLog },
    });
    const bring = (...pages: ImportedPage[]) => ingest.importPages("huggingface", "words", pages);
    await bring(...Array.from({ length: days }, (_, at) => answer(at, items(20))));
    return bring;
  }

  test("is reported and logged once, on the first day that shows it", async () => {
    const database = await open();
    const { sql } = database;
    const bring = await filled(40, database);
    const { log, lines } = rememberingLog();
    expect(await reportDrift(sql, scope(39), later(39), log)).toEqual([]);

    const changed = items(20, { votes: "many", note: { text: "x" } }).map(({ id: _, ...rest }) => rest);
    await bring(answer(40, changed), answer(41, changed));
    const reports = await reportDrift(sql, scope(40), later(40), log);
    expect(reports.map(({ day, kind, path }) => [day, kind, path]).sort()).toEqual([
      ["2026-02-14", "MISSING_FIELD", "id"],
      ["2026-02-14", "NEW_FIELD", "note"],
      ["2026-02-14", "RETYPED_FIELD", "votes"],
    ]);
    expect(lines.map((line) => JSON.parse(line) as Item)).toMatchObject(
      reports.map(({ kind, path, detail }) => ({ source: "huggingface", stream: "words", kind, path, msg: `drift: ${detail}` })),
    );
    expect(await reportDrift(sql, scope(40), later(40), log)).toEqual([]);
    expect(await reportDrift(sql, scope(41), later(41), log)).toEqual([]);
    expect(lines).toHaveLength(3);
    expect(await readDriftReports(sql, { source: "huggingface", stream: null, limit: 9 })).toHaveLength(3);
    expect(await readDriftReports(sql, { source: "github", stream: null, limit: 9 })).toEqual([]);
  });

  test("of counts waits until the day is over, and look-ups have none", async () => {
    const database = await open();
    const bring = await filled(40, database);
    await bring(answer(40, items(2)));
    expect(await reportDrift(database.sql, scope(40), later(40), silentLog)).toEqual([]);
    expect(await reportDrift(database.sql, { ...scope(41), isLookup: true }, later(42), silentLog)).toEqual([]);
    const [report, ...others] = await reportDrift(database.sql, scope(41), later(42), silentLog);
    expect(others).toEqual([]);
    expect(report).toMatchObject({
      day: dayAt(40),
      kind: "UNUSUAL_COUNT",
      path: "",
      detail: expect.stringMatching(/^2; .* 20 to 20/),
    });
  });

  test("counts an address once a day, and what is in the archive never again", async () => {
    const database = await open();
    const bring = await filled(2, database);
    const shapes = async () =>
      (
        await database.sql<{ day: string; documents: number }[]>`
          select day, documents from answer_shape where path = '' and type = 'document' order by day`
      ).map(({ day, documents }) => [day, documents]);
    expect(await shapes()).toEqual([
      [dayAt(0), 20],
      [dayAt(1), 20],
    ]);
    const again = answer(1, items(30));
    await bring(answer(1, items(20)), { ...again, fetchedAt: later(1) });
    expect(await shapes()).toEqual([
      [dayAt(0), 20],
      [dayAt(1), 20],
    ]);
    await bring(answer(1, items(3), "?p=1"));
    expect(await shapes()).toEqual([
      [dayAt(0), 20],
      [dayAt(1), 23],
    ]);
  });
});
