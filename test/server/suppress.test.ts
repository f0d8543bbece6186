/** What is suppressed stands in no answer: everything that the schema can say is asked for, before and after. */
import { readdirSync, readFileSync } from "node:fs";
import {
  type GraphQLField,
  type GraphQLOutputType,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from "graphql";
import { beforeAll, describe, expect, test } from "vitest";
import { metricSources } from "../../src/claims/metric-rule.ts";
import { canonicalIdentifier, type Identifier, normalizeName } from "../../src/contract/index.ts";
import type { Database } from "../../src/db/client.ts";
import { identifierKey } from "../../src/db/entity-key.ts";
import { suppress, unsuppress } from "../../src/ingest/apply-decision.ts";
import { createIngest, type Ingest } from "../../src/ingest/ingest.ts";
import { readerOver, seal } from "../../src/ingest/seal.ts";
import { asWriter } from "../../src/ingest/store.ts";
import { dailyQuestion, metricQuestion } from "../../src/ranking/ask.ts";
import { readListRanking } from "../../src/ranking/list-ranking.ts";
import { openMetricRanking } from "../../src/ranking/metric-ranking.ts";
import { EVERYTHING, NO_FILTER } from "../../src/ranking/ranking-question.ts";
import { schema } from "../../src/schema/index.ts";
import { spokenAdapter } from "../ingest/spoken-adapter.ts";
import { describeDatabases } from "../kit/database.ts";
import { createTestApi } from "../kit/execute.ts";
import { silentLog } from "../kit/log.ts";
import { SEED_NOW, seedClock, seedDatabase } from "../kit/seed.ts";
import { ask } from "../ranking/asking.ts";

const STREAMS = { arxiv: ["oai-raw", "rss", "atom", "records"], huggingface: ["daily"], github: ["repositories"] };
const DAYS = ["2025-12-12", "2025-12-15", "2025-12-16"];
const folder = new URL("../queries/", import.meta.url);
const goldens = readdirSync(folder).filter((file) => file.endsWith(".graphql"));

/** The paper that is suppressed, and the person; both stand in the seed. */
const PAPER: Identifier = { scheme: "arxiv", value: "2512.13586" };
// Who submitted papers, too. What a paper links to (a repository under a person's account) is the paper's, and stays.
const LOGIN = "ivantang";

/** Values of arguments that a field must have, and of some that show more; by name. */
const VALUES: Readonly<Record<string, string>> = { kind: "UPVOTES", days: "7", first: "8" };

type Field = GraphQLField<unknown, unknown>;

/** Everything below a type that needs no argument which nobody knows; no type again below itself. */
function selectionOf(type: GraphQLOutputType, path: readonly string[]): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return "";
  if (isAbstractType(named)) {
    const parts = schema.getPossibleTypes(named).map((one) => `... on ${one.name} ${selectionOf(one, path)}`);
    return `{ __typename ${parts.filter((part) => part.includes("{")).join(" ")} }`;
  }
  if (!isObjectType(named)) return "";
  const fields = Object.values(named.getFields()).flatMap((field) => {
    const below = getNamedType(field.type);
    // A list of the very thing that is being told leads nowhere new.
    if (!isLeafType(below) && (path.includes(below.name) || path.length > 2)) return [];
    return [fieldText(named.name, field, [...path, named.name])];
  });
  return `{ __typename ${fields.join(" ")} }`;
}

function fieldText(owner: string, field: Field, path: readonly string[], given: Readonly<Record<string, string>> = {}): string {
  const known = { ...VALUES, ...given };
  const args = field.args.flatMap((arg) => {
    const isRankingKind = getNamedType(arg.type).name === "RankingKind" && given[arg.name] === undefined;
    const value = isRankingKind ? "DAILY" : known[arg.name];
    if (value === undefined && isRequiredArgument(arg))
      throw new Error(`say how to ask for ${owner}.${field.name}(${arg.name}:)`);
    return value === undefined ? [] : [`${arg.name}: ${value}`];
  });
  // One alias for each owner, so that fields of several types in one place do not collide.
  const call = `${owner}_${field.name}: ${field.name}${args.length > 0 ? `(${args.join(", ")})` : ""}`;
  return `${call} ${selectionOf(field.type, path)}`;
}

const globalId = (type: string, key: string) => Buffer.from(`${type}:${key}`).toString("base64");

