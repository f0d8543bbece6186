import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/client.ts";
import { dailyQuestion } from "../../src/ranking/ask.ts";
import { type DailyList, latestListedDay, readAdjacentDays, readDailyLists } from "../../src/ranking/daily-list.ts";
import { readLines } from "../../src/ranking/list-line.ts";
import { type ListRanking, readListRanking } from "../../src/ranking/list-ranking.ts";
import { emptyReason, listState } from "../../src/ranking/list-state.ts";
import { describeDatabases, emptyTables } from "../kit/database.ts";
import { at, insertReading, paperKey } from "./known-readings.ts";

const DAY = "2026-08-20"; // a Thursday
const [A, B, C, D] = ["2608.00001", "2608.00002", "2608.00003", "2608.00004"] as const;

describeDatabases("days' lists", (open) => {
  let database: Database;
  const sql = () => database.sql;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => await emptyTables(database));

  const listAt = async (asOf: string, day = DAY): Promise<DailyList> => {
    const [list] = await readDailyLists(sql(), [{ source: "huggingface", day, asOf: at(asOf) }]);
    return list as DailyList;
  };
  const rankingOf = async (list: DailyList): Promise<ListRanking> => {
    const reader = { sql: sql(), lists: async () => [list], lines: (id: string) => readLines(sql(), [id]) };
    return await readListRanking(reader, dailyQuestion(list), true);
  };
  const places = (ranking: ListRanking) => ranking.entries.map((one) => [one.subjectId, one.rank, one.previousRank, one.isNew]);

  test("a day that nobody has read is there, and says so", async () => {
    const list = await listAt("2026-08-20T10:00");
    expect(list).toMatchObject({ day: DAY, shown: null, compared: null, knownSince: null, wasRefused: false, emptyAt: [] });
    expect([listState(list), emptyReason(list, false)]).toEqual(["OPEN", "NOT_FETCHED"]);
    expect(await rankingOf(list)).toMatchObject({ entries: [], left: [] });
  });

  test("the last complete reading is shown, ranked by votes and then position", async () => {
    await insertReading(sql(), DAY, at("2026-08-20T06:00"), [[A, 1]]);
    await insertReading(sql(), DAY, at("2026-08-20T18:00"), [
      [A, 5],
      [B, 9],
      [C, null],
      [D, 5],
    ]);
    const list = await listAt("2026-08-20T20:00");
    expect(list.shown).toMatchObject({ observedAt: at("2026-08-20T18:00"), paperCount: 4 });
    expect(list.compared).toMatchObject({ observedAt: at("2026-08-20T06:00"), paperCount: 1 });
    expect(list.knownSince).toEqual(at("2026-08-20T06:00"));
    const ranking = await rankingOf(list);
    expect(places(ranking)).toEqual([
      [paperKey(B), 1, null, true],
      [paperKey(A), 2, 1, false],
      [paperKey(D), 3, null, true],
      [paperKey(C), 4, null, true],
    ]);
    expect(ranking.entries[1]).toMatchObject({
      change: -1,
      score: 5,
      placed: { line: { position: 0, upvotes: 5, commentCount: 0 } },
    });
    const [component] = ranking.entries[0]?.components ?? [];
    expect(component).toEqual({
      ...{ name: "upvotes", value: 9, source: "huggingface", observedAt: at("2026-08-20T18:00") },
      ...{ normalized: 9, weight: 1, contribution: 9 },
    });
    expect(ranking.entries[3]).toMatchObject({ score: 0, components: [] });
  });

  test("as of an earlier instant only readings until then count, to the millisecond", async () => {
    await insertReading(sql(), DAY, at("2026-08-20T06:00"), [[A, 1]]);
    await insertReading(sql(), DAY, at("2026-08-20T18:00"), [[B, 1]]);
    expect((await listAt("2026-08-20T17:59:59.999")).shown?.observedAt).toEqual(at("2026-08-20T06:00"));
    expect((await listAt("2026-08-20T18:00")).shown?.observedAt).toEqual(at("2026-08-20T18:00"));
    expect((await listAt("2026-08-20T05:59:59.999")).shown).toBeNull();
  });

  test("compared with the last other content an hour or more before, not with an equal reading", async () => {
    await insertReading(sql(), DAY, at("2026-08-20T06:00"), [[A, 1]]);
    await insertReading(sql(), DAY, at("2026-08-20T07:00"), [[A, 2]]);
    await insertReading(sql(), DAY, at("2026-08-20T07:30"), [[A, 3]]);
    expect((await listAt("2026-08-20T07:30")).compared?.observedAt).toEqual(at("2026-08-20T06:00"));
    await insertReading(sql(), DAY, at("2026-08-20T08:00"), [[A, 3]]);
    expect((await listAt("2026-08-20T08:00")).compared?.observedAt).toEqual(at("2026-08-20T07:00"));
    await insertReading(sql(), DAY, at("2026-08-20T12:00"), [[A, 3]]);
    expect((await listAt("2026-08-20T12:00")).compared?.observedAt).toEqual(at("2026-08-20T07:00"));
  });

  test("the hour's boundary: exactly one hour before is compared, a millisecond less is not", async () => {
    await insertReading(sql(), DAY, at("2026-08-20T06:00"), [[A, 1]]);
    await insertReading(sql(), DAY, at("2026-08-20T06:59:59.999"), [[A, 2]]);
    expect((await listAt("2026-08-20T10:00")).compared).toBeNull();
    await insertReading(sql(), DAY, at("2026-08-20T07:00"), [[A, 3]]);
    expect((await listAt("2026-08-20T10:00")).compared?.observedAt).toEqual(at("2026-08-20T06:00"));
  });

  test("what is gone from the compared reading is told with the place it had", async () => {
    await insertReading(sql(), DAY, at("2026-08-20T06:00"), [
      [A, 9],
      [B, 8],
    ]);
    await insertReading(sql(), DAY, at("2026-08-20T18:00"), [[A, 9]]);
    const { left } = await rankingOf(await listAt("2026-08-20T20:00"));
    expect(left).toHaveLength(1);
    expect(left[0]).toMatchObject({ rank: 2, previousRank: 2, change: null, isNew: false, subjectId: paperKey(B) });
    expect(left[0]?.placed?.reading.observedAt).toEqual(at("2026-08-20T06:00"));
  });

  test("a line whose paper is not known keeps its place", async () => {
    await insertReading(sql(), DAY, at("2026-08-20T06:00"), [
      [A, 1],
      [B, 2],
    ]);
    await sql()`delete from paper where id = ${paperKey(B)}`;
    expect(places(await rankingOf(await listAt("2026-08-20T06:00")))).toEqual([
      [null, 1, null, false],
      [paperKey(A), 2, null, false],
    ]);
  });

  test("a revision stays when later readings come, and moves when an older one is imported", async () => {
    await insertReading(sql(), DAY, at("2026-08-20T06:00"), [[A, 1]]);
    await insertReading(sql(), DAY, at("2026-08-20T12:00"), [[A, 2]]);
    const revision = async () => (await rankingOf(await listAt("2026-08-20T13:00"))).revision;
    const before = await revision();
    expect(before).toMatch(/^[0-9a-f]{16}$/);
    await insertReading(sql(), DAY, at("2026-08-20T18:00"), [[B, 7]]);
    expect(await revision()).toBe(before);
    expect((await rankingOf(await listAt("2026-08-20T19:00"))).revision).not.toBe(before);
    await insertReading(sql(), DAY, at("2026-08-20T10:00"), [[C, 4]]);
    expect(await revision()).not.toBe(before);
  });

  test("an emptied list: its readings since the last paper must agree, an hour apart", async () => {
    await insertReading(sql(), DAY, at("2026-08-20T05:00"), []);
    await insertReading(sql(), DAY, at("2026-08-20T06:00"), [[A, 1]]);
    for (const time of ["07:00", "07:30", "08:00"]) await insertReading(sql(), DAY, at(`2026-08-20T${time}`), []);
    await insertReading(sql(), DAY, at("2026-08-20T08:30"), null);
    const before = await listAt("2026-08-20T08:59");
    expect(before.emptyAt).toEqual([at("2026-08-20T07:00"), at("2026-08-20T07:30"), at("2026-08-20T08:00")]);
    expect([emptyReason(before, false), before.wasRefused]).toEqual(["UNCONFIRMED", true]);
    await insertReading(sql(), DAY, at("2026-08-20T09:00"), []);
    expect(emptyReason(await listAt("2026-08-20T09:00"), false)).toBe("NONE_LISTED");
    expect(emptyReason(await listAt("2026-08-20T06:30"), false)).toBeNull();
    expect((await rankingOf(await listAt("2026-08-20T09:00"))).left).toHaveLength(1);
  });

  test("refused, weekend, settled", async () => {
    await insertReading(sql(), "2026-08-21", at("2026-08-20T20:00"), null);
    await insertReading(sql(), "2026-08-22", at("2026-08-22T20:00"), []);
    await insertReading(sql(), DAY, at("2026-09-02T23:00"), [[A, 1]]);
    expect(emptyReason(await listAt("2026-08-21T01:00", "2026-08-21"), false)).toBe("NOT_OPEN_YET");
    expect(emptyReason(await listAt("2026-08-23T01:00", "2026-08-22"), false)).toBe("WEEKEND");
    expect(listState(await listAt("2026-09-10T00:00"))).toBe("SETTLING");
    await insertReading(sql(), DAY, at("2026-09-03T00:00"), [[A, 1]]);
    expect(listState(await listAt("2026-09-10T00:00"))).toBe("SETTLED");
    expect(listState(await listAt("2026-09-02T23:59"))).toBe("SETTLING");
  });

  test("many days are read at once, each in its place, holes included, by one statement per question", async () => {
    await insertReading(sql(), "2026-08-18", at("2026-08-18T10:00"), [[A, 1]]);
    await insertReading(sql(), DAY, at("2026-08-20T10:00"), [[B, 1]]);
    await insertReading(sql(), DAY, at("2026-08-20T10:00"), [[C, 1]], "another");
    const days = [DAY, "2026-08-18", "2026-08-19", DAY];
    const lists = await readDailyLists(
      sql(),
      days.map((day, place) => ({ source: place === 3 ? "another" : "huggingface", day, asOf: at("2026-08-21T00:00") })),
    );
    expect(lists.map((list) => [list.source, list.day, list.shown?.paperCount ?? null])).toEqual([
      ["huggingface", DAY, 1],
      ["huggingface", "2026-08-18", 1],
      ["huggingface", "2026-08-19", null],
      ["another", DAY, 1],
    ]);
  });

  describe("days beside a day", () => {
    beforeEach(async () => {
      await insertReading(sql(), "2026-08-17", at("2026-08-17T10:00"), [[A, 1]]);
      await insertReading(sql(), "2026-08-18", at("2026-08-18T10:00"), [[B, 1]]);
      await insertReading(sql(), "2026-08-18", at("2026-08-18T12:00"), []);
      await insertReading(sql(), "2026-08-19", at("2026-08-19T10:00"), []);
      await insertReading(sql(), "2026-08-21", at("2026-08-21T10:00"), [[C, 1]]);
      await insertReading(sql(), "2026-08-20", at("2026-08-20T10:00"), [[D, 1]], "another");
    });
    const beside = async (day: string, asOf: string) =>
      (await readAdjacentDays(sql(), [{ source: "huggingface", day, asOf: at(asOf) }]))[0];

    test("only days whose list holds papers count", async () => {
      expect(await beside(DAY, "2026-08-22T00:00")).toEqual({ previousDay: "2026-08-17", nextDay: "2026-08-21" });
      expect(await beside("2026-08-17", "2026-08-22T00:00")).toEqual({ previousDay: null, nextDay: "2026-08-21" });
    });

    test("as they stood at the instant", async () => {
      expect(await beside(DAY, "2026-08-18T11:00")).toEqual({ previousDay: "2026-08-18", nextDay: null });
      expect(await beside(DAY, "2026-08-17T09:00")).toEqual({ previousDay: null, nextDay: null });
    });

    test("the latest day that holds papers, by source and instant", async () => {
      expect(await latestListedDay(sql(), "huggingface", at("2026-08-22T00:00"))).toBe("2026-08-21");
      expect(await latestListedDay(sql(), "huggingface", at("2026-08-20T00:00"))).toBe("2026-08-17");
      expect(await latestListedDay(sql(), "another", at("2026-08-22T00:00"))).toBe("2026-08-20");
      expect(await latestListedDay(sql(), "nobody", at("2026-08-22T00:00"))).toBeNull();
    });
  });
});
