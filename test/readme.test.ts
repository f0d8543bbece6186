/** What README.md shows is what the program answers. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, validate } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adapters } from "../adapters/index.ts";
import { readBacktestFile } from "../src/cli/backtest-file.ts";
import { createClock } from "../src/clock.ts";
import { readConfig } from "../src/config.ts";
import { createIngest } from "../src/ingest/ingest.ts";
import { packageRoot } from "../src/package-root.ts";
import { schema } from "../src/schema/index.ts";
import { loadStarter } from "../src/starter/load-starter.ts";
import { temporaryFolder } from "./cli/run-cli.ts";
import { describeDatabases } from "./kit/database.ts";
import { createTestApi, type TestApi } from "./kit/execute.ts";
import { silentLog } from "./kit/log.ts";

const readme = readFileSync(new URL("README.md", packageRoot), "utf8");
const blocks = [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({ language, text: text as string }));
const blockWith = (language: string, part: string): string =>
  blocks.find((one) => one.language === language && one.text.includes(part))?.text ?? "";
const queries = blocks.flatMap(({ language, text }) => (language === "graphql" ? [text] : []));

const folder = temporaryFolder();
afterAll(() => folder.remove());

test("there are queries to look at", () => {
  expect(queries.length).toBeGreaterThan(4);
});

test.each(queries)("%s is valid", (text) => {
  expect(validate(schema, parse(text)).map(({ message }) => message)).toEqual([]);
});

test("the newsletter's query is the golden one", () => {
  const golden = readFileSync(new URL("queries/newsletter.graphql", import.meta.url), "utf8");
  expect(blockWith("graphql", "query Newsletter")).toBe(golden.split("\n").slice(1).join("\n"));
});

test("the formulas to compare are a file that the command takes", () => {
  const file = join(folder.path, "formulas.json");
  writeFileSync(file, blockWith("json", '"formulas"'));
  const { contestants, plan } = readBacktestFile(file);
  expect(contestants.length).toBeGreaterThan(2);
  expect(plan.from < plan.to).toBe(true);
});

describeDatabases("what README.md answers from the starter data", (open) => {
  let api: TestApi;
  beforeAll(async () => {
    const database = await open();
    const clock = createClock({ clockUrl: null });
    const ingest = createIngest({
      ...{ database, adapters, settings: readConfig({}, adapters).settings, clock, log: silentLog },
      ...{ limitTimescale: 1, contactEmail: null, backfillDays: 30 },
    });
    await loadStarter(
      ingest,
      adapters.map(({ id }) => id),
    );
    api = createTestApi(database.sql, { clock });
  });

  test("the first request, as it is typed", async () => {
    const body = /-d '(.*?)'$/ms.exec(blockWith("sh", "curl "))?.[1] ?? "";
    const answer = await api.request("/graphql", { method: "POST", headers: { "content-type": "application/json" }, body });
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual(JSON.parse(blockWith("json", '"dailyRanking": { "state"')).data);
  });

  test.each(queries.filter((text) => !text.includes("$")))("%s has an answer", async (text) => {
    const { body } = await api.execute(text);
    expect(body.errors).toBeUndefined();
    for (const value of Object.values(body.data)) expect(value).toBeTruthy();
  });

  describe("the newsletter", () => {
    const printed = blockWith("json", '"comparedWith"');
    const variables = JSON.parse(/with `(\{"date".*?\})`/.exec(readme)?.[1] ?? "{}") as Record<string, unknown>;
    test("answers as printed", async () => {
      const { body } = await api.execute(blockWith("graphql", "query Newsletter"), variables);
      expect(body.errors).toBeUndefined();
      const { entries, ...day } = body.data.dailyRanking;
      expect(entries.nodes).toHaveLength(10);
      const head = /"state".*(?=, "entries")/.exec(printed)?.[0];
      const left = /"left": \[\]/.exec(printed)?.[0];
      expect(JSON.parse(`{${head},${left}}`)).toEqual(day);
      const nodes = [...printed.matchAll(/^ *(\{ "rank".*?\} \}),?$/gms)].map(([, text]) => JSON.parse(text as string));
      expect(nodes).toHaveLength(2);
      for (const node of nodes) expect(entries.nodes[node.rank - 1]).toEqual(node);
    });
  });
});
