/** What `EXPOSE` switches off is in no answer. */
import { readdirSync, readFileSync } from "node:fs";
import { isObjectType } from "graphql";
import { beforeAll, expect, test } from "vitest";
import { adapters } from "../../adapters/index.ts";
import { EXPOSURE_CLASSES, EXPOSURE_NAMES, hiddenClasses } from "../../src/claims/exposure.ts";
import { metricSources } from "../../src/claims/metric-rule.ts";
import { readConfig } from "../../src/config.ts";
import type { Database } from "../../src/db/client.ts";
import { seal } from "../../src/ingest/seal.ts";
import { asWriter } from "../../src/ingest/store.ts";
import { metricQuestion } from "../../src/ranking/ask.ts";
import { openMetricRanking } from "../../src/ranking/metric-ranking.ts";
import { EVERYTHING, NO_FILTER } from "../../src/ranking/ranking-question.ts";
import { encodeGlobalId } from "../../src/schema/global-id.ts";
import { schema } from "../../src/schema/index.ts";
import { describeDatabases } from "../kit/database.ts";
import { createTestApi, type TestApi } from "../kit/execute.ts";
import { SEED_NOW, seedDatabase } from "../kit/seed.ts";

const queries = new URL("../queries/", import.meta.url);
const golden = readdirSync(queries)
  .filter((file) => file.endsWith(".graphql"))
  .map((file) => ({ file, text: readFileSync(new URL(file, queries), "utf8") }));

/** All that is classed and in the seed, asked for at once. */
const ALL = `{ papers(first: 100) { nodes { title thumbnail commentCount summary { text } keywords { name } media { url }
  listings { commentCount } metric(kind: COMMENTS) { value } metrics(kind: COMMENTS) { points { value } delta }
  provenance { field value } conflicts { field }
  authorships(first: 20) { nodes { author { avatar } } } organizations { organization { avatar metrics(kind: COMMENTS) { points { value } } } } } }
  keywords: metricSums(kind: UPVOTES, by: KEYWORD, resolution: DAY, from: "2025-12-11", to: "2025-12-17") { key value }
  comments: metricSums(kind: COMMENTS, by: CATEGORY, resolution: DAY, from: "2025-12-11", to: "2025-12-17") { key value } }`;

test("EXPOSE is a list of classes: all by default, none where it is empty", () => {
  const expose = (value?: string) => readConfig(value === undefined ? {} : { EXPOSE: value }, adapters).expose;
  expect(expose()).toEqual(EXPOSURE_NAMES);
  expect(expose("")).toEqual([]);
  expect(expose("media, summaries")).toEqual(["summaries", "media"]);
  expect(() => expose("media,everything")).toThrow(/EXPOSE must be a list of summaries, keywords/);
  expect([...hiddenClasses(["media"])]).toEqual(EXPOSURE_NAMES.filter((name) => name !== "media"));
});

test.each(EXPOSURE_NAMES)("the fields of class %s say so", (name) => {
  for (const member of EXPOSURE_CLASSES[name].members) {
    const [typeName = "", fieldName = ""] = member.split(".");
    const type = schema.getType(typeName);
    expect(isObjectType(type) && type.getFields()[fieldName]?.description, member).toContain(`Class \`${name}\` of \`EXPOSE\``);
  }
});

