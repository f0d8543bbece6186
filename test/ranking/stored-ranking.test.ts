/** The stored order of the trending ranking against what is computed from counters: entry by entry, on pages drawn by lot. */
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { metricSources } from "../../src/claims/metric-rule.ts";
import type { NormalizedRecord } from "../../src/contract/index.ts";
import type { Database } from "../../src/db/client.ts";
import { deriveHeat } from "../../src/ingest/derive-heat.ts";
import { createIngest, type Ingest } from "../../src/ingest/ingest.ts";
import { metricQuestion } from "../../src/ranking/ask.ts";
import { TRENDING_FORMULA } from "../../src/ranking/formula.ts";
import { openMetricRanking } from "../../src/ranking/metric-ranking.ts";
import { EVERYTHING, NO_FILTER } from "../../src/ranking/ranking-question.ts";
import { countStoredEntries, hasStoredLeft, readStoredEntries } from "../../src/ranking/stored-ranking.ts";
import { said, spokenAdapter } from "../ingest/spoken-adapter.ts";
import { describeDatabases } from "../kit/database.ts";
import { silentLog } from "../kit/log.ts";
import { SEED_NOW, seedClock, seedDatabase } from "../kit/seed.ts";

const HOUR_MS = 3_600_000;
const RUNS = 12;

