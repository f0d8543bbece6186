/** Answers say which of the sources they depend on are late, and nothing else. */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "../../src/clock.ts";
import type { Database } from "../../src/db/client.ts";
import { createSourceHealth } from "../../src/ranking/source-health.ts";
import type { SourceDescription } from "../../src/ranking/source-state.ts";
import { describeDatabases } from "../kit/database.ts";
import { createTestApi, type TestApi } from "../kit/execute.ts";
import { SEED_NOW, seedDatabase } from "../kit/seed.ts";
import { insertRun } from "../ranking/known-readings.ts";

const MINUTE_MS = 60_000;
const stream = (name: string, disabledReason: string | null = null) => ({
  name,
  intervalMs: 10 * MINUTE_MS,
  disabledReason,
  isListing: name === "daily",
});
const sources = (githubReason: string | null = null): SourceDescription[] => [
  { id: "arxiv", title: "arXiv", termsUrl: "https://arxiv.org", streams: [stream("rss")] },
  { id: "huggingface", title: "HF", termsUrl: "https://huggingface.co", streams: [stream("daily")] },
  { id: "github", title: "GitHub", termsUrl: "https://github.com", streams: [stream("repositories", githubReason)] },
  { id: "never", title: "Never read", termsUrl: "https://example.org", streams: [stream("all", "no key")] },
];

