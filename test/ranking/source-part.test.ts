/** Categories of arXiv fall behind one by one. Feeds are synthetic, in the recorded layout; they go through the real adapter and ingest. */
import { beforeEach, expect, test } from "vitest";
import { arxiv } from "../../adapters/arxiv/index.ts";
import type { Clock } from "../../src/clock.ts";
import type { Database } from "../../src/db/client.ts";
import { createIngest } from "../../src/ingest/ingest.ts";
import { readSourceStates, type SourceDescription } from "../../src/ranking/source-state.ts";
import { describeDatabases } from "../kit/database.ts";
import { silentLog } from "../kit/log.ts";
import { at, insertRun } from "./known-readings.ts";

const settings = { ARXIV_FEED_URL: "https://rss.arxiv.org", ARXIV_CATEGORIES: "cs.AI,cs.CL" };
const parts = arxiv.streams["rss"]?.parts;
if (!parts) throw new Error("the feeds have no parts");
const ARXIV: SourceDescription = {
  ...{ id: "arxiv", title: "arXiv", termsUrl: "https://info.arxiv.org/help/api/tou.html" },
  streams: [
    {
      name: "rss",
      intervalMs: 2 * 3_600_000,
      disabledReason: null,
      isListing: false,
      parts: { ...parts, list: parts.list(settings) },
    },
  ],
};

type Item = readonly [id: string, type: "new" | "cross" | "replace" | "replace-cross"];

function item([id, type]: Item, category: string): string {
  return `<item><title>Paper ${id}</title><link>https://arxiv.org/abs/${id.slice(0, 10)}</link>
    <description>arXiv:${id} Announce Type: ${type} \nAbstract: Words of our own.</description>
    <guid isPermaLink="false">oai:arXiv.org:${id}</guid><category>${category}</category>
    <arxiv:announce_type>${type}</arxiv:announce_type><dc:creator>Somebody</dc:creator></item>`;
}

function feed(category: string, midnight: string, items: readonly Item[]): string {
  return `<?xml version='1.0' encoding='UTF-8'?><rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">
    <channel><title>${category} updates on arXiv.org</title><link>http://rss.arxiv.org/rss/${category}</link><description>updates</description>
    <pubDate>${midnight}</pubDate><skipDays><day>Sunday</day><day>Saturday</day></skipDays>${items.map((one) => item(one, category)).join("")}</channel></rss>`;
}

