/** Jobs: due streams run by themselves, failures by their disposition, a dead worker's job is taken over. */
import { expect, test } from "vitest";
import { z } from "zod";
import { createClock } from "../../src/clock.ts";
import {
  AuthenticationError,
  defineAdapter,
  defineStream,
  type SourceAdapter,
  type SourceError,
  UnavailableError,
} from "../../src/contract/index.ts";
import type { Database } from "../../src/db/client.ts";
import { createIngest, type StreamSummary } from "../../src/ingest/ingest.ts";
import { readJobs } from "../../src/ingest/job-report.ts";
import { openQueue } from "../../src/ingest/queue.ts";
import { describeDatabases, describeServer } from "../kit/database.ts";
import { silentLog } from "../kit/log.ts";

/** A source whose streams do what they are told, without asking anybody. */
function obedient(
  id: string,
  streams: Record<string, { isLookup?: boolean; run: () => Promise<SourceError | null> }>,
): SourceAdapter {
  return defineAdapter({
    id,
    name: id,
    references: {
      homepage: "https://example.org",
      api: "https://example.org",
      rateLimits: "https://example.org",
      terms: "https://example.org",
    },
    normalizerVersion: 1,
    rate: { minIntervalMs: 0, maxConcurrent: 1, maxAttempts: 1 },
    settings: [],
    identifies: [],
    streams: Object.fromEntries(
      Object.entries(streams).map(([name, { isLookup = false, run }]) => [
        name,
        defineStream<string>({
          description: name,
          emits: [],
          intervalMs: 3_600_000,
          isLookup,
          checkpoint: z.string(),
          lookbackMs: 0,
          // biome-ignore lint/correctness/useYield: a page is not what these tests are about
          discover: async function* () {
            const error = await run();
            if (error) throw error;
          },
          normalize: () => ({ records: [], rejected: [] }),
          examples: [{ name: "none", because: "a test's own", exchanges: [], records: "none" }],
        }),
      ]),
    ),
  });
}

const fine = async () => null;

function watch(database: Database, adapters: readonly SourceAdapter[]) {
  const controller = new AbortController();
  const runs: string[] = [];
  const ingest = createIngest({
    ...{ database, adapters, settings: {}, clock: createClock({ clockUrl: null }), limitTimescale: 0.01 },
    ...{ contactEmail: null, backfillDays: 1, log: silentLog },
  });
  const onRun = ({ source, stream, outcome }: StreamSummary) => void runs.push(`${source}/${stream} ${outcome}`);
  const ended = ingest.watch({ signal: controller.signal, onRun });
  return {
    runs,
    stop: async () => {
      controller.abort();
      await ended;
    },
  };
}

const deadLetters = async ({ sql }: Database) => await sql`select data from pgboss.job where name = 'sync-dead'`;

describeDatabases("a worker", (open) => {
  test("due streams run once, look-ups after the others", async () => {
    const database = await open();
    const asked: string[] = [];
    const note = (name: string) => async () => {
      asked.push(name);
      return null;
    };
    const worker = watch(database, [
      obedient("one", { looks: { isLookup: true, run: note("looks") }, list: { run: note("list") } }),
      obedient("two", { feed: { run: note("feed") } }),
    ]);
    await expect.poll(() => worker.runs.length, { timeout: 30_000 }).toBe(3);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await worker.stop();
    expect([...worker.runs].sort()).toEqual(["one/list SUCCESS", "one/looks SUCCESS", "two/feed SUCCESS"]);
    expect(asked.at(-1)).toBe("looks");
  });

  test("a failure that may pass is tried again, one that stays goes to the dead letters, and neither stops another source", async () => {
    const database = await open();
    let tries = 0;
    const worker = watch(database, [
      obedient("flaky", {
        list: { run: async () => (++tries < 3 ? new UnavailableError("down", { source: "flaky", status: 503 }) : null) },
      }),
      obedient("refused", { list: { run: async () => new AuthenticationError("no", { source: "refused", status: 401 }) } }),
      obedient("fine", { list: { run: fine } }),
    ]);
    await expect.poll(() => worker.runs.includes("flaky/list SUCCESS"), { timeout: 40_000 }).toBe(true);
    await worker.stop();
    expect(tries).toBe(3);
    expect(worker.runs).toContain("fine/list SUCCESS");
    expect(worker.runs.filter((run) => run.startsWith("refused"))).toEqual(["refused/list FAILED"]);
    const [dead] = await deadLetters(database);
    expect(dead?.["data"]).toMatchObject({ source: "refused", stream: "list", error: { code: "ERR_SOURCE_AUTHENTICATION" } });
    expect((await readJobs(database.sql, 1)).filter(({ state }) => state === "DEAD")).toMatchObject([
      {
        target: "refused/list",
        retries: null,
        startsAt: null,
        succeededAt: null,
        error: expect.stringMatching(/^ERR_SOURCE_AUTHENTICATION: \S/),
      },
    ]);
  });
});

