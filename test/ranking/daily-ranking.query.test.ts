import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/client.ts";
import { describeDatabases, emptyTables } from "../kit/database.ts";
import { ask } from "./asking.ts";
import { at, insertReading, insertRun, paperKey } from "./known-readings.ts";

const NOW = at("2026-08-24T12:00"); // a Monday
const [A, B, C] = ["2608.00001", "2608.00002", "2608.00003"] as const;

interface Entry {
  readonly rank: number;
  readonly paper: { readonly arxivId: string } | null;
}
interface Day {
  readonly date: string;
  readonly state: string;
  readonly emptyReason: string | null;
  readonly totalCount: number;
  readonly observedAt: string | null;
  readonly entries: { readonly nodes: readonly Entry[] };
}

describeDatabases("asking for days' rankings", (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await emptyTables(database);
    await insertReading(database.sql, "2026-08-20", at("2026-08-20T06:00"), [
      [A, 9],
      [B, 8],
    ]);
    await insertReading(database.sql, "2026-08-20", at("2026-08-20T18:00"), [
      [B, 20],
      [C, 10],
    ]);
    await insertReading(database.sql, "2026-08-21", at("2026-08-21T18:00"), [[A, 1]]);
    await insertReading(database.sql, "2026-08-22", at("2026-08-22T18:00"), []);
    await insertReading(database.sql, "2026-08-24", at("2026-08-24T06:00"), []);
  });
  const query = async <Data>(text: string, now = NOW) => await ask<Data>(database.sql, now, text);

  test("one day with everything that a dashboard shows of it", async () => {
    const { data, codes } = await query<Record<string, unknown>>(`{ dailyRanking(date: "2026-08-20") {
      date state emptyReason observedAt previousDay nextDay asOf knownSince comparedWith totalCount source { name title }
      entries { totalCount nodes { rank position previousRank change isNew score components { name value weight contribution normalized observedAt source { name } }
        paper { arxivId } subject { __typename ... on Paper { arxivId } } listing { day position upvotes isCurrent firstSeenAt lastSeenAt } } }
      left { rank previousRank change score paper { arxivId } listing { upvotes isCurrent firstSeenAt lastSeenAt } } } }`);
    expect(codes).toEqual([]);
    expect(data["dailyRanking"]).toEqual({
      ...{ date: "2026-08-20", state: "SETTLING", emptyReason: null, observedAt: "2026-08-20T18:00:00.000Z" },
      ...{ previousDay: null, nextDay: "2026-08-21", asOf: "2026-08-24T12:00:00.000Z", knownSince: "2026-08-20T06:00:00.000Z" },
      ...{ comparedWith: "2026-08-20T06:00:00.000Z", totalCount: 2 },
      source: { name: "huggingface", title: "Hugging Face Daily Papers" },
      entries: {
        totalCount: 2,
        nodes: [
          entry(B, { rank: 1, previousRank: 2, change: 1, isNew: false, votes: 20, firstSeenAt: "06:00" }),
          entry(C, { rank: 2, previousRank: null, change: null, isNew: true, votes: 10, firstSeenAt: "18:00" }),
        ],
      },
      left: [
        {
          ...{ rank: 1, previousRank: 1, change: null, score: 9, paper: { arxivId: A } },
          listing: {
            upvotes: 9,
            isCurrent: false,
            firstSeenAt: "2026-08-20T06:00:00.000Z",
            lastSeenAt: "2026-08-20T06:00:00.000Z",
          },
        },
      ],
    });
  });

  const entry = (
    arxivId: string,
    of: { rank: number; previousRank: number | null; change: number | null; isNew: boolean; votes: number; firstSeenAt: string },
  ) => ({
    ...{
      rank: of.rank,
      position: of.rank - 1,
      previousRank: of.previousRank,
      change: of.change,
      isNew: of.isNew,
      score: of.votes,
    },
    components: [
      {
        ...{ name: "upvotes", value: of.votes, weight: 1, contribution: of.votes, normalized: of.votes },
        ...{ observedAt: "2026-08-20T18:00:00.000Z", source: { name: "huggingface" } },
      },
    ],
    paper: { arxivId },
    subject: { __typename: "Paper", arxivId },
    listing: {
      ...{ day: "2026-08-20", position: of.rank - 1, upvotes: of.votes, isCurrent: true },
      ...{ firstSeenAt: `2026-08-20T${of.firstSeenAt}:00.000Z`, lastSeenAt: "2026-08-20T18:00:00.000Z" },
    },
  });

  test("as of an earlier instant: the list, the line and its times are those of then", async () => {
    // The derived row says how it ended: seen again later with other votes.
    await database.sql`
      insert into listing (source, day, paper_id, position, upvotes, first_seen_at, last_seen_at, is_current)
      values ('huggingface', '2026-08-20', ${paperKey(B)}, 0, 20, ${at("2026-08-20T06:00")}, ${at("2026-08-20T18:00")}, true)`;
    const { data } = await query<{
      dailyRanking: Record<string, unknown>;
    }>(`{ dailyRanking(date: "2026-08-20", asOf: "2026-08-20T07:00:00Z") {
      asOf comparedWith entries { nodes { rank previousRank isNew paper { arxivId } listing { upvotes firstSeenAt lastSeenAt ranking { asOf totalCount } } } } left { rank } } }`);
    expect(data.dailyRanking).toMatchObject({ asOf: "2026-08-20T07:00:00.000Z", comparedWith: null, left: [] });
    expect((data.dailyRanking["entries"] as { nodes: unknown[] }).nodes[1]).toEqual({
      ...{ rank: 2, previousRank: null, isNew: false, paper: { arxivId: B } },
      listing: {
        ...{ upvotes: 8, firstSeenAt: "2026-08-20T06:00:00.000Z", lastSeenAt: "2026-08-20T06:00:00.000Z" },
        ranking: { asOf: "2026-08-20T07:00:00.000Z", totalCount: 2 },
      },
    });
  });

  test("without a date: the latest day that holds papers; null while none does", async () => {
    const text = "{ dailyRanking { date totalCount } }";
    expect((await query(text)).data).toEqual({ dailyRanking: { date: "2026-08-21", totalCount: 1 } });
    expect((await query(text, at("2026-08-20T05:00"))).data).toEqual({ dailyRanking: null });
    expect((await query('{ dailyRanking(source: "arxiv") { date } }')).data).toEqual({ dailyRanking: null });
  });

  test("a range holds every day, empty and unread ones too, each with its reason", async () => {
    const text = `{ dailyRankings(from: "2026-08-19", to: "2026-08-25") { totalCount nodes { date state emptyReason totalCount observedAt entries { nodes { rank paper { arxivId } } } } } }`;
    const { data, codes } = await query<{ dailyRankings: { totalCount: number; nodes: Day[] } }>(text);
    expect(codes).toEqual([]);
    expect(data.dailyRankings.totalCount).toBe(7);
    expect(data.dailyRankings.nodes.map((day) => [day.date, day.state, day.emptyReason, day.totalCount])).toEqual([
      ["2026-08-19", "SETTLING", "NOT_FETCHED", 0],
      ["2026-08-20", "SETTLING", null, 2],
      ["2026-08-21", "SETTLING", null, 1],
      ["2026-08-22", "SETTLING", "WEEKEND", 0],
      ["2026-08-23", "SETTLING", "NOT_FETCHED", 0],
      ["2026-08-24", "OPEN", "UNCONFIRMED", 0],
      ["2026-08-25", "OPEN", "NOT_OPEN_YET", 0],
    ]);
    expect(data.dailyRankings.nodes[0]?.observedAt).toBeNull();
    expect(data.dailyRankings.nodes[1]?.entries.nodes).toEqual([
      { rank: 1, paper: { arxivId: B } },
      { rank: 2, paper: { arxivId: C } },
    ]);
  });

  test("a day never read is SOURCE_DOWN where the source was down at that instant", async () => {
    await insertRun(database.sql, "daily", at("2026-08-19T10:00"), "FAILED", { code: "ERR_SOURCE_UNREACHABLE" });
    await insertRun(database.sql, "daily", at("2026-08-20T10:00"), "SUCCESS");
    const reason = async (asOf: string) =>
      (await query<{ dailyRanking: Day }>(`{ dailyRanking(date: "2026-08-19", asOf: "${asOf}") { emptyReason } }`)).data
        .dailyRanking.emptyReason;
    expect(await reason("2026-08-19T12:00:00Z")).toBe("SOURCE_DOWN");
    expect(await reason("2026-08-21T12:00:00Z")).toBe("NOT_FETCHED");
  });

  test("the statements do not grow with the days", async () => {
    const text = (
      to: string,
    ) => `{ dailyRankings(from: "2026-08-19", to: "${to}", first: 100) { nodes { state emptyReason previousDay nextDay revision
      entries { nodes { rank previousRank paper { arxivId } listing { firstSeenAt organization { name } } } } left { rank } } } }`;
    const few = await query(text("2026-08-20"));
    const many = await query(text("2026-11-20"));
    expect([few.codes, many.codes]).toEqual([[], []]);
    expect(few.statements).toBeGreaterThan(3);
    expect(many.statements).toBe(few.statements);
    expect(few.statements).toBeLessThanOrEqual(7);
  });

  describe("pages", () => {
    interface Page {
      readonly nodes: readonly Entry[];
      readonly totalCount: number;
      readonly pageInfo: {
        readonly hasNextPage: boolean;
        readonly hasPreviousPage: boolean;
        readonly startCursor: string;
        readonly endCursor: string;
      };
    }
    const LINES = Array.from({ length: 7 }, (_none, place) => [`2609.0000${place}`, place] as const);
    beforeEach(async () => {
      await insertReading(database.sql, "2026-08-19", at("2026-08-19T12:00"), LINES);
    });
    const page = async (args: string): Promise<Page> => {
      const text = `{ dailyRanking(date: "2026-08-19") { entries(${args}) { totalCount nodes { rank paper { arxivId } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;
      const { data, codes } = await query<{ dailyRanking: { entries: Page } }>(text);
      expect(codes).toEqual([]);
      return data.dailyRanking.entries;
    };

    test.each(["first", "last"])("%s walks the whole list, nothing skipped or twice", async (name) => {
      const ranks: number[] = [];
      let place = "";
      for (let more = true; more; ) {
        const found = await page(`${name}: 3${place}`);
        expect(found.totalCount).toBe(7);
        const part = found.nodes.map((one) => one.rank);
        if (name === "first") ranks.push(...part);
        else ranks.unshift(...part);
        place = name === "first" ? `, after: "${found.pageInfo.endCursor}"` : `, before: "${found.pageInfo.startCursor}"`;
        more = name === "first" ? found.pageInfo.hasNextPage : found.pageInfo.hasPreviousPage;
      }
      expect(ranks).toEqual([1, 2, 3, 4, 5, 6, 7]);
    });

    test("days have cursors too", async () => {
      const text = (args: string) =>
        `{ dailyRankings(from: "2026-08-19", to: "2026-08-22", ${args}) { nodes { date } pageInfo { hasNextPage endCursor } } }`;
      type Days = { dailyRankings: { nodes: { date: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } };
      const first = (await query<Days>(text("first: 3"))).data.dailyRankings;
      expect([first.nodes.map((day) => day.date), first.pageInfo.hasNextPage]).toEqual([
        ["2026-08-19", "2026-08-20", "2026-08-21"],
        true,
      ]);
      const second = (await query<Days>(text(`first: 3, after: "${first.pageInfo.endCursor}"`))).data.dailyRankings;
      expect([second.nodes, second.pageInfo.hasNextPage]).toEqual([[{ date: "2026-08-22" }], false]);
    });
  });

  test.each([
    ['dailyRankings(from: "2026-08-21", to: "2026-08-20") { totalCount }', "BAD_USER_INPUT", "lies behind"],
    ['dailyRankings(from: "2016-01-01", to: "2026-01-08") { totalCount }', "BAD_USER_INPUT", "3661 days"],
    ['dailyRankings(from: "2026-08-20", to: "2026-08-20", first: 101) { totalCount }', "BAD_USER_INPUT", "0 to 100"],
    ['dailyRankings(from: "2026-08-20", to: "2026-08-20", after: "xyz") { totalCount }', "BAD_CURSOR", "cursor"],
    ['dailyRanking(date: "2026-02-30") { date }', "BAD_USER_INPUT", "calendar day"],
    ['dailyRanking(date: "2026-08-20", source: "nobody") { date }', "BAD_USER_INPUT", "there are: huggingface."],
    ['dailyRanking(date: "2026-08-20", asOf: "2026-08-24T12:00:00.001Z") { date }', "BAD_USER_INPUT", "lies in the future"],
    ['dailyRanking(date: "2026-08-20") { entries(first: 1, last: 1) { totalCount } }', "BAD_USER_INPUT", "not both"],
  ])("%s: %s", async (field, code, message) => {
    const { codes, messages } = await query(`{ ${field} }`);
    expect(codes).toEqual([code]);
    expect(messages[0]).toContain(message);
  });

  test("a range of exactly 3,660 days is answered", async () => {
    const { data } = await query(
      '{ dailyRankings(from: "2016-01-01", to: "2026-01-07", last: 1) { totalCount nodes { date } } }',
    );
    expect(data).toEqual({ dailyRankings: { totalCount: 3660, nodes: [{ date: "2026-01-07" }] } });
  });

  test("a global id leads back to the list, also of a day never read; a malformed one is told", async () => {
    const { data } = await query<{ dailyRanking: { id: string } }>(
      '{ dailyRanking(date: "2026-08-20", asOf: "2026-08-20T07:00:00Z") { id } }',
    );
    const text = (id: string) => `{ node(id: "${id}") { id ... on DailyRanking { date totalCount observedAt } } }`;
    expect((await query(text(data.dailyRanking.id))).data).toEqual({
      node: { id: data.dailyRanking.id, date: "2026-08-20", totalCount: 2, observedAt: "2026-08-20T18:00:00.000Z" },
    });
    const idOf = (key: string) => Buffer.from(`DailyRanking:${key}`).toString("base64");
    expect((await query(text(idOf("huggingface/2020-01-01")))).data).toMatchObject({
      node: { date: "2020-01-01", observedAt: null },
    });
    expect((await query(text(idOf("nobody/2020-01-01")))).data).toEqual({ node: null });
    expect((await query(text(idOf("huggingface/2020-02-30")))).codes).toEqual(["BAD_USER_INPUT"]);
  });

  test("a paper's days, earliest first, with what was printed on each", async () => {
    const rows = [
      ["2026-08-21", 3, true],
      ["2026-08-20", 9, false],
    ] as const;
    for (const [day, upvotes, isCurrent] of rows) {
      await database.sql`
        insert into listing (source, day, paper_id, position, upvotes, submitted_by, first_seen_at, last_seen_at, is_current)
        values ('huggingface', ${day}, ${paperKey(A)}, 0, ${upvotes}, 'akhaliq', ${at(`${day}T06:00`)}, ${at(`${day}T18:00`)}, ${isCurrent})`;
    }
    const id = Buffer.from(`Paper:${paperKey(A)}`).toString("base64");
    const text = (args: string) =>
      `{ node(id: "${id}") { ... on Paper { listings${args} { day upvotes submittedBy isCurrent lastSeenAt organization { name } source { name } ranking { totalCount } } } } }`;
    const { data, codes } = await query<{ node: { listings: unknown[] } }>(text(""));
    expect(codes).toEqual([]);
    expect(data.node.listings).toEqual([
      {
        ...{ day: "2026-08-20", upvotes: 9, submittedBy: "akhaliq", isCurrent: false, lastSeenAt: "2026-08-20T18:00:00.000Z" },
        ...{ organization: null, source: { name: "huggingface" }, ranking: { totalCount: 2 } },
      },
      {
        ...{ day: "2026-08-21", upvotes: 3, submittedBy: "akhaliq", isCurrent: true, lastSeenAt: "2026-08-21T18:00:00.000Z" },
        ...{ organization: null, source: { name: "huggingface" }, ranking: { totalCount: 1 } },
      },
    ]);
    expect((await query<{ node: { listings: unknown[] } }>(text('(source: "arxiv")'))).data.node.listings).toEqual([]);
  });
});
