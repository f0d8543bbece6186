/** Gates shared by several processes: pace, concurrency, budget, breaker; and who may store a stream's pages. */
import { beforeAll, expect, test } from "vitest";
import { createClock } from "../../src/clock.ts";
import type { RatePolicy } from "../../src/contract/index.ts";
import { type Database, openDatabase } from "../../src/db/client.ts";
import { createGate, type Gate, type GateOutcome, type GateState, judge, MAX_WAIT_MS } from "../../src/ingest/gate.ts";
import { createGateStore } from "../../src/ingest/gate-store.ts";
import { withLease } from "../../src/ingest/lease.ts";
import { describeDatabases, describeServer } from "../kit/database.ts";
import { silentLog } from "../kit/log.ts";

const clock = createClock({ clockUrl: null });
const ANSWERED: GateOutcome = { kind: "ANSWERED", holdMs: null, budget: null };
const FAILED: GateOutcome = { ...ANSWERED, kind: "FAILED" };
const signal = new AbortController().signal;

function gateOver({ sql }: Database, source: string, rate: Partial<RatePolicy>, timescale = 1): Gate {
  const policy = { minIntervalMs: 0, maxConcurrent: 1, maxAttempts: 1, ...rate };
  return createGate(createGateStore(sql, source, policy, timescale), policy, clock, source);
}

test("what a gate decides", () => {
  const free: GateState = { active: 0, waitMs: 0, openMs: null, failures: 0, remaining: null, resetsInMs: 0 };
  expect(judge(free, 1)).toEqual({ kind: "GO" });
  expect(judge({ ...free, active: 1 }, 1)).toEqual({ kind: "LOOK_AGAIN" });
  expect(judge({ ...free, active: 1 }, 2)).toEqual({ kind: "GO" });
  expect(judge({ ...free, waitMs: 7 }, 1)).toEqual({ kind: "WAIT", ms: 7 });
  expect(judge({ ...free, waitMs: MAX_WAIT_MS + 1 }, 1)).toEqual({ kind: "SPENT", ms: MAX_WAIT_MS + 1 });
  expect(judge({ ...free, remaining: 0, resetsInMs: 900 }, 1)).toEqual({ kind: "WAIT", ms: 900 });
  expect(judge({ ...free, remaining: 1, resetsInMs: 900 }, 1)).toEqual({ kind: "GO" });
  expect(judge({ ...free, openMs: 5, failures: 9 }, 1)).toEqual({ kind: "OPEN", ms: 5 });
  expect(judge({ ...free, openMs: 0, active: 1 }, 4)).toEqual({ kind: "LOOK_AGAIN" });
  expect(judge({ ...free, openMs: 0 }, 4)).toEqual({ kind: "GO" });
});

describeDatabases("a gate", (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });

  test("keeps the distance from the end of an answer", async () => {
    const gate = gateOver(database, "paced", { minIntervalMs: 100 });
    const starts: number[] = [];
    const ends: number[] = [];
    for (let place = 0; place < 4; place += 1) {
      const pass = await gate.enter(signal);
      starts.push(performance.now());
      await clock.sleep(30);
      ends.push(performance.now());
      await pass.leave(ANSWERED);
    }
    for (let place = 1; place < 4; place += 1) expect((starts[place] ?? 0) - (ends[place - 1] ?? 0)).toBeGreaterThanOrEqual(100);
  });

  test("waits as long as the upstream asks, and ends the run when that is too long", async () => {
    const gate = gateOver(database, "held", {});
    await (await gate.enter(signal)).leave({ ...ANSWERED, holdMs: 300 });
    const from = performance.now();
    const pass = await gate.enter(signal);
    expect(performance.now() - from).toBeGreaterThanOrEqual(290);
    await pass.leave({ ...ANSWERED, holdMs: 3_600_000 });
    await expect(gate.enter(signal)).rejects.toMatchObject({ code: "ERR_SOURCE_RATE_LIMITED" });
  });

  test("never spends more than the budget", async () => {
    const gate = gateOver(database, "budget", { maxConcurrent: 5 });
    const first = await gate.enter(signal);
    await first.leave({ ...ANSWERED, budget: { remaining: 2, resetsInMs: 600 } });
    const from = performance.now();
    const passes = await Promise.all([gate.enter(signal), gate.enter(signal), gate.enter(signal)]);
    expect(performance.now() - from).toBeGreaterThanOrEqual(550);
    await Promise.all(passes.map((pass) => pass.leave(ANSWERED)));
  });

  test("opens after five failures, probes with one request, closes after a good one", async () => {
    const gate = gateOver(database, "broken", { maxConcurrent: 3 }, 0.01);
    for (let place = 0; place < 5; place += 1) await (await gate.enter(signal)).leave(FAILED);
    await expect(gate.enter(signal)).rejects.toMatchObject({
      code: "ERR_SOURCE_ABORTED",
      message: expect.stringContaining("5 times"),
    });
    await clock.sleep(350);
    const probe = await gate.enter(signal);
    let isSecondIn = false;
    const second = gate.enter(signal).then((pass) => {
      isSecondIn = true;
      return pass;
    });
    await clock.sleep(200);
    expect(isSecondIn).toBe(false);
    await probe.leave(ANSWERED);
    await (await second).leave(ANSWERED);
    await (await gate.enter(signal)).leave(ANSWERED);
  });

  test("a lease that ran out is taken over, and the one who lost it stores nothing", async () => {
    const about = { source: "s", stream: "t", durationMs: 600, signal };
    const { sql } = database;
    const outcome = await withLease(sql, about, async (lease) => {
      expect(await withLease(sql, about, async () => "second")).toBeNull();
      await sql.begin((tx) => lease.fence(tx));
      // As when this process stood still: no sign of life for longer than the lease.
      await sql`update stream_lease set expires_at = clock_timestamp() - interval '1 second'`;
      expect(await withLease(sql, about, async () => "second")).toBe("second");
      return await sql
        .begin((tx) => lease.fence(tx))
        .then(
          () => "stored",
          (error: unknown) => error,
        );
    });
    expect(outcome).toMatchObject({ code: "ERR_SOURCE_ABORTED" });
  });
});

describeServer("one gate over several processes' connections", (_open, newUrl) => {
  test("never two at once, never nearer than the pace", async () => {
    const url = await newUrl();
    const databases = await Promise.all(
      Array.from({ length: 4 }, () => openDatabase({ url, dataDir: null, log: silentLog, maxConnections: 2 })),
    );
    const spans: { from: number; to: number }[] = [];
    const rounds = databases.map(async (database) => {
      const gate = gateOver(database, "shared", { minIntervalMs: 20 });
      for (let place = 0; place < 10; place += 1) {
        const pass = await gate.enter(signal);
        const from = performance.now();
        await clock.sleep(5);
        spans.push({ from, to: performance.now() });
        await pass.leave(ANSWERED);
      }
    });
    await Promise.all(rounds);
    await Promise.all(databases.map((database) => database.close()));
    spans.sort((a, b) => a.from - b.from);
    expect(spans).toHaveLength(40);
    for (let place = 1; place < spans.length; place += 1) {
      expect((spans[place]?.from ?? 0) - (spans[place - 1]?.to ?? 0)).toBeGreaterThanOrEqual(20);
    }
  });
});
