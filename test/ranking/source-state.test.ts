import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { Database } from "../../src/db/client.ts";
import { readSourceStates, type SourceDescription, type SourceReport } from "../../src/ranking/source-state.ts";
import { describeDatabases, emptyTables } from "../kit/database.ts";
import { at, insertExchange, insertRun } from "./known-readings.ts";

const TEN_MINUTES = 600_000;
const NOW = at("2026-08-20T12:00");
const HUGGINGFACE: SourceDescription = {
  id: "huggingface",
  title: "Hugging Face Daily Papers",
  termsUrl: "https://huggingface.co/terms-of-service",
  streams: [
    { name: "daily", intervalMs: TEN_MINUTES, disabledReason: null, isListing: true },
    { name: "archive", intervalMs: 6 * 3_600_000, disabledReason: null, isListing: true },
  ],
};
const GITHUB: SourceDescription = {
  id: "github",
  title: "GitHub",
  termsUrl: "https://docs.github.com/site-policy",
  streams: [{ name: "graphql", intervalMs: TEN_MINUTES, disabledReason: "GITHUB_TOKEN is not set", isListing: false }],
};

describeDatabases("states of sources", (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => await emptyTables(database));
  const sql = () => database.sql;
  const report = async (now = NOW): Promise<SourceReport> => {
    const [first] = await readSourceStates(sql(), [HUGGINGFACE, GITHUB], now);
    return first as SourceReport;
  };
  const success = async (stream: string, startedAt: string) => await insertRun(sql(), stream, at(startedAt), "SUCCESS");

  test("never run: late, with nothing invented", async () => {
    expect(await report()).toEqual({
      ...{ name: "huggingface", title: HUGGINGFACE.title, termsUrl: HUGGINGFACE.termsUrl, state: "LATE" },
      ...{
        lastAttemptAt: null,
        lastSuccessAt: null,
        lagSeconds: null,
        lastError: null,
        budget: null,
        quarantinedCount: 0,
        hasData: false,
      },
      streams: HUGGINGFACE.streams.map(({ name }) => ({
        ...{ name, state: "LATE", disabledReason: null, lastSuccessAt: null, lagSeconds: null, isRunning: false, parts: [] },
      })),
    });
  });

  test("all streams fresh: healthy; the lag is that of the stream furthest behind", async () => {
    await success("daily", "2026-08-20T11:50");
    await success("archive", "2026-08-20T07:00");
    const found = await report();
    expect(found).toMatchObject({ state: "HEALTHY", lastError: null, lastAttemptAt: at("2026-08-20T11:50") });
    expect(found.lastSuccessAt).toEqual(at("2026-08-20T11:51"));
    expect(found.lagSeconds).toBe(4 * 3600 + 59 * 60);
    expect(found.streams.map((stream) => stream.lagSeconds)).toEqual([9 * 60, 4 * 3600 + 59 * 60]);
  });

  test("late after three intervals, but not within the hour", async () => {
    await success("archive", "2026-08-20T11:00");
    await success("daily", "2026-08-20T10:59");
    expect((await report(at("2026-08-20T12:00"))).state).toBe("HEALTHY");
    expect((await report(at("2026-08-20T12:00:00.001"))).streams.map((stream) => stream.state)).toEqual(["LATE", "HEALTHY"]);
    expect((await report(at("2026-08-21T05:02"))).streams[1]?.state).toBe("LATE");
    expect((await report(at("2026-08-21T05:00"))).streams[1]?.state).toBe("HEALTHY");
  });

  test("a run that could not read some records got on; the quarantine shows them", async () => {
    await success("archive", "2026-08-20T11:00");
    await insertRun(sql(), "daily", at("2026-08-20T11:30"), "PARTIAL");
    expect(await report()).toMatchObject({ state: "HEALTHY", lastError: null });
  });

  test("a run that ended with an error after some of its pages got on, and its source fails", async () => {
    await success("archive", "2026-08-20T11:00");
    await insertRun(sql(), "daily", at("2026-08-20T11:30"), "PARTIAL", { code: "ERR_SOURCE_UNAVAILABLE", status: 503 });
    const found = await report();
    expect(found.state).toBe("FAILING");
    expect(found.streams[0]?.lastSuccessAt).toEqual(at("2026-08-20T11:31"));
    expect(found.lastError).toMatchObject({ code: "ERR_SOURCE_UNAVAILABLE", upstreamStatus: 503 });
  });

  test.each([
    ["ERR_SOURCE_AUTHENTICATION", "BLOCKED"],
    ["ERR_SOURCE_REFUSED", "BLOCKED"],
    ["ERR_SOURCE_CHALLENGE", "BLOCKED"],
    ["ERR_SOURCE_UNREACHABLE", "UNREACHABLE"],
    ["ERR_SOURCE_UNAVAILABLE", "FAILING"],
    ["ERR_SOURCE_RATE_LIMITED", "FAILING"],
    ["ERR_SOURCE_INVALID_PAYLOAD", "FAILING"],
    ["ERR_INTERNAL", "FAILING"],
  ])("failed with %s: %s, until a run gets on", async (code, state) => {
    await success("archive", "2026-08-20T11:00");
    await success("daily", "2026-08-20T11:00");
    await insertRun(sql(), "daily", at("2026-08-20T11:30"), "FAILED", { code, status: 418 });
    const failed = await report();
    expect(failed.state).toBe(state);
    expect(failed.lastError).toEqual({
      code,
      message: `it went wrong: ${code}`,
      upstreamStatus: 418,
      at: at("2026-08-20T11:31"),
    });
    expect(failed.streams.map((stream) => stream.state)).toEqual([state, "HEALTHY"]);
    await success("daily", "2026-08-20T11:40");
    expect(await report()).toMatchObject({ state: "HEALTHY", lastError: null });
    expect((await report(at("2026-08-20T11:35"))).state).toBe(state);
  });

  test("the worst stream decides, and the newest error is told", async () => {
    await insertRun(sql(), "daily", at("2026-08-20T11:30"), "FAILED", { code: "ERR_SOURCE_UNREACHABLE" });
    await insertRun(sql(), "archive", at("2026-08-20T11:00"), "FAILED", { code: "ERR_SOURCE_REFUSED", status: 403 });
    const found = await report();
    expect(found.state).toBe("BLOCKED");
    expect(found.lastError).toMatchObject({ code: "ERR_SOURCE_UNREACHABLE", upstreamStatus: null });
  });

  test("a run stopped from outside says nothing of its source", async () => {
    await success("archive", "2026-08-20T11:00");
    await success("daily", "2026-08-20T11:30");
    await insertRun(sql(), "daily", at("2026-08-20T11:40"), "FAILED", { code: "ERR_SOURCE_ABORTED" });
    expect(await report()).toMatchObject({ state: "HEALTHY", lastError: null, lastAttemptAt: at("2026-08-20T11:40") });
  });

  test("a run whose process died says nothing of its source, and is not running", async () => {
    await success("archive", "2026-08-20T11:00");
    await success("daily", "2026-08-20T11:30");
    await insertRun(sql(), "daily", at("2026-08-20T11:40"), "FAILED", { code: "ERR_INTERRUPTED" });
    expect(await report()).toMatchObject({ state: "HEALTHY", lastError: null });
    await insertRun(sql(), "daily", at("2026-08-20T11:50"), null);
    const isRunning = async () => (await report()).streams[0]?.isRunning;
    const leaseFor = async (holder: string | null, seconds: number) =>
      await sql()`
        insert into stream_lease (source, stream, token, holder, expires_at)
        values ('huggingface', 'daily', 1, ${holder}, clock_timestamp() + ${seconds}::float8 * interval '1 second')
        on conflict (source, stream) do update set holder = excluded.holder, expires_at = excluded.expires_at`;
    await leaseFor(randomUUID(), 60);
    expect(await isRunning()).toBe(true);
    await leaseFor(randomUUID(), -1);
    expect(await isRunning()).toBe(false);
    await leaseFor(null, 60);
    expect(await isRunning()).toBe(false);
  });

  test("an error of a stream that was switched off since is not told", async () => {
    await success("daily", "2026-08-20T11:50");
    await insertRun(sql(), "archive", at("2026-08-20T11:00"), "FAILED", { code: "ERR_SOURCE_REFUSED", status: 403 });
    const streams = HUGGINGFACE.streams.map((one) => (one.name === "archive" ? { ...one, disabledReason: "switched off" } : one));
    const [found] = await readSourceStates(sql(), [{ ...HUGGINGFACE, streams }], NOW);
    expect(found).toMatchObject({ state: "HEALTHY", lastError: null });
  });

  test("a run that has not ended is running, and what came before still counts", async () => {
    await success("archive", "2026-08-20T11:00");
    await success("daily", "2026-08-20T11:30");
    await insertRun(sql(), "daily", at("2026-08-20T11:59"), null);
    const found = await report();
    expect(found.state).toBe("HEALTHY");
    expect(found.streams.map((stream) => stream.isRunning)).toEqual([true, false]);
  });

  test("streams that cannot run are disabled and do not make their source worse", async () => {
    const [, github] = await readSourceStates(sql(), [HUGGINGFACE, GITHUB], NOW);
    expect(github).toMatchObject({ state: "DISABLED", lagSeconds: null });
    expect(github?.streams[0]).toMatchObject({ state: "DISABLED", disabledReason: "GITHUB_TOKEN is not set" });
    const half = {
      ...HUGGINGFACE,
      streams: [HUGGINGFACE.streams[0], GITHUB.streams[0]].filter((stream) => stream !== undefined),
    };
    await success("daily", "2026-08-20T11:50");
    const [found] = await readSourceStates(sql(), [half], NOW);
    expect([found?.state, found?.lagSeconds]).toEqual(["HEALTHY", 540]);
  });

  test("budget and records that could not be read, each at its own source", async () => {
    await sql()`
      insert into source_budget (source, "limit", remaining, resets_at, observed_at)
      values ('huggingface', 500, 12, ${at("2026-08-20T12:05")}, ${NOW})`;
    for (const source of ["huggingface", "huggingface", "github"]) {
      const exchangeId = await insertExchange(sql(), source, NOW);
      await sql()`
        insert into quarantine (id, source, stream, exchange_id, path, code, reason, normalizer_version, recorded_at)
        values (${randomUUID()}, ${source}, 'daily', ${exchangeId}, '[3].paper', 'ERR_RECORD_INVALID', 'no title', 1, ${NOW})`;
    }
    const reports = await readSourceStates(sql(), [HUGGINGFACE, GITHUB], NOW);
    expect(reports.map((one) => [one.name, one.budget, one.quarantinedCount])).toEqual([
      ["huggingface", { limit: 500, remaining: 12, resetsAt: at("2026-08-20T12:05") }, 2],
      ["github", null, 1],
    ]);
  });
});
