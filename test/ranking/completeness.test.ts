/** Lists over hours and days: what is said of them at each instant, after the real adapter and ingest read a small upstream. */
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Database } from "../../src/db/client.ts";
import { readDailyLists } from "../../src/ranking/daily-list.ts";
import { emptyReason, isNeverRead, listState } from "../../src/ranking/list-state.ts";
import { isDown } from "../../src/ranking/source-state.ts";
import { describeDatabases } from "../kit/database.ts";
import { paperKey } from "./known-readings.ts";
import { listAnswer, SmallUpstream } from "./small-upstream.ts";

const DAY = "2026-08-20"; // a Thursday
const REFUSAL = {
  ...{ status: 400, headers: { "content-type": "application/json" } },
  body: JSON.stringify({ error: `"date" must be less than or equal to "2026-08-19T00:00:00.000Z"` }),
};

describeDatabases("completeness of lists", (open) => {
  let database: Database;
  let upstream: SmallUpstream;
  beforeEach(async () => {
    database = await open();
    upstream = await SmallUpstream.start(database);
  });
  afterEach(async () => await upstream.stop());

  /** State and reason at an instant, as the API would tell them. */
  async function said(time: string, day = DAY): Promise<readonly [string, string | null]> {
    const asOf = new Date(`${time}:00Z`);
    const [list] = await readDailyLists(database.sql, [{ source: "huggingface", day, asOf }]);
    if (!list) throw new Error("no list");
    const down = isNeverRead(list) && isDown((await upstream.report(time)).state);
    return [listState(list), emptyReason(list, down)];
  }
  const listings = async () =>
    await database.sql<{ day: string; paper_id: string; first_seen_at: Date; last_seen_at: Date; is_current: boolean }[]>`
      select day, paper_id, first_seen_at, last_seen_at, is_current from listing order by paper_id, day`;
  const lists = (...ids: readonly string[]) => {
    upstream.answering = (day) => listAnswer(day, ids);
  };

  test("a source that is down for hours around midnight", async () => {
    lists("2608.00001");
    await upstream.read("2026-08-19T22:00", "2026-08-19");
    upstream.answering = () => null;
    await upstream.read("2026-08-19T23:30", "2026-08-19");
    expect(await said("2026-08-19T23:45")).toEqual(["OPEN", "NOT_OPEN_YET"]);
    expect(await said("2026-08-20T00:00")).toEqual(["OPEN", "SOURCE_DOWN"]);
    await upstream.read("2026-08-20T03:00", DAY);
    expect(await said("2026-08-20T03:01")).toEqual(["OPEN", "SOURCE_DOWN"]);
    // The day before keeps what it had.
    expect(await said("2026-08-20T03:01", "2026-08-19")).toEqual(["OPEN", null]);
    lists("2608.00002");
    await upstream.read("2026-08-20T05:00", DAY);
    expect(await said("2026-08-20T05:00")).toEqual(["OPEN", null]);
    expect(await said("2026-08-20T04:59")).toEqual(["OPEN", "SOURCE_DOWN"]);
  });

  test("a refusal explains an unread day until it is over everywhere, and no longer", async () => {
    upstream.answering = () => REFUSAL;
    await upstream.read("2026-08-20T00:30", DAY);
    expect(await said("2026-08-20T06:00")).toEqual(["OPEN", "NOT_OPEN_YET"]);
    expect(await said("2026-08-21T11:59")).toEqual(["OPEN", "NOT_OPEN_YET"]);
    expect(await said("2026-08-21T12:00")).toEqual(["SETTLING", "NOT_FETCHED"]);
    upstream.answering = () => null;
    await upstream.read("2026-08-21T13:00", DAY);
    expect(await said("2026-08-21T13:00")).toEqual(["SETTLING", "SOURCE_DOWN"]);
    upstream.answering = () => REFUSAL;
    await upstream.read("2026-08-21T14:00", DAY);
    expect(await said("2026-08-21T14:00")).toEqual(["SETTLING", "NOT_OPEN_YET"]);
  });

  test("an old day that is first read long after is settled at once, but an empty one is not believed at once", async () => {
    await upstream.read("2026-10-01T10:00", DAY);
    expect(await said("2026-10-01T10:00")).toEqual(["SETTLED", "UNCONFIRMED"]);
    await upstream.read("2026-10-01T10:59", DAY);
    await upstream.read("2026-10-01T11:00", DAY);
    expect(await said("2026-10-01T11:30")).toEqual(["SETTLED", "UNCONFIRMED"]);
    await upstream.read("2026-10-01T12:00", DAY);
    expect(await said("2026-10-01T12:00")).toEqual(["SETTLED", "NONE_LISTED"]);
    // What was said before stays said for its instant.
    expect(await said("2026-10-01T11:59")).toEqual(["SETTLED", "UNCONFIRMED"]);
    expect(await said("2026-09-30T00:00")).toEqual(["SETTLING", "NOT_FETCHED"]);
  });

  test("a failed reading between empty ones confirms nothing", async () => {
    await upstream.read("2026-08-20T10:00", DAY);
    await upstream.read("2026-08-20T11:00", DAY);
    upstream.answering = () => ({ status: 503, body: "" });
    await upstream.read("2026-08-20T12:00", DAY);
    expect(await said("2026-08-20T12:00")).toEqual(["OPEN", "UNCONFIRMED"]);
    upstream.answering = () => ({
      status: 200,
      headers: { "content-type": "text/html" },
      body: "<html><body>busy</body></html>",
    });
    await upstream.read("2026-08-20T13:00", DAY);
    expect(await said("2026-08-20T13:00")).toEqual(["OPEN", "UNCONFIRMED"]);
  });

  test("a day read only before it ended is not settled, however late one asks", async () => {
    lists("2608.00001");
    await upstream.read("2026-08-20T10:00", DAY);
    expect(await said("2026-08-20T23:00")).toEqual(["OPEN", null]);
    expect(await said("2027-01-01T00:00")).toEqual(["SETTLING", null]);
  });

  test("a run that ended half way tells of the days that it read, and that its source fails", async () => {
    upstream.answering = (day, page) => (page > 0 ? null : { ...listAnswer(day, ids(0, 100)) });
    const summary = await upstream.read("2026-08-20T10:00", DAY);
    expect(summary.outcome).toBe("FAILED");
    // One page of a list of two is no list.
    expect(await listings()).toEqual([]);
    expect(await said("2026-08-20T10:00")).toEqual(["OPEN", "SOURCE_DOWN"]);
  });

  const ids = (from: number, count: number) =>
    Array.from({ length: count }, (_unused, place) => `2608.${String(10_000 + from + place)}`);

  test("a list that is exactly as long as an answer loses nothing; what is withdrawn goes", async () => {
    const whole = ids(0, 130);
    upstream.answering = (day, page) => listAnswer(day, whole.slice(page * 100, page * 100 + 100));
    await upstream.read("2026-08-20T10:00", DAY);
    expect(await listings()).toHaveLength(130);
    // The second page does not come: nothing follows from the first one alone.
    upstream.answering = (day, page) => (page === 0 ? listAnswer(day, whole.slice(0, 100)) : { status: 503, body: "" });
    await upstream.read("2026-08-20T11:00", DAY);
    expect((await listings()).filter((row) => row.is_current)).toHaveLength(130);
    // Exactly a full page is left.
    upstream.answering = (day, page) => listAnswer(day, whole.slice(page * 100, Math.min(100, page * 100 + 100)));
    await upstream.read("2026-08-20T12:00", DAY);
    expect((await listings()).filter((row) => row.is_current)).toHaveLength(100);
    // One is withdrawn.
    upstream.answering = (day, page) => listAnswer(day, page === 0 ? whole.slice(1, 100) : []);
    await upstream.read("2026-08-20T13:00", DAY);
    const gone = (await listings()).filter((row) => !row.is_current);
    expect(gone).toHaveLength(31);
    expect(gone.find((row) => row.paper_id === paperKey(whole[0] ?? ""))).toMatchObject({
      first_seen_at: new Date("2026-08-20T10:00:00Z"),
      last_seen_at: new Date("2026-08-20T12:00:00Z"),
    });
  });

  test("a paper that moves to another day is on both, each with its times", async () => {
    lists("2608.00001", "2608.00002");
    await upstream.read("2026-08-20T10:00", DAY);
    lists("2608.00002");
    await upstream.read("2026-08-21T10:00", DAY);
    lists("2608.00001");
    await upstream.read("2026-08-21T10:30", "2026-08-21");
    const of = (await listings()).filter((row) => row.paper_id === paperKey("2608.00001"));
    expect(
      of.map(({ day, is_current, first_seen_at, last_seen_at }) => [
        day,
        is_current,
        first_seen_at.toISOString(),
        last_seen_at.toISOString(),
      ]),
    ).toEqual([
      ["2026-08-20", false, "2026-08-20T10:00:00.000Z", "2026-08-20T10:00:00.000Z"],
      ["2026-08-21", true, "2026-08-21T10:30:00.000Z", "2026-08-21T10:30:00.000Z"],
    ]);
    const [paper] = await database.sql`select entered_by, listed_on from paper where arxiv_id = '2608.00001'`;
    expect(paper).toEqual({ entered_by: "LISTED", listed_on: "2026-08-21" });
  });
});
