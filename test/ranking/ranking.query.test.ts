/** Rankings of all kinds on the seed: what they say, that they add up, and that the past stays what it was. */
import { beforeAll, describe, expect, test } from "vitest";
import type { NormalizedRecord } from "../../src/contract/index.ts";
import type { Database } from "../../src/db/client.ts";
import { createIngest, type Ingest } from "../../src/ingest/ingest.ts";
import { said, spokenAdapter } from "../ingest/spoken-adapter.ts";
import { describeDatabases } from "../kit/database.ts";
import { silentLog } from "../kit/log.ts";
import { SEED_NOW, seedClock, seedDatabase } from "../kit/seed.ts";
import { ask } from "./asking.ts";

interface Component {
  readonly name: string;
  readonly value: number;
  readonly source: { readonly name: string };
  readonly observedAt: string;
  readonly normalized: number;
  readonly weight: number;
  readonly contribution: number;
}
interface Entry {
  readonly rank: number;
  readonly position: number | null;
  readonly previousRank: number | null;
  readonly change: number | null;
  readonly isNew: boolean;
  readonly score: number;
  readonly components: readonly Component[];
  readonly subject: { readonly __typename: string; readonly id: string } | null;
}
interface Ranking {
  readonly asOf: string;
  readonly revision: string;
  readonly knownSince: string | null;
  readonly comparedWith: string | null;
  readonly period: { readonly from: string; readonly to: string };
  readonly formula: { readonly name: string; readonly expression: string };
  readonly entries: { readonly totalCount: number; readonly nodes: readonly Entry[] };
  readonly left: readonly Entry[];
}

const ENTRY = `rank position previousRank change isNew score
  components { name value source { name } observedAt normalized weight contribution } subject { __typename ... on Node { id } }`;
const BODY = `asOf revision knownSince comparedWith period { from to } formula { name expression }
  entries(first: 100) { totalCount nodes { ${ENTRY} } } left { ${ENTRY} }`;
const OWN = `formula: { terms: [{ metric: UPVOTES, weight: 2 }, { metric: STARS, scale: LINEAR, weight: 0.001 }], halfLifeDays: 3 }`;
const QUESTIONS = ["PAPER", "AUTHOR", "ORGANIZATION"].flatMap((subject) => [
  ...["DAILY", "WEEKLY", "MONTHLY", "TRENDING", "RISING"].map((kind) => `subject: ${subject}, kind: ${kind}`),
  `subject: ${subject}, ${OWN}`,
]);

const T = new Date("2025-12-16T22:00:00Z");
/** In units of the ninth decimal. */
const ninths = (value: number) => BigInt(value.toFixed(9).replace(".", ""));