describeDatabases("the stored order of trending", (open) => {
  let database: Database;
  let ingest: Ingest;
  let papers: string[];
  let repositories: string[];
  beforeEach(async () => {
    database = await open();
    await seedDatabase(database);
    const streams = { arxiv: ["oai-raw", "rss", "atom", "records"], huggingface: ["daily"], github: ["repositories"] };
    ingest = createIngest({
      ...{ database, settings: {}, clock: seedClock, limitTimescale: 1, contactEmail: null, backfillDays: 1, log: silentLog },
      adapters: Object.entries(streams).map(([id, names]) => spokenAdapter(id, names)),
    });
    papers = (await database.sql<{ id: string }[]>`select arxiv_id as id from paper where arxiv_id is not null order by 1`).map(
      ({ id }) => id,
    );
    repositories = (
      await database.sql<{ id: string }[]>`select value as id from repository_identifier where scheme = 'github-name' order by 1`
    ).map(({ id }) => id);
  });

  const sources = metricSources([]);
  const questionAt = (asOf: Date, formula = TRENDING_FORMULA) => ({
    ...metricQuestion("TRENDING", { subject: "PAPER", formula: null, scope: EVERYTHING, filter: NO_FILTER, asOf }),
    formula,
  });
  /** A formula that is another one by name alone is computed. */
  const computedAt = (asOf: Date) => openMetricRanking(database.sql, questionAt(asOf, { ...TRENDING_FORMULA }), sources, true);
  const measuringAt = (asOf: Date) => ({ ...questionAt(asOf), sources, papers: null });

  const compare = async (asOf: Date) => {
    const ways = [openMetricRanking(database.sql, questionAt(asOf), sources, true), computedAt(asOf)];
    const read = async (one: (typeof ways)[number]) => ({
      whole: await one.entries({ after: 0, count: 1_000 }),
      middle: await one.entries({ after: 3, count: 5 }),
      beyond: await one.entries({ after: 5_000, count: 5 }),
      count: await one.count(),
      left: await one.left(),
    });
    const [stored, computed] = [await read(ways[0] as never), await read(ways[1] as never)];
    expect(stored).toEqual(computed);
    return computed;
  };

  test("it is read as long as nothing later is known, and not before", async () => {
    expect((await readStoredEntries(database.sql, measuringAt(SEED_NOW), { after: 0, count: 3 }, true))?.length).toBe(3);
    const past = measuringAt(new Date("2025-12-16T10:00:00Z"));
    expect(await readStoredEntries(database.sql, past, { after: 0, count: 3 }, true)).toBeNull();
    expect([await countStoredEntries(database.sql, past), await hasStoredLeft(database.sql, past)]).toEqual([null, null]);
    const { whole } = await compare(SEED_NOW);
    expect(whole.some(({ change }) => change !== null && change !== 0)).toBe(true);
    expect(whole.some(({ isNew }) => isNew)).toBe(true);
  });

  test("it is the computed one after any page, at any later instant", async () => {
    let at = SEED_NOW.getTime();
    const moves = new Set<string>();
    const count = fc.oneof(fc.nat(5), fc.nat(20_000));
    const one = (kind: "UPVOTES" | "COMMENTS") =>
      fc.record({ arxivId: fc.nat(papers.length - 1).map((place) => papers[place] as string), value: count }).map(
        ({ arxivId, value }): NormalizedRecord => ({
          ...{ kind: "metric", subjectType: "paper", subject: { scheme: "arxiv", value: arxivId }, metric: kind, value },
        }),
      );
    const stars = fc
      .record({ name: fc.nat(repositories.length - 1).map((place) => repositories[place] as string), value: count })
      .map(
        ({ name, value }): NormalizedRecord => ({
          ...{
            kind: "metric",
            subjectType: "repository",
            subject: { scheme: "github-name", value: name },
            metric: "STARS",
            value,
          },
        }),
      );
    const keyOf = (record: NormalizedRecord) => (record.kind === "metric" ? `${record.subject.value} ${record.metric}` : "");
    const page = fc.record({
      hours: fc.integer({ min: 1, max: 20 }),
      counted: fc.uniqueArray(fc.oneof(one("UPVOTES"), one("COMMENTS")), { selector: keyOf, maxLength: 6 }),
      starred: fc.uniqueArray(stars, { selector: keyOf, maxLength: 4 }),
      /** In hours after the page; less than nothing: what is known then is the past. */
      asked: fc.oneof(fc.integer({ min: -30, max: -1 }), fc.integer({ min: 0, max: 40 })),
    });
    await fc.assert(
      fc.asyncProperty(page, async ({ hours, counted, starred, asked }) => {
        at += hours * HOUR_MS;
        const instant = new Date(at).toISOString();
        if (counted.length > 0) await ingest.importPages("huggingface", "daily", [said(instant, counted)]);
        if (starred.length > 0) await ingest.importPages("github", "repositories", [said(instant, starred)]);
        const asOf = new Date(at + asked * HOUR_MS);
        const { whole } = await compare(asOf);
        if (asked >= 0) expect(await countStoredEntries(database.sql, measuringAt(asOf))).toBe(whole.length);
        for (const { change } of whole)
          moves.add(change === null ? "new" : (["down", "same", "up"][Math.sign(change) + 1] as string));
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    expect([...moves]).toEqual(expect.arrayContaining(["down", "same", "up"]));
  });

  test("a paper that was known before its submission is new when that comes", async () => {
    const { sql } = database;
    const [early] = await sql<{ id: string }[]>`select paper_id as id from paper_heat order by heat desc`;
    const comes = new Date(SEED_NOW.getTime() + 40 * HOUR_MS);
    await sql`update paper_submission set submitted_at = ${comes} where paper_id = ${early?.id as string}`;
    await sql.begin((tx) => deriveHeat(tx, null));
    for (const hours of [39, 41, 70]) {
      const asOf = new Date(SEED_NOW.getTime() + hours * HOUR_MS);
      const found = (await compare(asOf)).whole.find(({ key }) => key === early?.id);
      expect([found === undefined, found?.isNew]).toEqual([hours < 40, { 39: undefined, 41: true, 70: false }[hours]]);
    }
  });

  test("a paper that is gone, a link that ends and a source that nobody asks for", async () => {
    const { sql } = database;
    const [last] = await sql<{ at: Date }[]>`select max(observed_at) as at from metric`;
    const asOf = new Date((last?.at ?? SEED_NOW).getTime() + HOUR_MS);
    const soon = new Date(asOf.getTime() - HOUR_MS / 2);
    const [gone, unlinked] = await sql<{ id: string }[]>`
      select paper_id as id from paper_heat h where exists (select from paper_repository l where l.paper_id = h.paper_id and l.valid_to is null) order by heat desc`;
    await sql`update paper_submission set valid_to = ${soon} where paper_id = ${gone?.id as string} and valid_to is null`;
    await sql`update paper_repository set valid_to = ${soon} where paper_id = ${unlinked?.id as string} and valid_to is null`;
    await sql.begin((tx) => deriveHeat(tx, null));
    expect((await compare(asOf)).left.map(({ key }) => key)).toEqual([gone?.id]);
    expect(await readStoredEntries(sql, measuringAt(asOf), { after: 0, count: 3 }, true)).not.toBeNull();

    await sql`update exchange set source = 'somebody' where id = (select exchange_id from metric limit 1)`;
    expect(await readStoredEntries(sql, measuringAt(asOf), { after: 0, count: 3 }, true)).toBeNull();
    await compare(asOf);
  });
});