describeDatabases("freshness of answers", (open) => {
  let database: Database;
  let now: Date;
  let monotonicMs: number;
  const clock: Clock = { now: async () => now, monotonicMs: () => monotonicMs, sleep: async () => {} };
  const later = (minutes: number) => new Date(SEED_NOW.getTime() + minutes * MINUTE_MS);
  const api = (options: Parameters<typeof createTestApi>[1] = {}) =>
    createTestApi(database.sql, { sources: sources(), clock, ...options });
  beforeAll(async () => {
    database = await open();
    await seedDatabase(database);
  });
  beforeEach(async () => {
    now = later(1);
    monotonicMs = 0;
    await database.sql`delete from sync_run`;
    for (const [source, name] of [
      ["arxiv", "rss"],
      ["huggingface", "daily"],
      ["github", "repositories"],
    ] as const) {
      await insertRun(database.sql, name, later(-1), "SUCCESS", null, source);
    }
  });
  const failed = async () =>
    await insertRun(database.sql, "daily", now, "FAILED", { code: "ERR_SOURCE_UNAVAILABLE", status: 503 });
  const DAY = `{ dailyRanking(date: "2025-12-15") { totalCount } }`;

  test("nothing is said while all are healthy", async () => {
    expect((await api().execute(DAY)).body.extensions).toBeUndefined();
  });

  test.each([true, false])(
    "a late source is said, with its times for the request's instant (compiled: %s)",
    async (isCompiled) => {
      now = later(60);
      await failed();
      now = later(62);
      const { body } = await api({ isCompiled }).execute(DAY);
      expect(body.data.dailyRanking.totalCount).toBeGreaterThan(0);
      expect(body.extensions).toEqual({
        freshness: [{ source: "huggingface", state: "FAILING", lastSuccessAt: SEED_NOW.toISOString(), lagSeconds: 62 * 60 }],
      });
    },
  );

  test("only for answers that depend on it", async () => {
    await failed();
    now = later(2);
    for (const query of [
      "{ sources { name state } }",
      "{ __typename }",
      `{ papers(filter: { source: "arxiv" }) { totalCount } }`,
      `{ node(id: "x") { id } }`,
      `query ($no: Boolean = false) { dailyRanking(date: "2025-12-15") @include(if: $no) { totalCount } }`,
    ]) {
      expect((await api().execute(query)).body.extensions, query).toBeUndefined();
    }
    const { body } = await api().execute(
      'fragment P on Paper { n: upvotes } { papers(filter: { source: "arxiv" }, first: 1) { nodes { ...P } } }',
    );
    expect(body.extensions.freshness).toMatchObject([{ source: "huggingface", state: "FAILING" }]);
  });

  test("an answer with errors says so too; a request that is refused does not", async () => {
    await failed();
    now = later(2);
    const { body } = await api().execute(
      `{ dailyRanking(date: "2025-12-15") { totalCount } paper(by: { arxivId: "nonsense id" }) { title } }`,
    );
    expect(body.errors).toHaveLength(1);
    expect(body.extensions.freshness).toHaveLength(1);
    const refused = (await api().execute("{ dailyRanking { nothing } }")).body;
    expect([refused.errors.length, refused.extensions]).toEqual([1, undefined]);
  });

  test("several, in the registry's order; times run on without a statement", async () => {
    now = later(90);
    const { body } = await api().execute("{ papers { totalCount } }");
    expect(body.extensions.freshness.map((one: { source: string; state: string }) => [one.source, one.state])).toEqual([
      ["arxiv", "LATE"],
      ["huggingface", "LATE"],
    ]);
  });

  test("a source that is switched off is said where it left data", async () => {
    const off = api({ sources: sources("no token") });
    const { body } = await off.execute(`{ repository(by: { nameWithOwner: "a/b" }) { id } }`);
    expect(body.extensions.freshness).toEqual([
      { source: "github", state: "DISABLED", lastSuccessAt: SEED_NOW.toISOString(), lagSeconds: null },
    ]);
    const never = await off.execute(`{ papers(filter: { source: "never" }) { totalCount } }`);
    expect(never.body.extensions).toBeUndefined();
  });

  describe("reading the states", () => {
    const counted = () => {
      let reads = 0;
      const counting = new Proxy(database.sql, {
        apply: (target, receiver, args) => {
          if (Array.isArray(args[0]) && args[0].join("?").includes("from sync_run")) reads += 1;
          return Reflect.apply(target, receiver, args);
        },
      });
      const health = createSourceHealth(counting, sources(), () => monotonicMs);
      return { asked: api({ health }) satisfies TestApi, health, reads: () => reads };
    };

    test("once for all that ask within a second, and never for what depends on nobody", async () => {
      const { asked, reads } = counted();
      await asked.execute("{ sources { name } }");
      expect(reads()).toBe(0);
      await asked.execute(DAY);
      await asked.execute("{ papers { totalCount } }");
      expect(reads()).toBe(1);
      monotonicMs = 1_000;
      await asked.execute(DAY);
      expect(reads()).toBe(2);
    });

    test("once for those who ask at the same time", async () => {
      const { health, reads } = counted();
      const all = await Promise.all([1, 2, 3].map(async () => await health.at(now)));
      expect([reads(), all.map((reports) => reports.length)]).toEqual([1, [4, 4, 4]]);
    });

    test("anew when a simulated clock jumps, forward or back", async () => {
      const { asked, reads } = counted();
      expect((await asked.execute(DAY)).body.extensions).toBeUndefined();
      now = later(120);
      expect((await asked.execute(DAY)).body.extensions.freshness).toMatchObject([{ state: "LATE", lagSeconds: 7_200 }]);
      now = later(1);
      expect((await asked.execute(DAY)).body.extensions).toBeUndefined();
      expect(reads()).toBe(3);
    });

    test("a reading that fails is not remembered", async () => {
      let isBroken = true;
      const breaking = new Proxy(database.sql, {
        apply: (target, receiver, args) => {
          if (isBroken) throw new Error("no database");
          return Reflect.apply(target, receiver, args);
        },
      });
      const health = createSourceHealth(breaking, sources(), () => monotonicMs);
      await expect(health.at(now)).rejects.toThrow("no database");
      // The answer itself is not lost.
      const { body } = await api({ health }).execute(DAY);
      expect([body.data.dailyRanking.totalCount > 0, body.extensions]).toEqual([true, undefined]);
      isBroken = false;
      expect(await health.at(now)).toHaveLength(4);
    });
  });
});
