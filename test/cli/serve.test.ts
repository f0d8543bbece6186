/** `serve` on an embedded folder: a real process, reaching nobody. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeEmbeddedFolder } from "../kit/embedded-folder.ts";
import { ask, freePort, killAll, offline, type Running, runCli, startCli, temporaryFolder } from "./run-cli.ts";

const folder = temporaryFolder();
afterAll(() => {
  killAll();
  folder.remove();
});

const READY = /Open (http:\S+\/graphql) or try:\ncurl \1 (.*)\n/;

async function untilReady(server: Running): Promise<string> {
  return (await server.untilPrinted(READY))[1] as string;
}

async function stop(server: Running, signal: NodeJS.Signals): Promise<void> {
  const startedAt = performance.now();
  server.kill(signal);
  const { exit } = await server.ended;
  expect({ exit, isInTime: performance.now() - startedAt < 10_000 }).toEqual({ exit: 0, isInTime: true });
}

/** Nobody was asked yet: every answer that depends on a source says so. */
const LATE = {
  freshness: ["arxiv", "huggingface"].map((source) => ({
    source,
    state: expect.stringMatching(/^(LATE|UNREACHABLE)$/),
    lastSuccessAt: null,
    lagSeconds: null,
  })),
};

const FIRST_LIST = "{ dailyRanking { date totalCount entries(first: 1) { nodes { rank paper { title abstract } } } } }";

test("serves the starter data, has its folder alone, says what it cannot reach, and stops when asked", async () => {
  const dataDir = join(folder.path, "first");
  await makeEmbeddedFolder(dataDir);
  const env = { ...(await offline()), DATA_DIR: dataDir };
  const server = startCli(["serve", "--port", "0"], env);
  const url = await untilReady(server);

  expect(await ask(url, "{ __typename }")).toEqual({ data: { __typename: "Query" } });
  const answer = {
    date: "2026-07-03",
    totalCount: 20,
    entries: { nodes: [{ rank: 1, paper: { title: expect.any(String), abstract: null } }] },
  };
  expect(await ask(url, FIRST_LIST)).toEqual({ data: { dailyRanking: answer }, extensions: LATE });
  // The query that it suggests works as printed.
  const suggested = JSON.parse(/-d '(.*)'/.exec(READY.exec(server.stdout())?.[2] ?? "")?.[1] ?? "{}") as { query: string };
  const { data } = (await ask(url, suggested.query)) as { data: { dailyRanking: { entries: { nodes: unknown[] } } } };
  expect(data.dailyRanking.entries.nodes).toHaveLength(5);

  for (const args of [["serve", "--port", "0"], ["worker"], ["sync"], ["migrate"], ["renormalize"], ["checksum"]]) {
    const other = await runCli(args, env);
    expect({ args, exit: other.exit, stdout: other.stdout }).toEqual({ args, exit: 4, stdout: "" });
    expect(other.stderr.trimEnd()).toBe(
      `ERR_DATA_DIR_IN_USE: the data folder ${dataDir} is in use by process ${server.pid}, which serves ${url}. ` +
        "Stop it first, or use another folder (DATA_DIR) or a server (DATABASE_URL).",
    );
  }

  await server.untilPrinted(/cannot reach 127\.0\.0\.1:\d+: serving what is stored/);
  await expect
    .poll(async () => JSON.stringify(await ask(url, "{ sources { name state } }")), { timeout: 60_000, interval: 200 })
    .toMatch(/"name":"huggingface","state":"UNREACHABLE"/);
  expect(server.stderr().match(/cannot reach/g)).toHaveLength(1);
  const sources = await runCli(["sources"], env);
  expect(sources.exit).toBe(0);
  expect(sources.stdout).toMatch(/^huggingface +UNREACHABLE .*ERR_SOURCE_UNREACHABLE/m);
  expect(await ask(url, FIRST_LIST)).toEqual({ data: { dailyRanking: answer }, extensions: LATE });

  await stop(server, "SIGTERM");
  expect(existsSync(join(dataDir, "papergraph.lock"))).toBe(false);
});

test("the folder of a killed process is taken over, with its rows; starter data is not loaded twice", async () => {
  const dataDir = join(folder.path, "killed");
  await makeEmbeddedFolder(dataDir);
  const env = { ...(await offline()), DATA_DIR: dataDir, SYNC: "0" };
  const first = startCli(["serve", "--port", "0"], env);
  const before = await ask(await untilReady(first), FIRST_LIST);
  const { socketFolder } = JSON.parse(readFileSync(join(dataDir, "papergraph.lock"), "utf8")) as { socketFolder: string };
  expect(existsSync(socketFolder)).toBe(true);
  first.kill("SIGKILL");
  expect((await first.ended).exit).toBeNull();
  expect(existsSync(socketFolder)).toBe(true);

  const second = startCli(["serve", "--port", "0"], env);
  expect(await ask(await untilReady(second), FIRST_LIST)).toEqual(before);
  expect(second.stderr()).toContain(`taking over the data folder ${dataDir}: the process that had it is gone`);
  expect(second.stderr()).not.toContain("starter");
  expect(second.stderr()).not.toContain("cannot reach");
  expect(existsSync(socketFolder)).toBe(false);
  await stop(second, "SIGINT");
});

test("STARTER=0 serves an empty database", async () => {
  const dataDir = join(folder.path, "empty");
  await makeEmbeddedFolder(dataDir);
  const server = startCli(["serve", "--port", "0"], { ...(await offline()), DATA_DIR: dataDir, SYNC: "0", STARTER: "0" });
  expect(await ask(await untilReady(server), "{ dailyRanking { date } papers { totalCount } }")).toEqual({
    data: { dailyRanking: null, papers: { totalCount: 0 } },
    extensions: LATE,
  });
  await stop(server, "SIGTERM");
});

test("a port that is taken is a failure in one line, and the folder is free again", async () => {
  const dataDir = join(folder.path, "port");
  await makeEmbeddedFolder(dataDir);
  const env = {
    ...(await offline()),
    DATA_DIR: dataDir,
    SYNC: "0",
    STARTER: "0",
    LOG_LEVEL: "error",
    PORT: String(await freePort()),
  };
  const first = startCli(["serve"], env);
  const url = await untilReady(first);
  expect(new URL(url).port).toBe(env.PORT);
  const otherDir = join(folder.path, "port-too");
  await makeEmbeddedFolder(otherDir);
  const second = await runCli(["serve"], { ...env, DATA_DIR: otherDir });
  expect(second.exit).toBe(1);
  expect(second.stderr).toMatch(/^ERR_LISTEN: .*EADDRINUSE.*\n$/);
  expect(existsSync(join(otherDir, "papergraph.lock"))).toBe(false);
  await stop(first, "SIGTERM");
});

test("asked to stop before it is ready, it stops", async () => {
  const dataDir = join(folder.path, "early");
  await makeEmbeddedFolder(dataDir);
  const server = startCli(["serve", "--port", "0"], { ...(await offline()), DATA_DIR: dataDir });
  await server.untilPrinted(/loading the starter data/);
  await stop(server, "SIGTERM");
  expect(server.stdout()).toBe("");
  expect(existsSync(join(dataDir, "papergraph.lock"))).toBe(false);
});
