import { statSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { adapters } from "../../adapters/index.ts";
import { createClock } from "../../src/clock.ts";
import { readConfig } from "../../src/config.ts";
import type { Database } from "../../src/db/client.ts";
import { checksum } from "../../src/ingest/checksum.ts";
import { createIngest, type Ingest } from "../../src/ingest/ingest.ts";
import { isEmpty, loadStarter, readStarter, starterFile } from "../../src/starter/load-starter.ts";
import { describeDatabases } from "../kit/database.ts";
import { silentLog } from "../kit/log.ts";

const installed = adapters.map(({ id }) => id);
const days = (pages = readStarter()) =>
  new Set(pages.flatMap(({ exchanges }) => exchanges.map(({ request }) => new URL(request.url).searchParams.get("date"))));

function ingestOver(database: Database): Ingest {
  const { settings } = readConfig({}, adapters);
  return createIngest({
    ...{ database, adapters, settings, clock: createClock({ clockUrl: null }), log: silentLog },
    ...{ limitTimescale: 1, contactEmail: null, backfillDays: 30 },
    fetch: () => {
      throw new Error("the starter data asks nobody");
    },
  });
}

describe("the starter data", () => {
  test("is 20 days, small, in order, and observed before now", () => {
    const pages = readStarter();
    expect(days(pages).size).toBe(20);
    expect(statSync(starterFile).size).toBeLessThan(1_000_000);
    const times = pages.map(({ fetchedAt }) => fetchedAt);
    expect([...times].sort()).toEqual(times);
    for (const time of times) expect(new Date(time).toISOString()).toBe(time);
  });

  test("holds no abstract, summary, comment, avatar, e-mail address or token", () => {
    for (const { exchanges } of readStarter()) {
      for (const { body } of exchanges) {
        expect(body).not.toMatch(/"summary":"[^"]/);
        expect(body).not.toMatch(/"(ai_summary|comments|avatar|avatarUrl|isPro|followerCount)"/);
        expect(body).not.toMatch(/[\w.+-]+@[\w-]+\.[a-z]{2,}/i);
        expect(body).not.toMatch(/\b(hf_|ghp_|github_pat_)\w{10,}/);
      }
    }
  });
});

describeDatabases("the starter data in a database", (open) => {
  let database: Database;
  let ingest: Ingest;
  let pages: number;
  beforeAll(async () => {
    database = await open();
    expect(await isEmpty(database)).toBe(true);
    ingest = ingestOver(database);
    pages = await loadStarter(ingest, installed);
  });

  test("passes through the archive: every page and body, at the instant it was observed, none rejected", async () => {
    expect(await isEmpty(database)).toBe(false);
    expect(pages).toBe(readStarter().length);
    const [row] = await database.sql<Record<string, unknown>[]>`
      select count(*)::int as exchanges, bool_and(recorded_at > fetched_at) as "isLater",
        (select count(*)::int from quarantine) as quarantined, (select count(*)::int from checkpoint) as checkpoints from exchange`;
    expect(row).toEqual({ exchanges: pages, isLater: true, quarantined: 0, checkpoints: 0 });
    const times = await database.sql<{ at: Date }[]>`select fetched_at as at from exchange order by fetched_at`;
    expect(times.map(({ at }) => at.toISOString())).toEqual(readStarter().map(({ fetchedAt }) => fetchedAt));
  });

  test("gives 20 listed days of papers with titles, authors, votes and links, and no texts", async () => {
    const [row] = await database.sql<Record<string, unknown>[]>`
      select (select count(distinct day)::int from listing) as days,
        (select count(*)::int from paper where title is null or title = '') as untitled,
        (select count(*)::int from paper where abstract is not null or comment is not null) as texts,
        (select count(*)::int from generated_text) as summaries,
        (select count(*)::int from paper p where not exists (select from authorship a where a.paper_id = p.id)) as "withoutAuthors"`;
    expect(row).toEqual({ days: days().size, untitled: 0, texts: 0, summaries: 0, withoutAuthors: 0 });
    const [counts] = await database.sql<{ papers: number; repositories: number; votes: number }[]>`
      select (select count(*)::int from paper) as papers, (select count(*)::int from repository) as repositories,
        (select count(distinct subject)::int from metric where kind = 'UPVOTES') as votes`;
    const ids = new Set(
      readStarter().flatMap(({ exchanges }) =>
        exchanges.flatMap(({ body }) => [...body.matchAll(/"paper":\{"id":"([^"]+)"/g)].map((match) => match[1])),
      ),
    );
    expect(counts?.papers).toBe(ids.size);
    expect(counts?.repositories).toBeGreaterThan(100);
    expect(counts?.votes).toBe(ids.size);
  });

  test("loaded again it changes nothing", async () => {
    const before = await checksum(database);
    await loadStarter(ingest, installed);
    expect(await checksum(database)).toEqual(before);
  });

  test("pages of a source that is not installed are left out", async () => {
    expect(await loadStarter({ importPages: () => Promise.reject(new Error("not to be called")) }, ["arxiv"])).toBe(0);
  });
});
