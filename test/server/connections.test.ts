/** Relay's promises, for every connection of the schema: pages of any size, in either direction, put together are the whole list. */
import { type GraphQLField, isObjectType } from "graphql";
import { beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/client.ts";
import { schema } from "../../src/schema/index.ts";
import { describeDatabases } from "../kit/database.ts";
import { createTestApi, type TestApi } from "../kit/execute.ts";
import { seedDatabase } from "../kit/seed.ts";

interface Place {
  readonly name: string;
  /** A document with `#` where the connection's arguments and selection go, as `field#`. */
  readonly path: readonly string[];
  readonly args?: string;
  /** What tells items apart. */
  readonly item: string;
  readonly least: number;
  /** Page sizes to walk in; default 1, 2, 7 and 100. */
  readonly sizes?: readonly number[];
}

const PAPER = 'paper(by: { arxivId: "2512.11558" })';
const AUTHOR = 'author(by: { name: "Songyang Gao" })';
const ORDERS = ["LISTED_ON", "SUBMITTED_AT", "UPDATED_AT", "UPVOTES", "STARS"].flatMap((by) =>
  ["ASC", "DESC"].map((direction) => ({
    ...{ name: `papers by ${by} ${direction}`, path: ["papers"], item: "id", least: 31, sizes: [7, 100] },
    args: `orderBy: { by: ${by}, direction: ${direction} }`,
  })),
);
const PLACES: readonly Place[] = [
  ...ORDERS,
  { name: "papers found by text", path: ["papers"], args: 'filter: { text: "seed" }', item: "id", least: 31 },
  { name: "papers of a category", path: [PAPER, "primaryCategory", "papers"], item: "id", least: 4 },
  { name: "authorships", path: [PAPER, "authorships"], item: "position", least: 24 },
  { name: "papers of an author", path: [AUTHOR, "papers"], item: "id", least: 3 },
  { name: "papers of an organisation", path: ['organization(by: { slug: "kaist-ai" })', "papers"], item: "id", least: 1 },
  { name: "authors of an organisation", path: ['organization(by: { slug: "shanghaiailab" })', "authors"], item: "id", least: 20 },
  {
    name: "papers of a repository",
    path: ['repository(by: { nameWithOwner: "ml-gsai/refusion" })', "papers"],
    item: "id",
    least: 1,
  },
  {
    name: "authors",
    path: ["authors"],
    args: "orderBy: { by: NAME, direction: DESC }",
    item: "id",
    least: 150,
    sizes: [50, 100],
  },
  { name: "organizations", path: ["organizations"], item: "id", least: 10 },
  { name: "entries", path: ['dailyRanking(date: "2025-12-15")', "entries"], item: "rank", least: 9 },
  { name: "entries by counters", path: ["ranking(kind: TRENDING)", "entries"], item: "rank", least: 20, sizes: [7, 100] },
  { name: "entries of a week", path: ["ranking(kind: WEEKLY)", "entries"], item: "rank", least: 9, sizes: [3, 100] },
  {
    name: "places of an organisation",
    path: ['organization(by: { slug: "shanghaiailab" })', "rankings"],
    ...{ item: "rank ranking { period { from } }", least: 1 },
  },
  { name: "dailyRankings", path: ["dailyRankings"], args: 'from: "2025-12-10", to: "2025-12-17"', item: "id", least: 8 },
];

const SELECTION = (item: string) =>
  `{ totalCount nodes { ${item} } edges { cursor node { ${item} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`;

interface PageOf {
  readonly totalCount: number;
  readonly nodes: Record<string, unknown>[];
  readonly edges: { cursor: string; node: Record<string, unknown> }[];
  readonly pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

async function readPage(api: TestApi, place: Place, window: string): Promise<PageOf> {
  const open = place.path.map((field, depth) => (depth === place.path.length - 1 ? `at: ${field}` : `at: ${field} {`)).join(" ");
  const args = [place.args ?? "", window].join(" ");
  const { body } = await api.execute(`{ ${open}(${args}) ${SELECTION(place.item)} ${"}".repeat(place.path.length)}`);
  expect(body.errors, place.name).toBeUndefined();
  return place.path.reduce((value) => value.at, body.data) as unknown as PageOf;
}

/** Walks the list in pages from one end; pages come in the list's order. */
async function walk(api: TestApi, place: Place, size: number, isBackward: boolean): Promise<PageOf[]> {
  const pages: PageOf[] = [];
  for (let cursor: string | null = null; ; ) {
    const from = cursor === null ? "" : `${isBackward ? "before" : "after"}: ${JSON.stringify(cursor)}`;
    const page: PageOf = await readPage(api, place, `${isBackward ? "last" : "first"}: ${size} ${from}`);
    if (isBackward) pages.unshift(page);
    else pages.push(page);
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
    cursor = isBackward ? startCursor : endCursor;
    if (!(isBackward ? hasPreviousPage : hasNextPage)) return pages;
    expect(page.edges).toHaveLength(size);
  }
}

describeDatabases("connections", (open) => {
  let api: TestApi;
  let database: Database;
  beforeAll(async () => {
    database = await open();
    await seedDatabase(database);
    api = createTestApi(database.sql);
  });

  test("every connection field of the schema is walked here", () => {
    const walked = new Set(PLACES.map((place) => (place.path.at(-1) ?? "").replace(/\(.*/, "")));
    const fields = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .flatMap((type) => Object.values(type.getFields() as Record<string, GraphQLField<unknown, unknown>>))
      .filter((field) => String(field.type).endsWith("Connection!"))
      .map(({ name }) => name);
    expect(fields.length).toBeGreaterThan(8);
    expect([...new Set(fields)].sort()).toEqual([...walked].sort());
  });

  describe.each(PLACES)("$name", (place) => {
    test("in pages of any size, forward and backward", async () => {
      const whole = await walk(api, place, 100, false);
      const items = whole.flatMap((page) => page.edges);
      const total = whole[0]?.totalCount ?? -1;
      expect(items).toHaveLength(total);
      expect(total).toBeGreaterThanOrEqual(place.least);
      expect(new Set(items.map(({ cursor }) => cursor)).size).toBe(total);
      expect(new Set(items.map(({ node }) => JSON.stringify(node))).size).toBe(total);
      for (const size of place.sizes ?? [1, 2, 7, 100]) {
        for (const isBackward of [false, true]) {
          const pages = await walk(api, place, size, isBackward);
          expect(pages.flatMap((page) => page.edges)).toEqual(items);
          for (const [number, page] of pages.entries()) {
            expect(page.nodes).toEqual(page.edges.map(({ node }) => node));
            expect(page.totalCount).toBe(total);
            expect(page.pageInfo).toEqual({
              hasNextPage: number < pages.length - 1,
              hasPreviousPage: number > 0,
              startCursor: page.edges[0]?.cursor ?? null,
              endCursor: page.edges.at(-1)?.cursor ?? null,
            });
          }
        }
      }
    });

    test("between two cursors, and nothing behind the last one", async () => {
      const [page] = await walk(api, place, 100, false);
      const edges = page?.edges ?? [];
      const [first, last] = [edges[0]?.cursor, edges.at(-1)?.cursor];
      const between = await readPage(api, place, `first: 100 after: ${JSON.stringify(first)} before: ${JSON.stringify(last)}`);
      expect(between.edges).toEqual(edges.slice(1, -1));
      expect(between.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
      const empty = await readPage(api, place, `first: 5 after: ${JSON.stringify(first)} before: ${JSON.stringify(first)}`);
      expect(empty.edges).toEqual([]);
      const none = await readPage(api, place, "first: 0");
      expect(none).toMatchObject({ edges: [], pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: null } });
    });

    test("a cursor of another list, or none at all, is refused and not repeated", async () => {
      const foreign = Buffer.from(JSON.stringify(["something else", "N:1", `S:${"0".repeat(36)}`])).toString("base64url");
      for (const cursor of [foreign, "garbage!", "", "e30", "x".repeat(10_000)]) {
        const open = place.path.map((field, depth) => (depth === place.path.length - 1 ? field : `${field} {`)).join(" ");
        const { body } = await api.execute(
          `query ($c: String) { ${open}(${place.args ?? ""} after: $c) { totalCount } ${"}".repeat(place.path.length)}`,
          { c: cursor },
        );
        expect(body.errors?.[0]?.extensions).toEqual({ code: "BAD_CURSOR" });
        if (cursor.length > 3) expect(JSON.stringify(body)).not.toContain(cursor.slice(0, 100));
      }
    });

    test.each(["first: 101", "first: -1", "last: 101", "first: 1 last: 1"])("%s is refused, not cut", async (window) => {
      const open = place.path.map((field, depth) => (depth === place.path.length - 1 ? field : `${field} {`)).join(" ");
      const { body } = await api.execute(
        `{ ${open}(${place.args ?? ""} ${window}) { totalCount } ${"}".repeat(place.path.length)}`,
      );
      expect(body.errors?.[0]?.extensions).toEqual({ code: "BAD_USER_INPUT" });
    });
  });
});