describeDatabases("the report of jobs", (open) => {
  test("tells why a job died whose worker did, how often it was tried, and that its stream has got on since", async () => {
    const database = await open();
    const { sql } = database;
    const queue = await openQueue(database, ["one", "two"], silentLog, 0.001);
    for (const source of ["one", "two"]) {
      await queue.send({ source, stream: "list" });
      for (let tries = 0; tries < 4; tries += 1) {
        await sql`update pgboss.job set start_after = now() - interval '1 second' where name = ${`sync-${source}`}`;
        const [job] = await queue.boss.fetch(`sync-${source}`);
        await queue.boss.fail(`sync-${source}`, job?.id ?? "", { message: "the worker ended before the job did" });
      }
    }
    const run = async (at: string, outcome: string, code: string | null) =>
      await sql`
        insert into sync_run (id, source, stream, started_at, finished_at, pages, records, rejected, outcome, error_code)
        values (gen_random_uuid(), 'one', 'list', now() + ${at}::interval, now() + ${at}::interval, 1, 1, 0, ${outcome}, ${code})`;
    const reported = { state: "DEAD", retries: 3, startsAt: null, error: "the worker ended before the job did" };
    await run("-1 hour", "SUCCESS", null);
    await run("1 hour", "PARTIAL", "ERR_SOURCE_UNAVAILABLE");
    const dead = async () => (await readJobs(sql, 9)).sort((a, b) => (a.target < b.target ? -1 : 1));
    expect(await dead()).toMatchObject([
      { target: "one/list", ...reported, succeededAt: null },
      { target: "two/list", ...reported, succeededAt: null },
    ]);
    await run("2 hours", "PARTIAL", null);
    await run("3 hours", "SUCCESS", null);
    const [one, two] = await dead();
    const hours = ((one?.succeededAt?.getTime() ?? 0) - (one?.createdAt.getTime() ?? 0)) / 3_600_000;
    expect(hours).toBeCloseTo(2, 1);
    expect(two?.succeededAt).toBeNull();
    // Once the job itself is thrown away nobody knows how often it was tried.
    await sql`delete from pgboss.job where state = 'failed'`;
    expect((await dead()).map(({ retries }) => retries)).toEqual([null, null]);
    await queue.close();
  });
});

describeServer("several workers", (open) => {
  test("share the work: no stream is held twice, each runs once", async () => {
    const database = await open();
    const held = new Map<string, number>();
    let most = 0;
    const busy = (name: string) => async () => {
      held.set(name, (held.get(name) ?? 0) + 1);
      most = Math.max(most, held.get(name) ?? 0);
      await new Promise((resolve) => setTimeout(resolve, 300));
      held.set(name, (held.get(name) ?? 0) - 1);
      return null;
    };
    const names = Array.from({ length: 6 }, (_, place) => `s${place}`);
    const adapters = names.map((name) => obedient(name, { a: { run: busy(`${name}/a`) }, b: { run: busy(`${name}/b`) } }));
    const workers = [watch(database, adapters), watch(database, adapters), watch(database, adapters)];
    const all = () => workers.flatMap(({ runs }) => runs);
    await expect.poll(() => all().length, { timeout: 40_000 }).toBe(12);
    await Promise.all(workers.map((worker) => worker.stop()));
    expect(new Set(all()).size).toBe(12);
    expect(most).toBe(1);
  });

  test("a job whose worker died is taken over", async () => {
    const database = await open();
    const first = watch(database, [obedient("one", { list: { run: fine } })]);
    await expect.poll(() => first.runs.length, { timeout: 30_000 }).toBe(1);
    await first.stop();
    await database.sql`delete from sync_run`;
    // As a process leaves things that was killed in the middle: a job it had taken, a lease that runs out.
    await database.sql`update pgboss.job set state = 'active', started_on = now() - interval '1 minute' where name = 'sync-one'`;
    await database.sql`update stream_lease set holder = gen_random_uuid(), expires_at = clock_timestamp() + interval '3 seconds'`;
    const second = watch(database, [obedient("one", { list: { run: fine } })]);
    await expect.poll(() => second.runs.length, { timeout: 30_000 }).toBe(1);
    await second.stop();
    const [lease] = await database.sql`select token, holder from stream_lease`;
    expect(lease).toEqual({ token: 2, holder: null });
  });
});
