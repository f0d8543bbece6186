import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "../../src/db/client.ts";
import { startEmbedded } from "../../src/db/embedded/embedded.ts";
import { migrate } from "../../src/db/migrate.ts";
import { describeDatabases, describeServer, emptyTables } from "../kit/database.ts";
import { rememberingLog, silentLog } from "../kit/log.ts";

describeDatabases("a database", (open, kind) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });

  test("says what it is", () => {
    expect(database.kind).toBe(kind);
  });

  test("gives days as text, instants as Date, arrays as arrays, JSON as values", async () => {
    const [row] = await database.sql`
      select date '2026-02-28' as day, timestamptz '2026-02-28T23:30:00.123+05:00' as at, array['a','b"c'] as words,
             array[date '2026-01-01'] as days, array[1, 2] as counts, '{"a":[1]}'::jsonb as json, '\\xff00'::bytea as bytes, null as nothing`;
    expect(row).toEqual({
      day: "2026-02-28",
      at: new Date("2026-02-28T18:30:00.123Z"),
      words: ["a", 'b"c'],
      days: ["2026-01-01"],
      counts: [1, 2],
      json: { a: [1] },
      bytes: Buffer.from([0xff, 0]),
      nothing: null,
    });
  });

  test("takes the same values as parameters", async () => {
    const { sql } = database;
    const at = new Date("2026-02-28T18:30:00.123Z");
    const ids = ["6f0d1c1a-0c3b-5f0e-9f5a-7a1f2c4d8e60"];
    const [row] = await sql`
      select ${"2026-02-28"}::date as day, ${at}::timestamptz as at, ${["a", "b,c"]}::text[] as words,
             ${ids[0] as string}::uuid = any(${ids}::uuid[]) as "isThere", ${sql.json({ a: 1 })}::jsonb as json`;
    expect(row).toEqual({ day: "2026-02-28", at, words: ["a", "b,c"], isThere: true, json: { a: 1 } });
  });

  test("reckons in UTC", async () => {
    const [row] =
      await database.sql`select (timestamptz '2026-02-28T23:30:00-01:00')::date as day, current_setting('TimeZone') as zone`;
    expect(row).toEqual({ day: "2026-03-01", zone: "UTC" });
  });

  test("a failed statement harms no other, in a transaction or outside", async () => {
    const { sql } = database;
    const outcomes = await Promise.allSettled([
      sql`select 1 as n`,
      sql`select * from no_such_table`,
      sql`select 1 / ${0}::int`,
      sql`select 2 as n`,
      sql.begin(async (transaction) => {
        await transaction`select 1`;
        await transaction`select * from no_such_table`;
      }),
      sql`select 3 as n`,
      sql`insert into checkpoint (source) values ('x')`,
      sql`select 4 as n`,
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
      "rejected",
      "fulfilled",
      "rejected",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    expect(await sql`select 5 as n`).toEqual([{ n: 5 }]);
    await sql.begin(async (transaction) => {
      await transaction`select 1`;
      await transaction.savepoint(async (inner) => await inner`select 1 / 0`).catch(() => undefined);
      expect(await transaction`select 6 as n`).toEqual([{ n: 6 }]);
    });
  });

  test("many mixed transactions, failures and reads at once come out right", async () => {
    const { sql } = database;
    await sql`create table tally (n int primary key)`;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, (_, n) =>
        sql.begin(async (transaction) => {
          await transaction`insert into tally values (${n})`;
          if (n % 3 === 0) await transaction`insert into tally values (${n})`;
        }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(67);
    expect(await sql`select count(*)::int as n from tally`).toEqual([{ n: 133 }]);
    await sql`drop table tally`;
  });

  test("carries large values", async () => {
    const text = "αβ".repeat(1_000_000);
    const [row] = await database.sql<{ back: string }[]>`select ${text}::text as back`;
    expect(row?.back === text).toBe(true);
  });

  test("migrating again changes nothing", async () => {
    const count = async () => await database.sql`select count(*)::int as n from drizzle.__drizzle_migrations`;
    const before = await count();
    await migrate(database);
    expect(await count()).toEqual(before);
    expect(before[0]?.["n"]).toBeGreaterThan(0);
  });

  test("emptyTables empties and keeps the tables", async () => {
    const { sql } = database;
    await sql`insert into checkpoint (source, stream, value, updated_at) values ('x', 'y', '1', now())`;
    await emptyTables(database);
    expect(await sql`select * from checkpoint`).toEqual([]);
  });
});

describe("the embedded database in a folder", () => {
  const folder = mkdtempSync(join(tmpdir(), "papergraph-test-"));
  const dataDir = join(folder, "made", "when-missing");
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const open = async () => await openDatabase({ url: null, dataDir, log: silentLog });

  test("keeps rows, gives its lock back, and is opened by one at a time", async () => {
    const first = await open();
    await first.sql`create table kept (n int)`;
    await first.sql`insert into kept values (7)`;
    first.announce("http://127.0.0.1:4000");
    await expect(open()).rejects.toMatchObject({ code: "ERR_DATA_DIR_IN_USE", address: "http://127.0.0.1:4000" });
    await first.close();
    expect(readdirSync(dataDir)).toEqual(["pglite"]);
    const second = await open();
    expect(await second.sql`select n from kept`).toEqual([{ n: 7 }]);
    await second.close();
  });

  test("a folder that is no database gives a plain error and is not kept locked", async () => {
    const broken = join(folder, "broken");
    mkdirSync(join(broken, "pglite"), { recursive: true });
    writeFileSync(join(broken, "pglite", "PG_VERSION"), "9\n");
    await expect(openDatabase({ url: null, dataDir: broken, log: silentLog })).rejects.toMatchObject({
      code: "ERR_DATABASE_EMBEDDED",
    });
    expect(readdirSync(broken)).toEqual(["pglite"]);
  });
});

describeServer("a PostgreSQL server", (open, newUrl) => {
  test("a wrong address or password gives a plain error", async () => {
    await expect(openDatabase({ url: "postgres://127.0.0.1:1/x", dataDir: null, log: silentLog })).rejects.toMatchObject({
      code: "ERR_DATABASE_UNREACHABLE",
      message: expect.stringContaining("ECONNREFUSED"),
    });
    const url = new URL(await newUrl());
    url.password = "wrong";
    await expect(openDatabase({ url: url.href, dataDir: null, log: silentLog })).rejects.toMatchObject({
      message: expect.stringContaining("password authentication failed"),
    });
  });

  test("servers that start together migrate once", async () => {
    const url = await newUrl();
    const databases = await Promise.all([1, 2, 3].map(async () => await openDatabase({ url, dataDir: null, log: silentLog })));
    await databases[0]?.sql.unsafe("drop schema public cascade; drop schema drizzle cascade; create schema public");
    await Promise.all(databases.map((database) => migrate(database)));
    const [row] = await (databases[0] as Database).sql`select count(*)::int as n from checkpoint`;
    expect(row).toEqual({ n: 0 });
    await Promise.all(databases.map((database) => database.close()));
  });

  test("a reader that holds a table makes a migration fail soon, with nothing applied", async () => {
    const database = await open();
    const folder = mkdtempSync(join(tmpdir(), "papergraph-test-"));
    mkdirSync(join(folder, "meta"));
    const entry = { idx: 0, version: "7", when: Date.now() + 1_000_000, tag: "0001_more", breakpoints: true };
    writeFileSync(
      join(folder, "meta", "_journal.json"),
      JSON.stringify({ version: "7", dialect: "postgresql", entries: [entry] }),
    );
    writeFileSync(
      join(folder, "0001_more.sql"),
      "create table more (n int);--> statement-breakpoint\nalter table checkpoint add column more int",
    );
    await database.sql.begin(async (reader) => {
      await reader`select * from checkpoint`;
      await expect(migrate(database, folder)).rejects.toMatchObject({ code: "55P03" });
    });
    expect(await database.sql`select to_regclass('more') as more`).toEqual([{ more: null }]);
    await migrate(database, folder);
    expect(await database.sql`select n from more`).toEqual([]);
    rmSync(folder, { recursive: true, force: true });
  });
});

describe("the watchdog", () => {
  test("ends a statement that overruns and opens the folder again", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "papergraph-test-"));
    const { log, lines } = rememberingLog();
    const embedded = await startEmbedded({ dataDir, image: null, log, pingMs: 100, missedPings: 20 });
    const sql = postgres({ path: embedded.socketPath, user: "postgres", max: 1, onnotice: () => undefined });
    await sql`create table kept (n int)`;
    await sql`insert into kept values (7)`;
    await expect(sql`select count(*) from generate_series(1, 10000000000)`).rejects.toThrow();
    const deadline = performance.now() + 30_000;
    let rows: unknown = null;
    while (rows === null && performance.now() < deadline) rows = await sql`select n from kept`.catch(() => null);
    expect(rows).toEqual([{ n: 7 }]);
    expect(lines.join("")).toContain("a statement ran for more than 2 s");
    await sql.end({ timeout: 1 });
    await embedded.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
});
