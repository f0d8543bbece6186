/** A stream's run: pages and checkpoints commit together, failures leave nothing behind, a source has one reader. */
import { expect, test } from "vitest";
import { z } from "zod";
import { createClock } from "../../src/clock.ts";
import { defineAdapter, defineStream, type NormalizedRecord, type SourceAdapter } from "../../src/contract/index.ts";
import type { Database } from "../../src/db/client.ts";
import { readExcerpt, readFailedAnswers } from "../../src/ingest/failed-answers.ts";
import { createIngest, type Ingest } from "../../src/ingest/ingest.ts";
import { describeDatabases, describeServer } from "../kit/database.ts";
import { silentLog } from "../kit/log.ts";

const PAGES = 4;

/** Counts from 1 to 4, a page each; the checkpoint is the last number read. */
function countingAdapter(): SourceAdapter {
  const numbers = defineStream<number>({
    description: "Numbers.",
    emits: ["paper"],
    intervalMs: 3_600_000,
    isLookup: false,
    checkpoint: z.int(),
    lookbackMs: 0,
    discover: async function* ({ http }, since) {
      for (let number = (since ?? 0) + 1; number <= PAGES; number += 1) {
        yield { exchanges: [await http.request({ url: `https://numbers.invalid/${number}` })], checkpoint: number };
      }
    },
    normalize: ([exchange]) => {
      const said: (NormalizedRecord | null)[] = JSON.parse(exchange?.body ?? "[]");
      const rejected = said.flatMap((one, place) =>
        one === null ? [{ exchange: 0, path: `/${place}`, code: "ERR_RECORD_INVALID", reason: "is null" }] : [],
      );
      return { records: said.filter((one) => one !== null), rejected };
    },
    examples: [{ name: "none", because: "a test's own", exchanges: [], records: "none" }],
  });
  return defineAdapter({
    id: "numbers",
    name: "Numbers",
    references: {
      homepage: "https://example.org",
      api: "https://example.org",
      rateLimits: "https://example.org",
      terms: "https://example.org",
    },
    normalizerVersion: 1,
    rate: { minIntervalMs: 0, maxConcurrent: 1, maxAttempts: 1 },
    settings: [],
    identifies: [],
    streams: { numbers },
  });
}

/** Answers each number with a paper; what `broken` maps it to instead is sent as it is. */
function answering(broken: Map<number, string>, hold?: Promise<void>): typeof fetch {
  return async (input) => {
    await hold;
    const number = Number(String(input).split("/").at(-1));
    const paper = {
      kind: "paper",
      subject: { scheme: "arxiv", value: `2401.0000${number}` },
      entry: "LISTED",
      isKnown: true,
      title: `Paper ${number}`,
    };
    return new Response(broken.get(number) ?? JSON.stringify([paper]));
  };
}

function ingestOver(database: Database, get: typeof fetch): Ingest {
  return createIngest({
    ...{ database, adapters: [countingAdapter()], settings: {}, clock: createClock({ clockUrl: null }), limitTimescale: 1 },
    ...{ contactEmail: null, backfillDays: 1, log: silentLog, fetch: get },
  });
}

const once = { isDueOnly: false, signal: new AbortController().signal };

describeDatabases("a run", (open) => {
  test("a page that cannot be stored leaves nothing, moves no checkpoint, and is read again", async () => {
    const database = await open();
    const { sql } = database;
    const tooLarge = JSON.stringify([
      {
        kind: "announcement",
        paper: { scheme: "arxiv", value: "2401.00003" },
        version: 2 ** 31,
        category: "cs.CL",
        type: "NEW",
        day: "2026-01-05",
        isDayInferred: true,
      },
    ]);
    const broken = new Map([[3, tooLarge]]);
    const ingest = ingestOver(database, answering(broken));
    const stored = async () => [
      (await sql`select value from checkpoint`)[0]?.["value"],
      (await sql`select count(*)::int as n from exchange`)[0]?.["n"],
      (await sql`select count(*)::int as n from paper`)[0]?.["n"],
    ];

    const [first] = (await ingest.sync(once)).streams;
    expect(first).toMatchObject({ outcome: "PARTIAL", pages: 2, error: { code: "ERR_INTERNAL" } });
    expect(await stored()).toEqual([2, 2, 2]);

    broken.set(3, "[ cut");
    const [second] = (await ingest.sync(once)).streams;
    expect(second).toMatchObject({ outcome: "FAILED", pages: 0 });
    expect(await stored()).toEqual([2, 2, 2]);

    broken.clear();
    const [third] = (await ingest.sync(once)).streams;
    expect(third).toMatchObject({ outcome: "SUCCESS", pages: 2, error: null });
    expect(await stored()).toEqual([4, 4, 4]);
  });

  test("an answer of which too much cannot be read is refused, and kept as one that failed", async () => {
    const database = await open();
    const body = JSON.stringify(Array.from({ length: 12 }, () => null));
    const [ended] = (await ingestOver(database, answering(new Map([[2, body]]))).sync(once)).streams;
    const told = { code: "ERR_SOURCE_TOO_MANY_REJECTED", message: expect.stringMatching(/^12 of 12 records of the answer/) };
    expect(ended).toMatchObject({ outcome: "PARTIAL", pages: 1, error: told });
    const failed = await readFailedAnswers(database.sql, { limit: 9 });
    expect(failed).toMatchObject([
      {
        source: "numbers",
        stream: "numbers",
        url: "https://numbers.invalid/2",
        status: 200,
        code: told.code,
        reason: told.message,
      },
    ]);
    expect(await readExcerpt(database.sql, failed[0]?.id ?? "")).toBe(body);
    expect(await database.sql`select 1 from quarantine`).toHaveLength(0);
  });

  test("only due streams run when only due ones are asked for", async () => {
    const ingest = ingestOver(await open(), answering(new Map()));
    expect((await ingest.sync({ ...once, isDueOnly: true })).streams[0]?.outcome).toBe("SUCCESS");
    expect((await ingest.sync({ ...once, isDueOnly: true })).streams[0]?.outcome).toBe("SKIPPED");
  });

  test("a run left open by a process that died is closed by the next", async () => {
    const database = await open();
    await database.sql`
      insert into sync_run (id, source, stream, started_at, pages, records, rejected) values (gen_random_uuid(), 'numbers', 'numbers', now(), 0, 0, 0)`;
    await ingestOver(database, answering(new Map())).sync(once);
    const rows = await database.sql`select outcome, error_code from sync_run order by started_at`;
    expect(rows.map((row) => [row["outcome"], row["error_code"]])).toEqual([
      ["FAILED", "ERR_INTERRUPTED"],
      ["SUCCESS", null],
    ]);
  });
});

describeServer("two processes on one database", (open) => {
  test("a stream has one reader at a time", async () => {
    const database = await open();
    let letGo = () => {};
    const hold = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const first = ingestOver(database, answering(new Map(), hold)).sync(once);
    await expect.poll(async () => (await database.sql`select count(*)::int as n from sync_run`)[0]?.["n"]).toBe(1);
    const second = await ingestOver(database, answering(new Map())).sync(once);
    expect(second.streams[0]?.outcome).toBe("SKIPPED");
    letGo();
    expect((await first).streams[0]).toMatchObject({ outcome: "SUCCESS", pages: PAGES });
  });
});
