/** What is refused before anything is read, and that the usual ways around such limits are closed. */
import fc from "fast-check";
import { type OperationDefinitionNode, parse } from "graphql";
import { beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/client.ts";
import { schema } from "../../src/schema/index.ts";
import { measureOperation } from "../../src/server/limits.ts";
import { describeDatabases } from "../kit/database.ts";
import { createTestApi, type TestApi } from "../kit/execute.ts";
import { seedDatabase } from "../kit/seed.ts";

const many = (count: number, part: (number: number) => string) =>
  Array.from({ length: count }, (_none, number) => part(number)).join(" ");
const FAN =
  "papers(first: $n) { nodes { authorships(first: $n) { nodes { author { papers(first: $n) { nodes { title } } } } } } }";

describeDatabases("limits of an operation", (open) => {
  let api: TestApi;
  let database: Database;
  beforeAll(async () => {
    database = await open();
    await seedDatabase(database);
    api = createTestApi(database.sql);
  });

  const refused: readonly (readonly [what: string, query: string, variables?: Record<string, unknown>])[] = [
    ["a fan-out of 100 × 100 × 100 by literals", `{ ${FAN.replaceAll("$n", "100")} }`],
    ["the same by variables", `query ($n: Int!) { ${FAN} }`, { n: 100 }],
    ["the same by defaults of variables", `query ($n: Int = 100) { ${FAN} }`],
    ["the same by `last`", `{ ${FAN.replaceAll("first: $n", "last: 100")} }`],
    ["the same in a fragment", `{ ...F } fragment F on Query { ${FAN.replaceAll("$n", "100")} }`],
    [
      "the same in edges",
      `{ ${FAN.replaceAll("$n", "100")
        .replaceAll("nodes {", "edges { node {")
        .replace(/\}+ $|\}$/, "}}}}")} }`,
    ],
    [
      "a fan-out under `nodes`",
      `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Author { papers(first: 100) { nodes { authorships(first: 100) { totalCount nodes { position } } } } } } }`,
      { ids: Array(100).fill("x") },
    ],
    [
      "a fan-out under `papersBy`",
      `query ($r: [PaperReference!]!) { papersBy(references: $r) { authorships(first: 100) { nodes { author { papers(first: 100) { nodes { title } } } } } } }`,
      { r: Array(100).fill({ arxivId: "2512.10949" }) },
    ],
    [
      "sixteen fields inside one another",
      `{ ${"papers { nodes { primaryCategory { ".repeat(5)} code ${"} } }".repeat(5)} }`.replaceAll(
        "papers {",
        "papers(first: 1) {",
      ),
    ],
    ["a hundred and one fields at the root", `{ ${many(101, (n) => `a${n}: __typename`)} }`],
    [
      "the same through a fragment",
      `{ ${"...F ".repeat(1)} ...G } fragment F on Query { ${many(60, (n) => `a${n}: __typename`)} } fragment G on Query { ${many(60, (n) => `b${n}: __typename`)} }`,
    ],
    ["aliases of __typename further in", `{ papers(first: 1) { ${many(201, (n) => `a${n}: __typename`)} } }`],
    ["aliased look-ups", `{ ${many(101, (n) => `a${n}: paper(by: { arxivId: "2512.1${1000 + n}" }) { id }`)} }`],
    [
      "fragments that double",
      `{ papers(first: 1) { nodes { ...F0 } } } ${many(20, (n) => `fragment F${n} on Paper { ...F${n + 1} ...F${n + 1} }`)} fragment F20 on Paper { a: title b: title }`,
    ],
  ];

  test.each(refused.map(([what, query, variables]) => ({ what, query, variables })))(
    "$what: COST_LIMIT without a statement",
    async ({ query, variables }) => {
      const started = performance.now();
      const { status, body, statements } = await api.execute(query, variables);
      expect(body.errors?.map((error: { extensions: unknown }) => error.extensions)).toEqual([{ code: "COST_LIMIT" }]);
      expect([status, statements]).toEqual([200, []]);
      expect(body).not.toHaveProperty("data");
      expect(performance.now() - started).toBeLessThan(1_000);
    },
  );

  test.each([
    [
      "a day's dashboard",
      '{ dailyRanking(date: "2025-12-15") { entries(first: 100) { nodes { paper { authorships(first: 100) { nodes { author { name } } } organizations { organization { name } } categories { code } } } } } }',
    ],
    ["a hundred look-ups", `{ ${many(100, (n) => `a${n}: paper(by: { arxivId: "2512.1${1000 + n}" }) { id }`)} }`],
    [
      "ranking, papers, authors, papers, organisations",
      '{ dailyRanking(date: "2025-12-15") { entries(first: 50) { nodes { paper { authorships(first: 10) { nodes { author { papers(first: 10) { nodes { organizations { organization { name } } } } } } } } } } } }',
    ],
  ])("%s is allowed", async (_what, query) => {
    expect((await api.execute(query)).body.errors).toBeUndefined();
  });

  test("more than a hundred ids or references are BAD_USER_INPUT", async () => {
    const ids = await api.execute("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids: Array(101).fill("x") });
    const references = await api.execute("query ($r: [PaperReference!]!) { papersBy(references: $r) { id } }", {
      r: Array(101).fill({ arxivId: "2512.10949" }),
    });
    for (const { body, statements } of [ids, references]) {
      expect(body.errors[0].extensions.code).toBe("BAD_USER_INPUT");
      expect(statements).toEqual([]);
    }
  });

  describe("the estimate", () => {
    const size = fc.integer({ min: 0, max: 12 });
    const papers: fc.Arbitrary<(depth: number) => string> = fc.record({ first: size, inner: size }).map(
      ({ first, inner }) =>
        (depth) =>
          depth > 2
            ? "title"
            : `title authorships(first: ${first}) { nodes { author { papers(first: ${inner}) { nodes { ${depth < 2 ? "authorships(first: 2) { nodes { author { name } } }" : "title"} } } } } }`,
    );
    test("is never less than what an answer holds", async () => {
      await fc.assert(
        fc.asyncProperty(papers, size, async (part, first) => {
          const query = `{ papers(first: ${first}) { nodes { ${part(0)} } } }`;
          const { body } = await api.execute(query);
          expect(body.errors).toBeUndefined();
          const [operation] = parse(query).definitions as [OperationDefinitionNode];
          const { nodes } = measureOperation({ schema, operation, fragments: new Map(), variables: {} });
          expect(countObjects(body.data)).toBeLessThanOrEqual(nodes + 1);
        }),
        { numRuns: 15 },
      );
    });
  });
});

function countObjects(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + countObjects(one), 0);
  if (typeof value !== "object" || value === null) return 0;
  return 1 + countObjects(Object.values(value));
}
