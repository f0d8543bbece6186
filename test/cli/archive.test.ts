/** `export`, `import --archive`, `prune` and `checksum` as commands; an import on PostgreSQL that is killed. */
import { closeSync, existsSync, openSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { openDatabase } from "../../src/db/client.ts";
import { createServerDatabase } from "../kit/database.ts";
import { makeEmbeddedFolder } from "../kit/embedded-folder.ts";
import { silentLog } from "../kit/log.ts";
import { killAll, offline, runCli, startCli, temporaryFolder } from "./run-cli.ts";

const folder = temporaryFolder();
const file = join(folder.path, "archive.jsonl.gz");
let env: Record<string, string>;

/** The starter data in an embedded database, exported. */
beforeAll(async () => {
  const dataDir = join(folder.path, "data");
  await makeEmbeddedFolder(dataDir);
  env = { ...(await offline()), DATA_DIR: dataDir, SYNC: "0", PORT: "0", LOG_LEVEL: "error" };
  const serving = startCli(["serve"], env);
  await serving.untilPrinted(/papergraph is ready/);
  serving.kill("SIGTERM");
  await serving.ended;
  expect(await runCli(["export", "--archive", file], env)).toMatchObject({
    exit: 0,
    stdout: expect.stringMatching(/^wrote \d+ archived pages to /),
  });
});
afterAll(() => {
  killAll();
  folder.remove();
});

const sumsOf = async (environment: Record<string, string>) => (await runCli(["checksum"], environment)).stdout;

/** How far it came may be told before. */
const saysOnly = (code: string) => ({
  ...{ exit: 1, stdout: "" },
  stderr: expect.stringMatching(new RegExp(`^(\\d+ of \\d+ archived pages, [^\n]+\n)*${code}: [^\n]+\n$`)),
});

test("a file is never written over, and one that is none is said in one line, with a code", async () => {
  const cut = join(folder.path, "cut.jsonl.gz");
  const whole = readFileSync(file);
  writeFileSync(cut, whole.subarray(0, whole.length / 2));
  const short = join(folder.path, "short.jsonl.gz");
  writeFileSync(short, "x");
  const there = { ...env, DATA_DIR: join(folder.path, "refused") };
  await makeEmbeddedFolder(there.DATA_DIR);
  const before = readdirSync(there.DATA_DIR);
  expect(await runCli(["export", "--archive", file], env)).toEqual(saysOnly("ERR_FILE_EXISTS"));
  for (const [path, code] of [
    [`${file}.none`, "ERR_FILE_MISSING"],
    [folder.path, "ERR_FILE_MISSING"],
    ["x".repeat(5000), "ERR_FILE_NOT_READ"],
    [short, "ERR_ARCHIVE_DAMAGED"],
    [short, "ERR_ARCHIVE_DAMAGED"],
    [cut, "ERR_ARCHIVE_DAMAGED"],
  ] as const)
    expect({ path, ...(await runCli(["import", "--archive", path], there)) }).toEqual({ path, ...saysOnly(code) });
  expect(readdirSync(there.DATA_DIR)).toEqual(before);
});

test("where nothing can be written, that is said in one line, and nothing is left behind", async () => {
  const before = readdirSync(env["DATA_DIR"] as string);
  expect(await runCli(["export", "--archive", join(folder.path, "none", "a.gz")], env)).toEqual(saysOnly("ERR_FILE_NOT_WRITTEN"));
  if (existsSync("/dev/full")) {
    const full = join(folder.path, "full.jsonl.gz");
    symlinkSync("/dev/full", `${full}.partial`);
    expect(await runCli(["export", "--archive", full], env)).toEqual(saysOnly("ERR_FILE_NOT_WRITTEN"));
    expect(readdirSync(folder.path).filter((name) => name.startsWith("full"))).toEqual([]);
    const device = openSync("/dev/full", "w");
    expect(await startCli(["export", "--archive", "-"], env, device).ended).toEqual(saysOnly("ERR_FILE_NOT_WRITTEN"));
    closeSync(device);
  }
  expect(readdirSync(env["DATA_DIR"] as string)).toEqual(before);
});

test("checksum says all of it in one line, and as JSON", async () => {
  const text = await sumsOf(env);
  const [, rows, sum] = /^total +(\d+) +([0-9a-f]{32})$/m.exec(text) ?? [];
  const json = JSON.parse((await runCli(["checksum", "--json"], env)).stdout) as { total: object };
  expect(json.total).toEqual({ rows: Number(rows), sum });
});

test("an import that is killed on PostgreSQL goes on where it ended and gives equal tables", async () => {
  if (inject("postgresUrl") === null) return;
  const there = { ...env, DATABASE_URL: await createServerDatabase(), LOG_LEVEL: "info" };
  const watched = await openDatabase({ url: there.DATABASE_URL, dataDir: null, log: silentLog, maxConnections: 1 });
  const pages = async () =>
    (await watched.sql<{ count: number }[]>`select count(*)::int as count from exchange where place = 0`)[0]?.count ?? 0;
  let reached = 0;
  for (let kill = 0; kill < 3; kill += 1) {
    const running = startCli(["import", "--archive", file], there);
    while ((await pages()) <= reached) await new Promise((resolve) => setTimeout(resolve, 5));
    running.kill("SIGKILL");
    expect((await running.ended).exit).toBe(null);
    reached = await pages();
  }
  await watched.close();
  const last = await runCli(["import", "--archive", file], there);
  expect(last.exit).toBe(0);
  expect(last.stdout).toMatch(
    new RegExp(`^[1-9]\\d* archived pages were brought in, ${reached} were there already, 0 decisions are new\\n$`),
  );
  expect(await sumsOf(there)).toBe(await sumsOf(env));
  const again = await runCli(["import", "--archive", file], there);
  expect(again.stdout).toMatch(/^0 archived pages were brought in, [1-9]\d* were there already/);
  expect((await runCli(["renormalize", "huggingface"], there)).exit).toBe(0);
  expect(await sumsOf(there)).toBe(await sumsOf(env));
});

test("prune says what it would drop, and drops it without changing the tables", async () => {
  const before = await sumsOf(env);
  const rehearsed = await runCli(["prune", "--keep-days", "1", "--dry-run"], env);
  const dropped = await runCli(["prune", "--keep-days", "1"], env);
  expect(rehearsed.stdout.replace("would drop", "dropped")).toBe(dropped.stdout);
  expect(dropped.stdout).toMatch(/^dropped \d+ pages with \d+ answers, \d+ bodies of \d+\.\d MB\n$/);
  expect(await sumsOf(env)).toBe(before);
  expect(await runCli(["prune", "--keep-days", "many"], env)).toMatchObject({
    exit: 2,
    stderr: expect.stringMatching(/^ERR_USAGE: /),
  });
});
