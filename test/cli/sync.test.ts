/** `sync`, `sources`, `renormalize`, `checksum`, `record` against a small upstream of our own. */
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readStarter } from "../../src/starter/load-starter.ts";
import { makeEmbeddedFolder } from "../kit/embedded-folder.ts";
import { type Ended, killAll, offline, runCli, temporaryFolder } from "./run-cli.ts";

const folder = temporaryFolder();
let upstream: Server;
let env: Record<string, string>;
let first: Ended;
const asked: string[] = [];

/** Hugging Face's lists of the recorded days, each with one more vote for its first paper than the starter data has. */
beforeAll(async () => {
  const bodies = new Map(
    readStarter().map(({ exchanges }) => {
      const [exchange] = exchanges;
      const day = new URL(exchange?.request.url ?? "http://none").searchParams.get("date");
      return [
        day,
        exchange?.body.replace(/"upvotes":(\d+)/, (_, votes: string) => `"upvotes":${Number(votes) + 1}`) ?? "[]",
      ] as const;
    }),
  );
  upstream = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://upstream");
    asked.push(`${url.pathname}${url.search}`);
    if (url.pathname === "/clock") return response.end('{"now":"2026-07-03T20:00:00.000Z"}');
    response.setHeader("content-type", "application/json");
    response.end(Number(url.searchParams.get("p") ?? 0) === 0 ? (bodies.get(url.searchParams.get("date")) ?? "[]") : "[]");
  });
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const dataDir = join(folder.path, "data");
  await makeEmbeddedFolder(dataDir);
  env = { ...(await offline()), DATA_DIR: dataDir, HUGGINGFACE_URL: `${base}/api`, CLOCK_URL: `${base}/clock` };
  first = await runCli(["sync", "huggingface/daily", ...RANGE], env);
});
afterAll(() => {
  killAll();
  upstream.close();
  folder.remove();
});

const RANGE = ["--since", "2026-07-01", "--until", "2026-07-02"];

test("reads the range asked for, prints lines and a summary, and stores no starter data", () => {
  expect(first.exit).toBe(0);
  expect(first.stderr).toMatch(/^huggingface\/daily \S+\?date=2026-07-01&limit=100&p=0: 1 pages, \d+ records\n/);
  const sums =
    /^stream +outcome +pages +records +rejected +seconds +note\nhuggingface\/daily +SUCCESS +2 +\d+ +0 +\d+\.\d\ntotal +2 +\d+ +0\n$/;
  expect(first.stdout).toMatch(sums);
  const days = asked.filter((url) => url.includes("daily_papers")).map((url) => /date=([\d-]+)/.exec(url)?.[1]);
  expect([...new Set(days)].slice(0, 2)).toEqual(["2026-07-01", "2026-07-02"]);
});

test("a second run changes nothing, and a rebuild gives the same sums", async () => {
  const before = await runCli(["checksum"], env);
  expect(before.exit).toBe(0);
  expect(before.stdout).toMatch(/^listing_reading +[2-5] +-?\d+$/m);
  expect(before.stdout).toMatch(/^left out, .*exchange.*checkpoint/m);
  expect((await runCli(["sync", "huggingface", ...RANGE], env)).exit).toBe(0);
  expect((await runCli(["checksum"], env)).stdout).toBe(before.stdout);
  const rebuilt = await runCli(["renormalize"], { ...env, ...(await offline()) });
  expect(rebuilt).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^rebuilt from \d+ archived pages\n$/) });
  expect((await runCli(["checksum"], env)).stdout).toBe(before.stdout);
});

test("all streams failed is 1, some is 3; each says why", async () => {
  const failed = await runCli(["sync", "arxiv/oai"], env);
  expect(failed.exit).toBe(1);
  expect(failed.stdout).toMatch(/^arxiv\/oai +FAILED +0 +0 +0 +\d+\.\d +ERR_SOURCE_UNREACHABLE: no answer from .*ECONNREFUSED$/m);
  const partial = await runCli(["sync"], { ...env, BACKFILL_DAYS: "2" });
  expect(partial.exit).toBe(3);
  expect(partial.stdout).toMatch(/^huggingface\/daily +SUCCESS/m);
  expect(partial.stdout).toMatch(/^arxiv\/oai +FAILED/m);

  const sources = await runCli(["sources"], env);
  expect(sources.exit).toBe(0);
  expect(sources.stdout).toMatch(/^source +state +last success +lag +budget +rejected +last error$/m);
  expect(sources.stdout).toMatch(/^huggingface +HEALTHY +2026-07-03T20:00:00\.000Z +0 s +- +0 +-$/m);
  expect(sources.stdout).toMatch(/^arxiv +UNREACHABLE +.*ERR_SOURCE_UNREACHABLE/m);
});

test("a stream that its settings switch off says so and is no failure", async () => {
  const { exit, stdout } = await runCli(["sync", "arxiv/oai"], { ...env, ARXIV_CATEGORIES: "" });
  expect(exit).toBe(0);
  expect(stdout).toMatch(/^arxiv\/oai +DISABLED +0 +0 +0 +0\.0 +ARXIV_CATEGORIES is empty$/m);
});

test("a simulated clock that does not answer is a failure in one line", async () => {
  const { exit, stderr } = await runCli(["sync", "huggingface"], {
    ...env,
    CLOCK_URL: `${(await offline())["GITHUB_URL"]}/clock`,
  });
  expect(exit).toBe(1);
  expect(stderr).toMatch(/^ERR_CLOCK: CLOCK_URL did not answer .*\n$/);
});

test("record writes fixtures with the upstream's own addresses, never over a file, and stores nothing", async () => {
  const before = await runCli(["checksum"], env);
  const out = join(folder.path, "fixtures");
  const args = ["record", "huggingface", "--out", out, "--since", "2026-07-02", "--pages", "1"];
  const { exit, stdout } = await runCli(args, { ...env, HF_TOKEN: "very-secret" });
  expect({ exit, stdout, files: readdirSync(out) }).toEqual({
    exit: 0,
    stdout: `${join(out, "daily-1.http.json")}\n`,
    files: ["daily-1.http.json"],
  });
  const text = readFileSync(join(out, "daily-1.http.json"), "utf8");
  expect(text).not.toContain("very-secret");
  const fixture = JSON.parse(text) as { json: unknown[] };
  expect(fixture).toMatchObject({
    request: { method: "GET", url: "https://huggingface.co/api/daily_papers?date=2026-07-02&limit=100&p=0", body: null },
    status: 200,
    headers: { "content-type": "application/json" },
  });
  expect(fixture.json.length).toBeGreaterThan(10);
  const again = await runCli(args, env);
  expect(again).toMatchObject({
    exit: 1,
    stderr: expect.stringMatching(/^ERR_RECORD: .*daily-1\.http\.json was not written: it is there already\n$/),
  });
  expect((await runCli(["checksum"], env)).stdout).toBe(before.stdout);
  expect((await runCli(["record", "arxiv/rss", "--out", out], env)).exit).toBe(1);
});
