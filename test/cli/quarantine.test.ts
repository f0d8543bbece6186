/** `quarantine list|show|redrive|failures` and `drift` over an embedded database with one bad record. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { adapters } from "../../adapters/index.ts";
import { createClock } from "../../src/clock.ts";
import type { Exchange } from "../../src/contract/index.ts";
import { openDatabase } from "../../src/db/client.ts";
import { storeFailedAnswer } from "../../src/ingest/failed-answers.ts";
import { createIngest } from "../../src/ingest/ingest.ts";
import { makeEmbeddedFolder } from "../kit/embedded-folder.ts";
import { silentLog } from "../kit/log.ts";
import { killAll, offline, runCli, temporaryFolder } from "./run-cli.ts";

const folder = temporaryFolder();
const fixture = new URL("../../adapters/huggingface/fixtures/bad-record.http.json", import.meta.url);
const { json, ...exchange } = JSON.parse(readFileSync(fixture, "utf8")) as Omit<Exchange, "body"> & {
  json: { paper: unknown }[];
};
let env: Record<string, string>;
let failedId: string;

beforeAll(async () => {
  const dataDir = join(folder.path, "data");
  await makeEmbeddedFolder(dataDir);
  env = { ...(await offline()), DATA_DIR: dataDir };
  const database = await openDatabase({ url: null, dataDir, log: silentLog });
  const ingest = createIngest({
    ...{ database, adapters, settings: {}, clock: createClock({ clockUrl: null }), limitTimescale: 1 },
    ...{ contactEmail: null, backfillDays: 1, log: silentLog },
  });
  const fetchedAt = new Date("2026-07-02T12:00:00Z");
  await ingest.importPages("huggingface", "daily", [{ exchanges: [{ ...exchange, body: JSON.stringify(json) }], fetchedAt }]);
  failedId = await storeFailedAnswer(database.sql, {
    ...{ source: "arxiv", stream: "oai", request: { method: "GET", url: "https://example.org/oai", body: null }, status: 200 },
    ...{ headers: { "content-type": "text/html" }, body: "<html>Are you a person?</html>", code: "ERR_SOURCE_CHALLENGE" },
    ...{ reason: "a web page", failedAt: fetchedAt },
  });
  await database.sql`
    insert into drift_report (id, source, stream, day, kind, path, detail, reported_at)
    values (gen_random_uuid(), 'huggingface', 'daily', '2026-07-02', 'NEW_FIELD', 'paper.note', 'first seen: text in 3 of 3 documents', ${fetchedAt})`;
  await database.close();
});
afterAll(() => {
  killAll();
  folder.remove();
});

test("a record is listed, shown with its exchange and payload, and kept by an adapter that has not learnt to read it", async () => {
  const list = await runCli(["quarantine", "list", "huggingface/daily", "--limit", "5"], env);
  expect(list.exit).toBe(0);
  const [head, line, ...others] = list.stdout.trimEnd().split("\n");
  expect(head).toMatch(/^id +when +stream +path +code +reason +url$/);
  expect(line).toMatch(
    /^[0-9a-f]{8} +20\S+Z +huggingface\/daily +\/1\/paper\/upvotes +ERR_RECORD_INVALID +.*date=2026-07-02&limit=100&p=0$/,
  );
  expect(others).toEqual([]);
  const id = line?.slice(0, 8) ?? "";

  const shown = await runCli(["quarantine", "show", id], env);
  expect(shown.exit).toBe(0);
  expect(shown.stdout).toMatch(/^fetched +2026-07-02T12:00:00\.000Z$/m);
  expect(shown.stdout).toMatch(/^body sha256 +[0-9a-f]{64}$/m);
  expect(JSON.parse(shown.stdout.slice(shown.stdout.indexOf("\n{")))).toEqual(json[1]);

  for (const args of [[id], ["huggingface"], ["--all"]]) {
    const kept = await runCli(["quarantine", "redrive", ...args], env);
    expect(kept.exit, kept.stderr).toBe(3);
    expect(kept.stdout).toMatch(/KEPT +\/1\/paper\/upvotes: .*\n0 resolved, 1 kept\n$/);
  }
  expect(await runCli(["quarantine", "redrive", "arxiv"], env)).toMatchObject({ exit: 0, stdout: "0 resolved, 0 kept\n" });
});

test("failed answers and drift are listed", async () => {
  const list = await runCli(["quarantine", "failures"], env);
  expect(list.stdout).toMatch(
    /^id +when +stream +status +code +reason +url\n\w{8} +2026-07-02\S+ +arxiv\/oai +200 +ERR_SOURCE_CHALLENGE +a web page +https:\/\/example\.org\/oai\n$/,
  );
  const shown = await runCli(["quarantine", "show", failedId], env);
  expect(shown.stdout).toMatch(/^content-type +text\/html$/m);
  expect(shown.stdout).toMatch(/\n\n<html>Are you a person\?<\/html>\n$/);
  expect((await runCli(["quarantine", "failures", "huggingface"], env)).stdout).toBe("no failed answer is kept\n");
  expect((await runCli(["drift", "huggingface"], env)).stdout).toMatch(
    /^day .*\n2026-07-02 +huggingface\/daily +NEW_FIELD +paper\.note +first seen: text in 3 of 3 documents\n$/,
  );
  expect((await runCli(["drift", "github"], env)).stdout).toBe("no drift was noticed\n");
});

test("what is not there has a code", async () => {
  const failures = [
    [["show", "0000"], "ERR_UNKNOWN_ID: "],
    [["show", "no-id"], "ERR_UNKNOWN_ID: "],
    [["redrive", "00000000"], "ERR_UNKNOWN_ID: "],
    [["redrive", "nowhere"], "ERR_UNKNOWN_SOURCE: "],
    [["redrive"], "ERR_USAGE: "],
    [["redrive", "arxiv", "--all"], "ERR_USAGE: "],
    [["list", "arxiv/none"], "ERR_UNKNOWN_STREAM: "],
  ] as const;
  for (const [args, code] of failures) {
    const ended = await runCli(["quarantine", ...args], env);
    expect(ended, args.join(" ")).toMatchObject({ exit: 2, stdout: "", stderr: expect.stringMatching(`^${code}`) });
  }
});
