/** `papergraph import kaggle FILE` as a command; an import on PostgreSQL that is killed. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { makeSnapshot } from "../../bench/make-snapshot.ts";
import { openDatabase } from "../../src/db/client.ts";
import { createServerDatabase } from "../kit/database.ts";
import { makeEmbeddedFolder } from "../kit/embedded-folder.ts";
import { silentLog } from "../kit/log.ts";
import { killAll, offline, runCli, startCli, temporaryFolder } from "./run-cli.ts";

const folder = temporaryFolder();
const file = join(folder.path, "snapshot.jsonl.gz");
const LINES = 4500;
let env: Record<string, string>;

beforeAll(async () => {
  const dataDir = join(folder.path, "data");
  await makeEmbeddedFolder(dataDir);
  env = { ...(await offline()), DATA_DIR: dataDir, SYNC: "0", LOG_LEVEL: "error" };
  await makeSnapshot(file, LINES);
});
afterAll(() => {
  killAll();
  folder.remove();
});

const sumsOf = async (environment: Record<string, string>) => (await runCli(["checksum"], environment)).stdout;

test("what is no such file is said in one line, with a code", async () => {
  const cut = join(folder.path, "cut.jsonl.gz");
  writeFileSync(cut, readFileSync(file).subarray(0, 20_000));
  const other = join(folder.path, "other.jsonl");
  writeFileSync(other, `${'{"another":"format"}\n'.repeat(20)}`);
  const zip = join(folder.path, "snapshot.zip");
  writeFileSync(zip, "PK\u0003\u0004 and so on");
  const empty = join(folder.path, "empty.jsonl.gz");
  writeFileSync(empty, gzipSync(""));
  mkdirSync(join(folder.path, "folder"));
  for (const [path, exit, code] of [
    [join(folder.path, "none"), 1, "ERR_FILE_MISSING"],
    [join(folder.path, "folder"), 1, "ERR_FILE_MISSING"],
    [cut, 1, "ERR_FILE_DAMAGED"],
    [zip, 1, "ERR_FILE_FORMAT"],
    [empty, 1, "ERR_FILE_FORMAT"],
    [other, 1, "ERR_SOURCE_TOO_MANY_REJECTED"],
  ] as const) {
    const ended = await runCli(["import", "kaggle", path], env);
    expect({ path, ...ended }).toEqual({
      path,
      exit,
      stdout: "",
      stderr: expect.stringMatching(new RegExp(`^${code}: [^\n]+\n$`)),
    });
  }
  expect(await runCli(["import", "kaggle"], env)).toMatchObject({ exit: 2, stderr: expect.stringMatching(/^ERR_USAGE: /) });
  for (const day of ["soon", "2999-01-01"]) {
    expect(await runCli(["import", "kaggle", file, "--as-of", day], env)).toEqual({
      ...{ exit: 2, stdout: "" },
      stderr: expect.stringMatching(/^ERR_BAD_DATE: [^\n]+\n$/),
    });
  }
});

test("an import that is killed on PostgreSQL goes on where it ended, and gives equal tables", async () => {
  if (inject("postgresUrl") === null) return;
  const whole = { ...env, DATABASE_URL: await createServerDatabase() };
  const there = { ...env, DATABASE_URL: await createServerDatabase() };
  const done = await runCli(["import", "kaggle", file], whole);
  expect(done).toMatchObject({
    exit: 0,
    stdout: `${LINES} records were brought in of ${LINES} lines, 0 of 5 pages were there already\n`,
  });
  const watched = await openDatabase({ url: there.DATABASE_URL, dataDir: null, log: silentLog, maxConnections: 1 });
  const pages = async () => (await watched.sql<{ count: number }[]>`select count(*)::int as count from exchange`)[0]?.count ?? 0;
  let reached = 0;
  for (let kill = 0; kill < 2; kill += 1) {
    const running = startCli(["import", "kaggle", file], there);
    while ((await pages()) <= reached) await new Promise((resolve) => setTimeout(resolve, 5));
    running.kill("SIGKILL");
    expect((await running.ended).exit).toBe(null);
    reached = await pages();
  }
  // As if it had been killed while it went without the index.
  await watched.sql`drop index paper_search_document`;
  const last = await runCli(["import", "kaggle", file], there);
  expect(last).toMatchObject({ exit: 0, stdout: expect.stringContaining(`, ${reached} of 5 pages were there already\n`) });
  const [index] = await watched.sql`select to_regclass('paper_search_document') is not null as there`;
  expect(index?.["there"]).toBe(true);
  await watched.close();
  expect(await sumsOf(there)).toBe(await sumsOf(whole));
  const again = await runCli(["import", "kaggle", file], there);
  expect(again.stdout).toBe(`0 records were brought in of ${LINES} lines, 5 of 5 pages were there already\n`);
  expect((await runCli(["renormalize"], there)).exit).toBe(0);
  expect(await sumsOf(there)).toBe(await sumsOf(whole));
});

test("lines that cannot be read end it as partial, the others are in", async () => {
  const broken = join(folder.path, "broken.jsonl");
  await makeSnapshot(broken, 60);
  writeFileSync(broken, `${readFileSync(broken, "utf8")}{"id":704.0001}\n`);
  expect(await runCli(["import", "kaggle", broken], env)).toMatchObject({
    exit: 3,
    stdout: expect.stringMatching(
      /^60 records were brought in of 61 lines.*\n1 lines could not be read: `papergraph quarantine list`/,
    ),
  });
  // As README.md has it: a lone one may be a bad record; two of two are another format.
  const [line] = readFileSync(broken, "utf8").trimEnd().split("\n").slice(-1);
  writeFileSync(broken, `${line}\n`);
  expect(await runCli(["import", "kaggle", broken], env)).toMatchObject({
    exit: 3,
    stdout: expect.stringMatching(/^0 records were brought in of 1 lines.*\n1 lines could not be read/),
  });
  writeFileSync(broken, `${line}\n${line}\n`);
  expect(await runCli(["import", "kaggle", broken], env)).toMatchObject({
    exit: 1,
    stderr: expect.stringMatching(/^ERR_SOURCE_TOO_MANY_REJECTED: /),
  });
});
