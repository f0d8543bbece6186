/** Ids that stay valid, and the ways of naming things. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/client.ts";
import { identifierKey } from "../../src/db/entity-key.ts";
import { encodeGlobalId } from "../../src/schema/global-id.ts";
import { describeDatabases } from "../kit/database.ts";
import { createTestApi, type TestApi } from "../kit/execute.ts";
import { seedDatabase } from "../kit/seed.ts";

describeDatabases("identity", (open) => {
  let database: Database;
  let api: TestApi;
  beforeAll(async () => {
    database = await open();
    await seedDatabase(database);
    api = createTestApi(database.sql);
  });
  const data = async (query: string, variables?: Record<string, unknown>) => {
    const { body } = await api.execute(query, variables);
    expect(body.errors).toBeUndefined();
    return body.data;
  };

  test("every id that an answer gives leads back to the same thing", async () => {
    const { papers, authors, organizations, dailyRanking } = await data(
      '{ papers(first: 40) { nodes { __typename id repository { __typename id } } } authors(first: 30) { nodes { __typename id } } organizations { nodes { __typename id } } dailyRanking(date: "2025-12-15") { __typename id } }',
    );
    const repositories = papers.nodes.flatMap(({ repository }: { repository: object | null }) => repository ?? []);
    const bare = papers.nodes.map(({ __typename, id }: { __typename: string; id: string }) => ({ __typename, id }));
    const all = [...bare, ...repositories, ...authors.nodes, ...organizations.nodes, dailyRanking];
    expect(new Set(all.map(({ __typename }) => __typename))).toEqual(
      new Set(["Paper", "Repository", "Author", "Organization", "DailyRanking"]),
    );
    for (let start = 0; start < all.length; start += 100) {
      const some = all.slice(start, start + 100);
      const { nodes } = await data("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", {
        ids: some.map(({ id }) => id),
      });
      expect(nodes).toEqual(some);
    }
    const { node } = await data("query ($id: ID!) { node(id: $id) { __typename id } }", { id: all[0].id });
    expect(node).toEqual(all[0]);
  });

  describe("an id by an older identifier answers with the thing under its present id", () => {
    test("a repository that was known by its name alone", async () => {
      const old = encodeGlobalId("Repository", identifierKey("repository", { scheme: "github-name", value: "ml-gsai/refusion" }));
      const { repository, node, again } = await data(
        'query ($id: ID!) { repository(by: { nameWithOwner: "ML-GSAI/ReFusion" }) { id } node(id: $id) { id ... on Repository { nameWithOwner } } again: repository(by: { id: $id }) { id } }',
        { id: old },
      );
      expect(repository.id).not.toBe(old);
      expect(node).toEqual({ id: repository.id, nameWithOwner: "ML-GSAI/ReFusion" });
      expect(again).toEqual(repository);
    });

    test("a person by their login", async () => {
      const old = encodeGlobalId("Author", identifierKey("author", { scheme: "huggingface-login", value: "keh0t0" }));
      const { author, node, papers, applied } = await data(
        'query ($id: ID!) { author(by: { huggingfaceUser: "keh0t0" }) { id name papers { totalCount } } node(id: $id) { id } papers(filter: { author: $id }) { totalCount } applied: papers(filter: { author: $id }, first: 0) { applied { author } } }',
        { id: old },
      );
      expect(author.id).not.toBe(old);
      expect(node.id).toBe(author.id);
      expect(papers.totalCount).toBe(author.papers.totalCount);
      expect(papers.totalCount).toBeGreaterThan(0);
      expect(applied.applied.author).toBe(author.id);
    });

    test("an organisation by its short name", async () => {
      const old = encodeGlobalId(
        "Organization",
        identifierKey("organization", { scheme: "huggingface-login", value: "shanghaiailab" }),
      );
      const { organization, node, papers } = await data(
        'query ($id: ID!) { organization(by: { slug: "SHANGHAIAILAB" }) { id papers { totalCount } } node(id: $id) { id } papers(filter: { organization: $id }) { totalCount } }',
        { id: old },
      );
      expect(node.id).toBe(organization.id);
      expect(organization.id).not.toBe(old);
      expect(papers).toEqual(organization.papers);
    });
  });

  test("a DOI that two papers claim names neither, as an id too", async () => {
    const claimed = encodeGlobalId("Paper", identifierKey("paper", { scheme: "doi", value: "10.5555/claimed.twice" }));
    const result = await data(
      'query ($id: ID!) { paper(by: { doi: "10.5555/CLAIMED.twice" }) { id } node(id: $id) { id } old: paper(by: { arxivId: "math/0202001" }) { doi conflicts { field } identifiers { scheme } } }',
      { id: claimed },
    );
    expect(result).toMatchObject({ paper: null, node: null, old: { doi: null, identifiers: [{ scheme: "arxiv" }] } });
  });

  test("a name that several people have, and that no bare node has, names nobody", async () => {
    const { sql } = database;
    const twins = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"] as const;
    await sql`insert into author ${sql(twins.map((id) => ({ id, name: "Twin Née", normalized_name: "twin nee", confidence: "IDENTIFIER" })))}`;
    try {
      expect(await data('{ author(by: { name: "twin  NÉE" }) { id } }')).toEqual({ author: null });
      await sql`delete from author where id = ${twins[1]}`;
      expect(await data('{ author(by: { name: "Twin Nee" }) { name } }')).toEqual({ author: { name: "Twin Née" } });
    } finally {
      await sql`delete from author where id = any(${[...twins]}::uuid[])`;
    }
  });

  test("the same printed name twice on a paper is two authorships of one author, whose papers count once", async () => {
    const { sql } = database;
    const [row] = await sql<{ paper_id: string; author_id: string }[]>`
      select paper_id, author_id from authorship where name_as_printed = 'Songyang Gao' and valid_to is null order by paper_id limit 1`;
    await sql`
      insert into authorship (paper_id, position, valid_from, source, name_as_printed, author_id, author_identifier_id, affiliations, is_hidden)
      select paper_id, 900, valid_from, source, name_as_printed, author_id, author_identifier_id, affiliations, is_hidden
      from authorship where paper_id = ${row?.paper_id ?? ""} and author_id = ${row?.author_id ?? ""} and valid_to is null`;
    const { author, paper } = await data(
      'query ($id: ID!) { author(by: { name: "Songyang Gao" }) { papers { totalCount nodes { id } } } paper(by: { id: $id }) { authorships(first: 100) { nodes { position nameAsPrinted author { name } } } } }',
      {
        id: encodeGlobalId("Paper", row?.paper_id ?? ""),
      },
    );
    expect(author.papers.nodes).toHaveLength(author.papers.totalCount);
    expect(author.papers.totalCount).toBe(3);
    const places = paper.authorships.nodes.map(({ position }: { position: number }) => position);
    expect(places).toEqual([...places].sort((a: number, b: number) => a - b));
    expect(
      paper.authorships.nodes.filter(({ nameAsPrinted }: { nameAsPrinted: string }) => nameAsPrinted === "Songyang Gao"),
    ).toHaveLength(2);
    await sql`delete from authorship where position = 900`;
  });

  test("what a source no longer says is not shown", async () => {
    const { sql } = database;
    const before = await data('{ paper(by: { arxivId: "2512.13586" }) { repositories { asWritten } } }');
    expect(before.paper.repositories).toHaveLength(1);
    await sql`update paper_repository set valid_to = now() where as_written = ${before.paper.repositories[0].asWritten}`;
    expect(await data('{ paper(by: { arxivId: "2512.13586" }) { repositories { asWritten } } }')).toEqual({
      paper: { repositories: [] },
    });
    await sql`update paper_repository set valid_to = null where as_written = ${before.paper.repositories[0].asWritten}`;
  });

  describe("counters over time", () => {
    test("are kept apart by source, kind, range and resolution", async () => {
      const { paper } = await data(`{ paper(by: { arxivId: "2512.10949" }) {
        all: metrics(kind: UPVOTES) { delta points { at value source { name } } }
        late: metrics(kind: UPVOTES, from: "2025-12-13") { delta points { value } }
        early: metrics(kind: UPVOTES, to: "2025-12-13") { delta points { value } }
        daily: metrics(kind: UPVOTES, resolution: DAY) { points { value } }
        none: metrics(kind: CITATIONS) { delta points { value } }
        other: metrics(kind: UPVOTES, source: "arxiv") { points { value } }
        stars: metric(kind: STARS, source: "github") { value } forks: metric(kind: FORKS) { value } none2: metric(kind: CITATIONS) { value } } }`);
      expect(paper.all).toMatchObject({ delta: 6, points: [{ value: 30, source: { name: "huggingface" } }, { value: 36 }] });
      expect(paper.late).toEqual({ delta: 6, points: [{ value: 36 }] });
      expect(paper.early).toEqual({ delta: 0, points: [{ value: 30 }] });
      expect(paper.daily.points.map(({ value }: { value: number }) => value)).toEqual([30, 36]);
      expect(paper.none).toEqual({ delta: null, points: [] });
      expect(paper.other).toEqual({ points: [] });
      expect(paper.stars.value).toBeGreaterThan(0);
      expect(paper.none2).toBeNull();
    });

    test("a range that ends before it begins is refused", async () => {
      const { body } = await api.execute(
        '{ paper(by: { arxivId: "2512.10949" }) { metrics(kind: UPVOTES, from: "2025-12-16", to: "2025-12-15") { delta } } }',
      );
      expect(body.errors[0].extensions).toEqual({ code: "BAD_USER_INPUT" });
    });
  });
});