/** Sealed rankings of papers, of authors and of a day. */
async function sealSome({ sql }: Database): Promise<string[]> {
  const about = { formula: null, scope: EVERYTHING, filter: NO_FILTER, asOf: SEED_NOW };
  const questions = (["PAPER", "AUTHOR"] as const).map((subject) => metricQuestion("TRENDING", { ...about, subject }));
  const sealed: string[] = [];
  for (const question of questions) {
    const entries = await openMetricRanking(sql, question, metricSources([]), true).entries({ after: 0, count: 500 });
    sealed.push((await asWriter(sql, (tx) => seal(tx, question, "0123456789abcdef", entries, SEED_NOW))).id);
  }
  const day = dailyQuestion({ source: "huggingface", day: DAYS[1] as string, asOf: SEED_NOW });
  const { revision, entries } = await readListRanking(readerOver(sql), day, true);
  sealed.push((await asWriter(sql, (tx) => seal(tx, day, revision, entries, SEED_NOW))).id);
  return sealed;
}

describeDatabases("what is suppressed", (open) => {
  let database: Database;
  let ingest: Ingest;
  let roots: string[];
  beforeAll(async () => {
    database = await open();
    await seedDatabase(database);
    ingest = createIngest({
      ...{ database, settings: {}, clock: seedClock, limitTimescale: 1, contactEmail: null, backfillDays: 1, log: silentLog },
      adapters: Object.entries(STREAMS).map(([id, names]) => spokenAdapter(id, names)),
    });
    const { sql } = database;
    const ids = async (type: string) =>
      (await sql<{ id: string }[]>`select id from ${sql(type.toLowerCase())} order by id`).map((row) => globalId(type, row.id));
    const papers = await ids("Paper");
    const [repository] = await ids("Repository");
    const [organization] = await ids("Organization");
    const authorId = (await sql<{ id: string }[]>`select author_id as id from author_identifier where value = ${LOGIN}`)[0]?.id;
    const rankings = ["PAPER", "AUTHOR", "ORGANIZATION"].flatMap((subject) => [
      ...["TRENDING", "RISING"].map((kind) => ({ subject, kind })),
      ...["DAILY", "WEEKLY", "MONTHLY"].map((kind) => ({ subject, kind, period: `{ containing: "${DAYS[1]}" }` })),
      { subject, formula: "{ terms: [{ metric: UPVOTES, weight: 1 }] }", kind: "null" },
    ]);
    const given: Record<string, readonly Record<string, string>[]> = {
      ranking: rankings,
      rankingSnapshot: (await sealSome(database)).map((id) => ({ id: JSON.stringify(globalId("RankingSnapshot", id)) })),
      node: [globalId("Paper", identifierKey("paper", PAPER)), globalId("Author", authorId ?? "")].map((id) => ({
        id: JSON.stringify(id),
      })),
      nodes: [{ ids: JSON.stringify(papers) }],
      paper: [{ by: `{ arxivId: "${PAPER.value}" }` }],
      papersBy: [{ references: `[{ arxivId: "${PAPER.value}" }]` }],
      author: [{ by: `{ huggingfaceUser: "${LOGIN}" }` }],
      organization: [{ by: `{ id: "${organization}" }` }],
      repository: [{ by: `{ id: "${repository}" }` }],
      dailyRankings: [{ from: `"${DAYS[0]}"`, to: `"${DAYS[2]}"` }],
      dailyRanking: DAYS.map((date) => ({ date: `"${date}"` })),
      metricSums: ["ORGANIZATION", "CATEGORY", "KEYWORD"].map((by) => ({
        ...{ by, resolution: "DAY", from: `"${DAYS[0]}"`, to: `"${DAYS[2]}"`, first: "100" },
      })),
      authors: [{ first: "100" }, { first: "100", orderBy: "{ by: NAME, direction: DESC }" }],
      papers: [{ first: "100" }],
    };
    roots = Object.values(schema.getQueryType()?.getFields() ?? {}).flatMap((field) =>
      (given[field.name] ?? [{}]).map((values) => `{ ${fieldText("Query", field as Field, [], values)} }`),
    );
    expect(roots.length).toBeGreaterThan(14);
  });

  /** Everything, as one text. Ids that were asked for stand in no answer of their own accord. */
  const everything = async (): Promise<string> => {
    const texts: string[] = [];
    for (const root of roots) {
      const { data, messages } = await ask(database.sql, SEED_NOW, root);
      expect(messages.filter((message) => /Cannot query|Unknown|Expected/.test(message))).toEqual([]);
      texts.push(JSON.stringify(data));
    }
    const api = createTestApi(database.sql);
    for (const file of goldens) {
      const text = readFileSync(new URL(file, folder), "utf8");
      const variables = JSON.parse(
        text
          .split("\n")
          .find((line) => line.startsWith("#>"))
          ?.slice(2) ?? "{}",
      );
      texts.push(JSON.stringify((await api.execute(text, variables, text.match(/^#@ (\w+)/m)?.[1])).body.data ?? null));
    }
    // Of rankings by counters a decision is told by their revision, also one that was taken back.
    return texts.join("\n").replaceAll(/"Ranking_revision":"[0-9a-f]{16}"/g, "");
  };
  /** Logins are printed in any case. */
  const presentIn = (text: string, words: readonly string[]) => {
    const lower = text.toLowerCase();
    return words.filter((word) => lower.includes(JSON.stringify(word).slice(1, -1).toLowerCase()));
  };

  const checkRankings = async () => {
    for (const date of DAYS) {
      const { data } = await ask<{
        dailyRanking: { totalCount: number; entries: { totalCount: number; nodes: { rank: number; paper: object | null }[] } };
      }>(
        database.sql,
        SEED_NOW,
        `{ dailyRanking(date: "${date}") { totalCount entries(first: 100) { totalCount nodes { rank paper { id } } } } }`,
      );
      const { totalCount, entries } = data.dailyRanking;
      expect(entries.nodes.map(({ rank }) => rank)).toEqual(entries.nodes.map((_, place) => place + 1));
      expect([totalCount, entries.totalCount]).toEqual([entries.nodes.length, entries.nodes.length]);
    }
    const { data } = await ask<{
      papers: { totalCount: number; nodes: { authorships: { totalCount: number; nodes: object[] } }[] };
    }>(
      database.sql,
      SEED_NOW,
      "{ papers(first: 100) { totalCount nodes { authorships(first: 100) { totalCount nodes { position } } } } }",
    );
    expect(data.papers.totalCount).toBe(data.papers.nodes.length);
    for (const { authorships } of data.papers.nodes) expect(authorships.totalCount).toBe(authorships.nodes.length);
  };

  describe.each(["a paper", "a person"] as const)("%s", (kind) => {
    test("stands in no answer: at once, after a rebuild, and when the same pages come again; and comes back whole", async () => {
      const { sql } = database;
      const before = await everything();
      let words: string[];
      let identifiers: Identifier[];
      if (kind === "a paper") {
        identifiers = [PAPER];
        const [paper] = await sql<{ id: string; title: string }[]>`select id, title from paper where arxiv_id = ${PAPER.value}`;
        words = [PAPER.value, paper?.title ?? "", paper?.id ?? "", globalId("Paper", paper?.id ?? "")];
      } else {
        const rows = await sql<{ scheme: "huggingface" | "huggingface-login"; value: string; author_id: string; name: string }[]>`
          select i.scheme, i.value, i.author_id, a.name from author_identifier i join author a on a.id = i.author_id
          where i.author_id in (select author_id from author_identifier where value = ${LOGIN})`;
        const id = rows[0]?.author_id ?? "";
        const names = (
          await sql<{ name: string }[]>`select distinct name_as_printed as name from authorship where author_id = ${id}`
        ).map((row) => row.name);
        identifiers = rows.filter((row) => row.scheme === "huggingface").map(({ scheme, value }) => ({ scheme, value }));
        // The printed name without identifier may be anybody's; here it is decided to be theirs.
        identifiers.push(...names.map((name) => canonicalIdentifier("name", name) as Identifier));
        const avatar = await sql<{ avatar: string | null }[]>`select avatar from author where id = ${id}`;
        words = [
          ...names,
          ...rows.map((row) => row.value),
          globalId("Author", id),
          ...names.map((name) => globalId("Author", identifierKey("author", { scheme: "name", value: normalizeName(name) }))),
        ];
        if (avatar[0]?.avatar) words.push(avatar[0].avatar);
        expect(names.length).toBeGreaterThan(0);
      }
      expect(presentIn(before, words).length).toBeGreaterThan(2);
      const type = kind === "a paper" ? "paper" : "author";
      await suppress(sql, type, identifiers, kind, SEED_NOW);
      const after = await everything();
      expect(presentIn(after, words)).toEqual([]);
      expect(after.length).toBeGreaterThan(before.length / 2);
      await checkRankings();
      await ingest.renormalize();
      expect(presentIn(await everything(), words)).toEqual([]);
      await seedDatabase(database).catch(() => undefined);
      const again = await everything();
      expect(presentIn(again, words)).toEqual([]);
      expect(again).toBe(after);
      await checkRankings();
      await unsuppress(sql, type, identifiers, SEED_NOW);
      expect(await everything()).toBe(before);
    });
  });

  test("an exchange that asked for several papers does not name the suppressed one", async () => {
    const { sql } = database;
    await sql`update exchange set url = 'https://export.arxiv.org/api/query?id_list=2512.13586,2512.10949' where source = 'huggingface'`;
    await suppress(sql, "paper", [PAPER], "url", SEED_NOW);
    const { data } = await ask(
      sql,
      SEED_NOW,
      '{ paper(by: { arxivId: "2512.10949" }) { provenance(fields: [UPVOTES]) { exchange { url } } } }',
    );
    expect(JSON.stringify(data)).toContain("id_list=suppressed,2512.10949");
    await unsuppress(sql, "paper", [PAPER], SEED_NOW);
  });
});