describeDatabases("answers without what is not exposed", (open) => {
  let open1: TestApi;
  let closed: TestApi;
  let values: Record<string, string[]>;
  let database: Database;
  beforeAll(async () => {
    database = await open();
    await seedDatabase(database);
    open1 = createTestApi(database.sql);
    closed = createTestApi(database.sql, { hidden: hiddenClasses([]) });
    const { sql } = database;
    // The seed shows no pictures of people and organisations.
    await sql`update author set avatar = 'https://huggingface.co/avatars/' || id || '.svg'`;
    await sql`update organization set avatar = 'https://cdn-avatars.huggingface.co/' || id || '.png'`;
    const texts = async (read: PromiseLike<readonly { value: string | null }[]>) =>
      (await read).flatMap(({ value }) => (value === null ? [] : [value]));
    values = {
      summaries: await texts(sql`select text as value from generated_text`),
      keywords: await texts(sql`select name as value from keyword`),
      thumbnails: await texts(sql`select thumbnail as value from paper`),
      media: await texts(sql`select url as value from media`),
      avatars: await texts(sql`select avatar as value from author union all select avatar from organization`),
    };
  });
  const textOf = async (api: TestApi, text: string) => {
    const marked = (mark: string) =>
      text
        .split("\n")
        .find((line) => line.startsWith(mark))
        ?.slice(mark.length)
        .trim();
    return JSON.stringify((await api.execute(text, JSON.parse(marked("#>") ?? "{}"), marked("#@"))).body);
  };
  const said = (answer: string, value: string) =>
    answer.includes(JSON.stringify(value)) || answer.includes(JSON.stringify(JSON.stringify(value)).slice(1, -1));

  test("the seed holds something of every class, and all of it is told by default", async () => {
    const answer = await textOf(open1, ALL);
    for (const [name, own] of Object.entries(values)) {
      expect(own.length, name).toBeGreaterThan(0);
      expect(
        own.some((value) => said(answer, value)),
        name,
      ).toBe(true);
    }
    expect(answer).toMatch(/"commentCount":\d/);
    expect(answer).toContain(`"field":"COMMENT_COUNT"`);
    expect(answer).toMatch(/"keywords":\[\{"key":.*"comments":\[\{"key":/);
  });

  test("with EXPOSE empty, nothing of it is in any answer", async () => {
    for (const { file, text } of [...golden, { file: "everything", text: ALL }]) {
      const answer = await textOf(closed, text);
      for (const [name, own] of Object.entries(values)) {
        for (const value of own) expect(said(answer, value), `${file}: ${name}`).toBe(false);
      }
      expect(answer, file).not.toMatch(/"commentCount":\d|"field":"(?:SUMMARY|KEYWORDS|THUMBNAIL|MEDIA|COMMENT_COUNT)"/);
    }
    const { body } = await closed.execute(ALL);
    expect(body.errors).toBeUndefined();
    expect(body.data).toMatchObject({ keywords: [], comments: [] });
    const [paper] = body.data.papers.nodes;
    expect(paper).toMatchObject({
      ...{ thumbnail: null, commentCount: null, summary: null, keywords: [], media: [], metric: null },
      metrics: { points: [], delta: null },
    });
    expect(paper.provenance.length).toBeGreaterThan(3);
  });

  test("rankings and sealed rankings are made without it", async () => {
    const trending =
      "{ ranking(kind: TRENDING) { formula { expression } entries(first: 100) { nodes { score components { name contribution } } } } }";
    const named = async (api: TestApi) => JSON.stringify((await api.execute(trending)).body);
    expect(await named(open1)).toContain(`"name":"comments"`);
    expect(await named(closed)).not.toContain("comments");
    const { body } = await closed.execute(trending);
    for (const { score, components } of body.data.ranking.entries.nodes) {
      const sum = components.reduce((all: number, one: { contribution: number }) => all + one.contribution, 0);
      expect(sum).toBeCloseTo(score, 8);
    }
    for (const args of ["formula: { terms: [{ metric: COMMENTS, weight: 1 }] }", `kind: TRENDING, scope: { keyword: "x" }`]) {
      const refused = await closed.execute(`{ ranking(${args}) { revision } }`);
      expect(refused.body.errors?.map((one: { extensions?: Record<string, unknown> }) => one.extensions?.["code"])).toEqual([
        "BAD_USER_INPUT",
      ]);
    }
    const question = metricQuestion("TRENDING", {
      ...{ subject: "AUTHOR", formula: null, scope: EVERYTHING, filter: NO_FILTER, asOf: SEED_NOW },
    });
    const entries = await openMetricRanking(database.sql, question, metricSources([]), true).entries({ after: 0, count: 500 });
    const { id } = await asWriter(database.sql, (tx) => seal(tx, question, "0123456789abcdef", entries, SEED_NOW));
    const sealed = `{ rankingSnapshot(id: "${encodeGlobalId("RankingSnapshot", id)}") { entries(first: 100) { nodes { rank subject { __typename ... on Author { name } } } } } }`;
    expect((await closed.execute(sealed)).body.data).toEqual({ rankingSnapshot: null });
    const { nodes } = (await open1.execute(sealed)).body.data.rankingSnapshot.entries;
    expect(nodes).toHaveLength(100);
    // Also those who are known by a printed name alone.
    for (const { subject } of nodes) expect(subject).toEqual({ __typename: "Author", name: expect.any(String) });
  });

  test("one class alone can be left out", async () => {
    const api = createTestApi(database.sql, { hidden: hiddenClasses(EXPOSURE_NAMES.filter((name) => name !== "avatars")) });
    const answer = await textOf(api, ALL);
    expect(values["avatars"]?.some((value) => said(answer, value))).toBe(false);
    expect(values["summaries"]?.some((value) => said(answer, value))).toBe(true);
  });
});
