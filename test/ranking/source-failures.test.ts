/** What becomes of failures that really happened: fields of a source after the real ingest met them. */
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Database } from "../../src/db/client.ts";
import { describeDatabases } from "../kit/database.ts";
import { listAnswer, listItem, type SmallAnswer, SmallUpstream } from "./small-upstream.ts";

const DAY = "2026-08-20";
const CHALLENGE =
  "<!doctype html><html><head><title>Making sure you're not a bot!</title></head><body>Making sure you're not a bot!</body></html>";

describeDatabases("failures of a source", (open) => {
  let database: Database;
  let upstream: SmallUpstream;
  beforeEach(async () => {
    database = await open();
    upstream = await SmallUpstream.start(database);
  });
  afterEach(async () => await upstream.stop());
  const answerWith = (answer: SmallAnswer | null) => {
    upstream.answering = () => answer;
  };

  test.each([
    ["a refused token", { status: 401, body: "{}" }, "BLOCKED", "ERR_SOURCE_AUTHENTICATION", 401],
    ["a plain refusal", { status: 403, body: "{}" }, "BLOCKED", "ERR_SOURCE_REFUSED", 403],
    [
      "a challenge",
      { status: 200, headers: { "content-type": "text/html" }, body: CHALLENGE },
      "BLOCKED",
      "ERR_SOURCE_CHALLENGE",
      200,
    ],
    ["an error of its own", { status: 503, body: "" }, "FAILING", "ERR_SOURCE_UNAVAILABLE", 503],
    ["too many requests", { status: 429, headers: { "retry-after": "1" }, body: "" }, "FAILING", "ERR_SOURCE_RATE_LIMITED", 429],
    [
      "half an answer",
      { status: 200, headers: { "content-type": "application/json" }, body: `[{"paper":{"id"` },
      "FAILING",
      "ERR_SOURCE_TRUNCATED",
      200,
    ],
    ["a cut connection", null, "UNREACHABLE", "ERR_SOURCE_UNREACHABLE", null],
  ] as const)("%s", async (_what, answer, state, code, upstreamStatus) => {
    upstream.answering = (day) => listAnswer(day, ["2608.00001"]);
    await upstream.read("2026-08-20T10:00", DAY);
    expect(await upstream.report()).toMatchObject({ state: "HEALTHY", lastError: null, lagSeconds: 0, quarantinedCount: 0 });
    const success = upstream.now;
    answerWith(answer);
    const summary = await upstream.read("2026-08-20T11:00", DAY);
    expect(summary).toMatchObject({ outcome: "FAILED", pages: 0, error: { code } });
    const failed = await upstream.report("2026-08-20T11:05");
    expect(failed).toMatchObject({ state, lastSuccessAt: success, lastAttemptAt: upstream.now, lagSeconds: 65 * 60 });
    expect(failed.lastError).toMatchObject({ code, upstreamStatus, at: upstream.now });
    expect(failed.streams[0]).toMatchObject({ state, isRunning: false });
    // What was stored before is untouched: silence is not emptiness.
    expect(await database.sql`select 1 from listing where is_current`).toHaveLength(1);
    upstream.answering = (day) => listAnswer(day, ["2608.00001"]);
    await upstream.read("2026-08-20T11:10", DAY);
    expect(await upstream.report()).toMatchObject({ state: "HEALTHY", lastError: null, lagSeconds: 0 });
  });

  test("nobody listens there", async () => {
    await upstream.read("2026-08-20T10:00", DAY, { base: "http://127.0.0.1:1" });
    const found = await upstream.report();
    expect(found).toMatchObject({ state: "UNREACHABLE", lastSuccessAt: null, lagSeconds: null });
    expect(found.lastError).toMatchObject({ code: "ERR_SOURCE_UNREACHABLE", upstreamStatus: null });
    expect((await upstream.report("2026-08-20T09:59")).state).toBe("LATE");
  });

  test("its budget, and a record that cannot be read, whose neighbours stay", async () => {
    upstream.answering = (day) => ({
      status: 200,
      headers: {
        "content-type": "application/json",
        ratelimit: '"api";r=499;t=120',
        "ratelimit-policy": '"fixed window";"api";q=500;w=300',
      },
      body: JSON.stringify([
        listItem("2608.00001", day, 9),
        { paper: { id: "2608.00002", title: 7 } },
        listItem("2608.00003", day, 5),
      ]),
    });
    await upstream.read("2026-08-20T10:00", DAY);
    await expect
      .poll(async () => (await upstream.report()).budget, { timeout: 5_000 })
      .toMatchObject({ limit: 500, remaining: 499 });
    const found = await upstream.report();
    expect(found).toMatchObject({ state: "HEALTHY", quarantinedCount: 1, lastError: null });
    expect(found.budget?.resetsAt.toISOString()).toMatch(/^2026-08-20T10:0[12]:/);
    const kept = await database.sql`select arxiv_id from paper order by arxiv_id`;
    expect(kept.map(({ arxiv_id }) => arxiv_id)).toEqual(["2608.00001", "2608.00003"]);
  });

  test("late when nobody has read it for three intervals and an hour", async () => {
    upstream.answering = (day) => listAnswer(day, ["2608.00001"]);
    await upstream.read("2026-08-20T10:00", DAY);
    expect((await upstream.report("2026-08-20T11:00")).state).toBe("HEALTHY");
    expect(await upstream.report("2026-08-20T11:01")).toMatchObject({ state: "LATE", lagSeconds: 3_660 });
  });
});