describeDatabases("categories of arXiv", (open) => {
  let database: Database;
  let now = new Date(0);
  const clock: Clock = { now: async () => now, monotonicMs: () => performance.now(), sleep: async () => {} };
  beforeEach(async () => {
    database = await open();
  });
  const MONDAY = "Mon, 17 Aug 2026 00:00:00 -0400";
  const TUESDAY = "Tue, 18 Aug 2026 00:00:00 -0400";
  const WEDNESDAY = "Wed, 19 Aug 2026 00:00:00 -0400";

  async function read(time: string, category: string, midnight: string, items: readonly Item[]): Promise<void> {
    now = at(time);
    const ingest = createIngest({
      ...{ database, adapters: [arxiv], settings: { arxiv: settings }, clock, limitTimescale: 1 },
      ...{ contactEmail: null, backfillDays: 1, log: silentLog },
    });
    const exchange = {
      request: { method: "GET" as const, url: `https://rss.arxiv.org/rss/${category}`, body: null },
      ...{ status: 200, headers: { "content-type": "application/rss+xml" }, body: feed(category, midnight, items) },
    };
    await ingest.importPages("arxiv", "rss", [{ exchanges: [exchange], fetchedAt: now }]);
    await insertRun(database.sql, "rss", now, "SUCCESS", null, "arxiv");
  }
  async function states(time: string) {
    const [report] = await readSourceStates(database.sql, [ARXIV], at(time));
    const [rss] = report?.streams ?? [];
    return {
      source: report?.state,
      ...Object.fromEntries((rss?.parts ?? []).map(({ name, state }) => [name, state])),
      parts: rss?.parts,
    };
  }

  test("one shows yesterday's batch under today's date, the other is current; it recovers with new papers", async () => {
    await read("2026-08-17T06:00", "cs.AI", MONDAY, [["2608.00001v1", "new"]]);
    await read("2026-08-17T06:01", "cs.CL", MONDAY, [["2608.00002v1", "new"]]);
    expect(await states("2026-08-17T10:30")).toMatchObject({ source: "HEALTHY", "cs.AI": "HEALTHY", "cs.CL": "HEALTHY" });

    await read("2026-08-18T09:00", "cs.AI", TUESDAY, [["2608.00001v1", "new"]]);
    await read("2026-08-18T09:01", "cs.CL", TUESDAY, [["2608.00004v1", "new"]]);
    expect(await states("2026-08-18T09:59")).toMatchObject({ source: "HEALTHY", "cs.AI": "HEALTHY", "cs.CL": "HEALTHY" });
    const late = await states("2026-08-18T10:02");
    expect(late).toMatchObject({ source: "LATE", "cs.AI": "LATE", "cs.CL": "HEALTHY" });
    expect(late.parts).toEqual([
      { name: "cs.AI", state: "LATE", lastNewAt: at("2026-08-17T06:00"), lagSeconds: 28 * 3600 + 120 },
      { name: "cs.CL", state: "HEALTHY", lastNewAt: at("2026-08-18T09:01"), lagSeconds: 3660 },
    ]);

    await read("2026-08-18T11:00", "cs.AI", TUESDAY, [["2608.00003v1", "new"]]);
    expect(await states("2026-08-18T11:02")).toMatchObject({ source: "HEALTHY", "cs.AI": "HEALTHY" });
    // As it stood before.
    expect(await states("2026-08-18T10:02")).toMatchObject({ source: "LATE", "cs.AI": "LATE" });
  });

  test("nothing new is due over the weekend; a batch missed on Friday is missing until Monday", async () => {
    const FRIDAY = "Fri, 21 Aug 2026 00:00:00 -0400";
    await read("2026-08-20T06:00", "cs.AI", "Thu, 20 Aug 2026 00:00:00 -0400", [["2608.00001v1", "new"]]);
    await read("2026-08-21T08:00", "cs.AI", FRIDAY, [["2608.00001v1", "new"]]);
    await read("2026-08-21T08:01", "cs.CL", FRIDAY, [["2608.00002v1", "new"]]);
    // The feed of a Saturday is empty, which proves nothing of Friday's batch.
    for (const category of ["cs.AI", "cs.CL"])
      await read("2026-08-22T12:00", category, "Sat, 22 Aug 2026 00:00:00 -0400", []).catch(() => undefined);
    await insertRun(database.sql, "rss", at("2026-08-22T12:00"), "SUCCESS", null, "arxiv");
    expect(await states("2026-08-22T12:02")).toMatchObject({ source: "LATE", "cs.AI": "LATE", "cs.CL": "HEALTHY" });
  });

  test("a small category with nothing in its batch is not behind; one that was never read before is not either", async () => {
    await read("2026-08-18T08:00", "cs.AI", TUESDAY, [["2608.00001v1", "new"]]);
    await read("2026-08-19T08:00", "cs.AI", WEDNESDAY, []);
    await read("2026-08-19T09:00", "cs.AI", WEDNESDAY, []);
    // Two empty answers may be a mistake of the upstream's; three, an hour apart, are believed.
    expect(await states("2026-08-19T10:01")).toMatchObject({ "cs.AI": "LATE", "cs.CL": "HEALTHY" });
    await read("2026-08-19T10:05", "cs.AI", WEDNESDAY, []);
    const found = await states("2026-08-19T10:30");
    expect(found).toMatchObject({ "cs.AI": "HEALTHY", "cs.CL": "HEALTHY" });
    expect(found.parts?.map(({ lastNewAt }) => lastNewAt)).toEqual([at("2026-08-18T08:00"), null]);
  });

  test("replacements and cross-lists are a batch, too, but never new papers", async () => {
    await read("2026-08-18T08:00", "cs.AI", TUESDAY, [
      ["2608.00001v1", "new"],
      ["2608.00002v1", "cross"],
      ["2607.00003v2", "replace"],
      ["2607.00004v3", "replace-cross"],
    ]);
    const { sql } = database;
    const types = await sql`select type, version from announcement order by version, type`;
    expect(types.map(({ type, version }) => [type, version])).toEqual([
      ["CROSS", 1],
      ["NEW", 1],
      ["REPLACE", 2],
      ["REPLACE_CROSS", 3],
    ]);
    const papers = await sql`select arxiv_id, entered_by from paper order by arxiv_id`;
    expect(papers.map(({ arxiv_id, entered_by }) => [arxiv_id, entered_by])).toEqual([
      ["2608.00001", "ANNOUNCED"],
      ["2608.00002", "ANNOUNCED"],
    ]);
    await read("2026-08-19T08:00", "cs.AI", WEDNESDAY, [["2608.00001v2", "replace"]]);
    expect(await states("2026-08-19T10:30")).toMatchObject({ "cs.AI": "HEALTHY" });
  });
});