describeDatabases("rankings", (open) => {
  let database: Database;
  let ingest: Ingest;
  beforeAll(async () => {
    database = await open();
    await seedDatabase(database);
    const streams = { arxiv: ["oai-raw", "rss", "atom", "records"], huggingface: ["daily"], github: ["repositories"] };
    ingest = createIngest({
      ...{ database, settings: {}, clock: seedClock, limitTimescale: 1, contactEmail: null, backfillDays: 1, log: silentLog },
      adapters: Object.entries(streams).map(([id, names]) => spokenAdapter(id, names)),
    });
  });

  const rank = async (args: string, asOf: Date = T, now: Date = SEED_NOW): Promise<Ranking> => {
    const query = `{ ranking(${args}, asOf: "${asOf.toISOString()}") { ${BODY} } }`;
    const { data, messages } = await ask<{ ranking: Ranking }>(database.sql, now, query);
    expect(messages).toEqual([]);
    return data.ranking;
  };
  const codes = async (args: string) => (await ask(database.sql, SEED_NOW, `{ ranking(${args}) { revision } }`)).codes;
  const votes = (arxivId: string, value: number): NormalizedRecord => ({
    ...{ kind: "metric", subjectType: "paper", subject: { scheme: "arxiv", value: arxivId }, metric: "UPVOTES", value },
  });

  describe.each(QUESTIONS)("%s", (question) => {
    test("ranks are 1 to n by score, components add up, and nothing is from later", async () => {
      const { entries, left, asOf, formula } = await rank(question);
      expect(asOf).toBe(T.toISOString());
      expect(entries.totalCount).toBeGreaterThan(0);
      expect(entries.nodes.map((one) => one.rank)).toEqual(entries.nodes.map((_one, place) => place + 1));
      const type = { PAPER: "Paper", AUTHOR: "Author", ORGANIZATION: "Organization" }[question.split(/[ ,]/)[1] as string];
      for (const [place, one] of entries.nodes.entries()) {
        const next = entries.nodes[place + 1];
        if (next) expect(one.score).toBeGreaterThanOrEqual(next.score);
        expect(one.subject?.__typename).toBe(type);
      }
      for (const { score, components } of [...entries.nodes, ...left]) {
        expect(components.reduce((sum, one) => sum + ninths(one.contribution), 0n)).toBe(ninths(score));
        for (const one of components) {
          expect(formula.expression).toContain(one.name);
          expect(one.contribution).toBeCloseTo(one.normalized * one.weight, 8);
          expect(Date.parse(one.observedAt)).toBeLessThanOrEqual(T.getTime());
        }
      }
    });

    test("movement is against what is compared with", async () => {
      const now = await rank(question);
      for (const one of now.entries.nodes) {
        expect(one.change).toBe(one.previousRank === null ? null : one.previousRank - one.rank);
        expect(one.isNew).toBe(now.comparedWith !== null && one.previousRank === null);
      }
      if (/DAILY|WEEKLY|MONTHLY/.test(question)) return;
      const before = await rank(question, new Date(T.getTime() - 86_400_000));
      // One page of each side: who is further down is not known here.
      if (now.entries.totalCount > 100 || before.entries.totalCount > 100) return;
      const ranks = new Map(before.entries.nodes.map((one) => [one.subject?.id, one.rank]));
      expect(now.entries.nodes.map((one) => one.previousRank)).toEqual(
        now.entries.nodes.map((one) => ranks.get(one.subject?.id) ?? null),
      );
      const present = new Set(now.entries.nodes.map((one) => one.subject?.id));
      expect(now.left.map((one) => one.subject?.id)).toEqual(
        before.entries.nodes.map((one) => one.subject?.id).filter((id) => !present.has(id)),
      );
    });
  });

  test("a day's ranking is the same by both ways", async () => {
    const day = (
      await ask<{ dailyRanking: Ranking }>(
        database.sql,
        SEED_NOW,
        `{ dailyRanking(date: "2025-12-16", asOf: "${T.toISOString()}") { revision knownSince comparedWith entries(first: 100) { nodes { ${ENTRY} } } left { ${ENTRY} } } }`,
      )
    ).data.dailyRanking;
    const { revision, knownSince, comparedWith, entries, left } = await rank(`kind: DAILY, period: { containing: "2025-12-16" }`);
    expect(day).toEqual({ revision, knownSince, comparedWith, entries: { nodes: entries.nodes }, left });
    expect(entries.nodes.length).toBeGreaterThan(5);
  });

  test("a week holds every paper of its days once, with the votes printed last", async () => {
    const week = await rank("kind: WEEKLY");
    expect(week.period).toEqual({ from: "2025-12-15T00:00:00.000Z", to: "2025-12-22T00:00:00.000Z" });
    const days = await Promise.all(
      ["2025-12-15", "2025-12-16"].map((day) => rank(`kind: DAILY, period: { containing: "${day}" }`)),
    );
    const ids = new Set(days.flatMap(({ entries }) => entries.nodes.map((one) => one.subject?.id)));
    expect(new Set(week.entries.nodes.map((one) => one.subject?.id))).toEqual(ids);
    expect(week.entries.totalCount).toBe(ids.size);
  });

  test("all weight on one counter sorts by it", async () => {
    const { entries } = await rank("formula: { terms: [{ metric: UPVOTES, scale: LINEAR, weight: 1 }] }");
    const values = entries.nodes.map((one) => one.components[0]?.value ?? 0);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(entries.nodes.every((one) => one.score === (one.components[0]?.value ?? 0))).toBe(true);
    expect(values[0]).toBeGreaterThan(10);
  });

  test("the stored order is the computed one, and scores of all papers fall alike", async () => {
    const stored = await database.sql<{ id: string }[]>`select paper_id as id from paper_heat order by heat desc, paper_id`;
    const { entries } = await rank("kind: TRENDING", SEED_NOW);
    expect(
      entries.nodes.map((one) =>
        Buffer.from(one.subject?.id ?? "", "base64")
          .toString()
          .slice("Paper:".length),
      ),
    ).toEqual(stored.map(({ id }) => id));
    const later = await rank("kind: TRENDING", new Date("2025-12-18T12:00:00Z"), new Date("2025-12-18T12:00:00Z"));
    expect(later.entries.nodes.map((one) => ninths(one.score))).toEqual(
      entries.nodes.map((one) => ninths(one.score) - 24n * ninths(1 / 168)),
    );
  });

  test("scopes narrow it, as of the instant", async () => {
    const all = await rank("kind: TRENDING");
    const some = await rank(`kind: TRENDING, scope: { category: "cs.CV" }`);
    expect(some.entries.totalCount).toBeGreaterThan(0);
    expect(some.entries.totalCount).toBeLessThan(all.entries.totalCount);
    const none = await rank(`kind: TRENDING, scope: { category: "cs.CV", keyword: "no such keyword" }`);
    expect(none.entries).toEqual({ totalCount: 0, nodes: [] });
  });

  test("before anything was observed nothing is guessed", async () => {
    const early = await rank("kind: TRENDING", new Date("2001-01-01T00:00:00Z"));
    expect(early).toMatchObject({ knownSince: null, comparedWith: null, entries: { totalCount: 0, nodes: [] }, left: [] });
    expect((await rank("kind: TRENDING")).knownSince).toBe("2025-12-12T20:00:00.000Z");
  });

  test.each(["kind: TRENDING", "kind: MONTHLY"])("pages of %s join up, both ways", async (question) => {
    const page = async (paging: string) => {
      const query = `{ ranking(${question}, asOf: "${T.toISOString()}") { entries(${paging}) { nodes { rank } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;
      const { data, messages } = await ask<{
        ranking: {
          entries: {
            nodes: { rank: number }[];
            pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
          };
        };
      }>(database.sql, SEED_NOW, query);
      expect(messages).toEqual([]);
      return data.ranking.entries;
    };
    const total = (await rank(question)).entries.totalCount;
    const first = await page("first: 4");
    const second = await page(`first: 4, after: "${first.pageInfo.endCursor}"`);
    const back = await page(`last: 4, before: "${second.pageInfo.startCursor}"`);
    const last = await page("last: 3");
    expect([first, second, back].map(({ nodes }) => nodes.map(({ rank: one }) => one))).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [1, 2, 3, 4],
    ]);
    expect([first.pageInfo.hasPreviousPage, first.pageInfo.hasNextPage, second.pageInfo.hasPreviousPage]).toEqual([
      false,
      true,
      true,
    ]);
    expect(last.nodes.map(({ rank: one }) => one)).toEqual([total - 2, total - 1, total]);
    expect(last.pageInfo.hasNextPage).toBe(false);
  });

  test("a cursor is of one ranking, at any instant", async () => {
    const cursorOf = async (question: string) => {
      const query = `{ ranking(${question}, asOf: "${T.toISOString()}") { entries(first: 1) { pageInfo { endCursor } } } }`;
      const { data } = await ask<{ ranking: { entries: { pageInfo: { endCursor: string } } } }>(database.sql, SEED_NOW, query);
      return data.ranking.entries.pageInfo.endCursor;
    };
    const codesOf = async (question: string, cursor: string) =>
      (await ask(database.sql, SEED_NOW, `{ ranking(${question}) { entries(first: 1, after: "${cursor}") { totalCount } } }`))
        .codes;
    const questions = [
      "kind: TRENDING",
      "kind: RISING",
      "kind: TRENDING, subject: AUTHOR",
      `kind: TRENDING, scope: { category: "cs.CV" }`,
      `kind: DAILY, period: { containing: "2025-12-16" }`,
      `kind: DAILY, period: { containing: "2025-12-15" }`,
      `kind: WEEKLY, period: { containing: "2025-12-15" }`,
      "formula: { terms: [{ metric: UPVOTES, weight: 1 }] }",
      "formula: { terms: [{ metric: UPVOTES, weight: 2 }] }",
    ];
    const cursors = await Promise.all(questions.map(cursorOf));
    for (const [place, question] of questions.entries())
      for (const [at, cursor] of cursors.entries())
        expect(await codesOf(question, cursor)).toEqual(place === at ? [] : ["BAD_CURSOR"]);
  });

  test.each([
    ["neither", ""],
    ["both", `kind: DAILY, formula: { terms: [{ metric: STARS, weight: 1 }] }`],
    ["a period of what has none", `kind: TRENDING, period: { containing: "2025-12-16" }`],
    ["a source of what has none", `kind: RISING, source: "huggingface"`],
    ["a source without lists", `kind: DAILY, source: "arxiv"`],
    ["no terms", "formula: { terms: [] }"],
    ["a counter twice", "formula: { terms: [{ metric: STARS, weight: 1 }, { metric: STARS, weight: 2 }] }"],
    ["too fine a weight", "formula: { terms: [{ metric: STARS, weight: 0.0000000001 }] }"],
    ["no half-life", "formula: { terms: [{ metric: STARS, weight: 1 }], halfLifeDays: 0 }"],
    ["too small a weight", "formula: { terms: [{ metric: STARS, weight: 0.0009 }] }"],
    ["a name of two lines", `formula: { name: "a\\nb", terms: [{ metric: STARS, weight: 1 }] }`],
    ["a week at the end of time", `kind: WEEKLY, period: { containing: "9999-12-31" }`],
    ["a blank category", `kind: TRENDING, scope: { category: " " }`],
    [
      "an instant that an offset leads out of time",
      `formula: { terms: [{ metric: STARS, weight: 1 }], filter: { submittedAt: { lte: "9999-12-31T23:59:59-14:00" } } }`,
    ],
    ["an endless keyword", `kind: TRENDING, scope: { keyword: "${"x".repeat(201)}" }`],
    ["the future", `kind: TRENDING, asOf: "2035-01-01T00:00:00Z"`],
    ["an id of something else", `kind: TRENDING, scope: { organization: "UGFwZXI6MQ==" }`],
  ])("%s is refused", async (_name, args) => {
    expect(await codes(args === "" ? "subject: PAPER" : args)).toEqual(["BAD_USER_INPUT"]);
  });

  test("the past stays what it was when more comes in, and moves by a revision when something older does", async () => {
    const before = await Promise.all(QUESTIONS.map((question) => rank(question)));
    await ingest.importPages("huggingface", "daily", [
      said("2025-12-17T08:00:00.000Z", [votes("2512.10949", 9_999), votes("2512.10739", 1)], "2025-12-17"),
    ]);
    expect(await Promise.all(QUESTIONS.map((question) => rank(question)))).toEqual(before);

    await ingest.importPages("huggingface", "daily", [
      said("2025-12-16T21:00:00.000Z", [votes("2512.10949", 5_555)], "2025-12-16"),
    ]);
    const after = await rank("kind: TRENDING");
    expect(after.revision).not.toBe(before[QUESTIONS.indexOf("subject: PAPER, kind: TRENDING")]?.revision);
    expect(after.entries.nodes[0]?.components[0]).toMatchObject({
      name: "upvotes",
      value: 5_555,
      observedAt: "2025-12-16T21:00:00.000Z",
    });
    const untouched = await rank("kind: TRENDING", new Date("2025-12-16T20:30:00Z"));
    expect(untouched.entries.nodes[0]?.components[0]?.value).not.toBe(5_555);
  });

  test("a list is sealed when it settles; a correction is a new snapshot, which names the old", async () => {
    const line = (value: string, position: number, upvotes: number) => ({
      paper: { scheme: "arxiv" as const, value },
      position,
      upvotes,
    });
    const list = (...lines: readonly ReturnType<typeof line>[]): NormalizedRecord => ({
      ...{ kind: "listing", day: "2025-11-03", isOpen: true, lines: [...lines] },
    });
    const read = async (at: string, record: NormalizedRecord) =>
      await ingest.importPages("huggingface", "daily", [said(at, [record], "2025-11-03")]);
    const sealed = async () => {
      const query = `{ dailyRanking(date: "2025-11-03") { snapshot { id asOf takenAt checksum revision replaces { id } entries(first: 9) { nodes { ${ENTRY} } } } } }`;
      return (await ask<{ dailyRanking: { snapshot: { id: string; checksum: string } | null } }>(database.sql, SEED_NOW, query))
        .data.dailyRanking.snapshot;
    };
    await read("2025-11-04T08:00:00.000Z", list(line("2512.10949", 0, 3), line("2512.10739", 1, 2)));
    expect(await sealed()).toBeNull();
    await read("2025-11-18T08:00:00.000Z", list(line("2512.10949", 0, 3), line("2512.10739", 1, 7)));
    const first = await sealed();
    expect(first).toMatchObject({ asOf: "2025-11-18T08:00:00.000Z", replaces: null });
    const ranks = (snapshot: unknown) =>
      (snapshot as Ranking).entries.nodes.map(({ rank: one, previousRank, score, position }) => [
        one,
        previousRank,
        score,
        position,
      ]);
    expect(ranks(first)).toEqual([
      [1, 2, 7, 1],
      [2, 1, 3, 0],
    ]);
    await read("2025-11-19T08:00:00.000Z", list(line("2512.10949", 0, 9), line("2512.10739", 1, 7)));
    expect(await sealed()).toEqual(first);

    // What is brought in late tells the past otherwise: the list moved another way.
    await read("2025-11-10T08:00:00.000Z", list(line("2512.10739", 0, 5)));
    const second = await sealed();
    expect(second).toMatchObject({ asOf: "2025-11-18T08:00:00.000Z", replaces: { id: first?.id } });
    expect(ranks(second)).toEqual([
      [1, 1, 7, 1],
      [2, null, 3, 0],
    ]);
    const query = `query ($id: ID!) { rankingSnapshot(id: $id) { id checksum entries(first: 9) { nodes { ${ENTRY} } } } node(id: $id) { id __typename } }`;
    const { data } = await ask<{ rankingSnapshot: object; node: object }>(database.sql, SEED_NOW, query, { id: first?.id });
    expect(data.rankingSnapshot).toMatchObject({ id: first?.id, checksum: first?.checksum });
    expect(ranks(data.rankingSnapshot)).toEqual(ranks(first));
    expect(data.node).toEqual({ id: first?.id, __typename: "RankingSnapshot" });

    await ingest.renormalize();
    expect(await sealed()).toEqual(second);
    const [count] = await database.sql<{ count: number }[]>`select count(*)::int as count from ranking_snapshot`;
    expect(count?.count).toBe(2);
  });

  test.each(["DAILY", "WEEKLY", "MONTHLY"])(
    "a subject's places in %s rankings are those that the rankings give it",
    async (kind) => {
      const place = `rank score subject { ... on Node { id } } ranking { kind period { from } asOf }`;
      const top = `{ ranking(kind: ${kind}, period: { containing: "2025-12-16" }) { entries(first: 1) { nodes { ${place}
      paper { rankings(kind: ${kind}) { totalCount nodes { ${place} } pageInfo { hasNextPage } }
        authorships(first: 1) { nodes { author { rankings(kind: ${kind}) { nodes { ${place} } } } } } } } } } }`;
      interface Place {
        readonly rank: number;
        readonly ranking: { readonly period: { readonly from: string } };
      }
      interface Places {
        readonly totalCount: number;
        readonly nodes: readonly Place[];
      }
      const { data, messages } = await ask<{
        ranking: {
          entries: {
            nodes: readonly (Place & {
              paper: { rankings: Places; authorships: { nodes: readonly { author: { rankings: Places } }[] } };
            })[];
          };
        };
      }>(database.sql, SEED_NOW, top);
      expect(messages).toEqual([]);
      const [first] = data.ranking.entries.nodes;
      const { paper, ...own } = first as NonNullable<typeof first>;
      expect(paper.rankings.nodes).toContainEqual(own);
      expect(paper.rankings.totalCount).toBe(paper.rankings.nodes.length);
      const times = paper.rankings.nodes.map(({ ranking }) => ranking.period.from);
      expect(times).toEqual([...times].sort().reverse());
      const [author] = paper.authorships.nodes;
      expect(author?.author.rankings.nodes.map(({ ranking }) => ranking.period.from)).toContain(own.ranking.period.from);
    },
  );
});
