/** Conditional requests: an unchanged answer is not sent again, unless something in the archived one could not be read. */
import { expect, test } from "vitest";
import { z } from "zod";
import { createClock } from "../../src/clock.ts";
import { defineAdapter, defineStream, type Normalized, type SourceAdapter } from "../../src/contract/index.ts";
import { createIngest } from "../../src/ingest/ingest.ts";
import { describeDatabases } from "../kit/database.ts";
import { silentLog } from "../kit/log.ts";

const PAPERS = ["2401.00001", "2401.00002"];

/** A feed of identifiers, one a line; a line that is none is rejected. */
function feedAdapter(): SourceAdapter {
  const feed = defineStream<number>({
    description: "A feed.",
    emits: ["paper"],
    intervalMs: 3_600_000,
    isLookup: false,
    checkpoint: z.int(),
    lookbackMs: 0,
    discover: async function* ({ http }, since) {
      yield { exchanges: [await http.request({ url: "https://feed.invalid/today" })], checkpoint: (since ?? 0) + 1 };
    },
    normalize: ([exchange]) => readFeed(exchange?.body ?? ""),
    examples: [{ name: "none", because: "a test's own", exchanges: [], records: "none" }],
  });
  const address = "https://example.org";
  return defineAdapter({
    ...{ id: "feed", name: "Feed", normalizerVersion: 1, settings: [], identifies: [], streams: { feed } },
    references: { homepage: address, api: address, rateLimits: address, terms: address },
    rate: { minIntervalMs: 0, maxConcurrent: 1, maxAttempts: 1 },
  });
}

function readFeed(body: string): Normalized {
  const lines = body.split("\n");
  return {
    records: lines.flatMap((value) =>
      PAPERS.includes(value)
        ? [{ kind: "paper", subject: { scheme: "arxiv", value }, entry: "ANNOUNCED", isKnown: true, title: value }]
        : [],
    ),
    rejected: lines.flatMap((value, place) =>
      PAPERS.includes(value) ? [] : [{ exchange: 0, path: `/${place}`, code: "ERR_RECORD_INVALID", reason: "no identifier" }],
    ),
  };
}

describeDatabases("a conditional request", (open) => {
  test("is not made for an answer that holds a record which could not be read", async () => {
    const database = await open();
    const asked: (string | null)[] = [];
    let now = Date.parse("2026-01-05T12:00:00Z");
    const get: typeof fetch = async (_input, init) => {
      const known = new Headers(init?.headers).get("if-none-match");
      asked.push(known);
      if (known !== null) return new Response(null, { status: 304, headers: { etag: known } });
      // The first answer is hurt on its way; both are of one version.
      return new Response(asked.length === 1 ? `${PAPERS[0]}\nnot an identifier` : PAPERS.join("\n"), {
        headers: { etag: "one" },
      });
    };
    const ingest = createIngest({
      ...{ database, adapters: [feedAdapter()], settings: {}, limitTimescale: 1, contactEmail: null, backfillDays: 1 },
      ...{ clock: { ...createClock({ clockUrl: null }), now: async () => new Date(now) }, log: silentLog, fetch: get },
    });
    const held: number[] = [];
    for (let run = 0; run < 3; run += 1) {
      await ingest.sync({ isDueOnly: false, signal: new AbortController().signal });
      const [row] = await database.sql<{ count: number }[]>`select count(*)::int as count from paper`;
      held.push(row?.count ?? 0);
      now += 3_600_000;
    }
    expect(held).toEqual([1, 2, 2]);
    expect(asked).toEqual([null, null, "one"]);
  });
});
