/** Sums of counters agree, at every instant, with what the counters of the papers say: over random histories. */
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/client.ts";
import { MAX_PERIODS, periodEnds } from "../../src/loaders/metric-sum.ts";
import { encodeGlobalId } from "../../src/schema/global-id.ts";
import { describeDatabases } from "../kit/database.ts";
import { createTestApi, type TestApi } from "../kit/execute.ts";
import { SEED_NOW, seedDatabase } from "../kit/seed.ts";

const BEGIN = new Date("2025-12-01T00:00:00Z").getTime();
const HOURS = 15 * 24;
const hour = (number: number) => new Date(BEGIN + number * 3_600_000);

const PREFERENCE = ["semantic-scholar", "openalex", "crossref"];
const PAPERS = 4;
const GROUPS = 3;

/** A count of one paper (by its place) or, of stars, of its repository. */
const count = (sources: readonly string[]) =>
  fc.record({
    thing: fc.nat({ max: PAPERS - 1 }),
    source: fc.constantFrom(...sources),
    hour: fc.nat({ max: HOURS }),
    value: fc.nat({ max: 50 }),
  });
/** A span of hours in which a paper belongs to a group, by one source's word. */
const belonging = fc.record({
  paper: fc.nat({ max: PAPERS - 1 }),
  group: fc.nat({ max: GROUPS - 1 }),
  source: fc.constantFrom("huggingface", "openalex"),
  since: fc.nat({ max: HOURS }),
  hours: fc.option(fc.integer({ min: 1, max: HOURS })),
});
const key = (...parts: readonly unknown[]) => parts.join(" ");
const history = fc.record({
  counts: fc.uniqueArray(count(PREFERENCE), { maxLength: 25, selector: (one) => key(one.thing, one.source, one.hour) }),
  stars: fc.uniqueArray(count(["github", "huggingface"]), {
    maxLength: 12,
    selector: (one) => key(one.thing, one.source, one.hour),
  }),
  members: fc.uniqueArray(belonging, { maxLength: 12, selector: (one) => key(one.paper, one.group, one.source) }),
  // Papers 0 and 1 have the same repository where this is true.
  isShared: fc.boolean(),
  from: fc.nat({ max: HOURS - 1 }),
});
type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;
type Count = History["counts"][number];

/** What held of a thing: the newest count of the best source that had counted it. */
function heldAt(counts: readonly Count[], thing: number, at: Date): number | null {
  const known = counts.filter((one) => one.thing === thing && hour(one.hour) <= at);
  const best = [...PREFERENCE, "github", "huggingface"].find((source) => known.some((one) => one.source === source));
  return known.filter(({ source }) => source === best).sort((a, b) => b.hour - a.hour)[0]?.value ?? null;
}

function sumAt(counts: readonly Count[], things: readonly number[], at: Date): number | null {
  const held = things.map((thing) => heldAt(counts, thing, at)).filter((value) => value !== null);
  return held.length === 0 ? null : held.reduce((sum, value) => sum + value, 0);
}

/** The instants at which the sum changes. */
function seriesOf(counts: readonly Count[], things: readonly number[]): { at: string; value: number }[] {
  const points: { at: string; value: number }[] = [];
  for (const at of [...new Set(counts.map((one) => one.hour))].sort((a, b) => a - b).map(hour)) {
    const value = sumAt(counts, things, at);
    if (value !== null && points.at(-1)?.value !== value) points.push({ at: at.toISOString(), value });
  }
  return points;
}

test("periods end with the calendar's, the last one with the range", () => {
  const ends = (resolution: "HOUR" | "DAY" | "WEEK" | "MONTH", from: string, to: string) =>
    periodEnds(resolution, new Date(from), new Date(to)).map((end) => end.toISOString().slice(0, 16));
  expect(ends("HOUR", "2025-12-31T22:30Z", "2026-01-01T00:10Z")).toEqual([
    "2025-12-31T23:00",
    "2026-01-01T00:00",
    "2026-01-01T00:10",
  ]);
  expect(ends("DAY", "2024-02-28", "2024-03-01")).toEqual(["2024-02-29T00:00", "2024-03-01T00:00"]);
  // The 15th is a Monday, the 14th a Sunday.
  expect(ends("WEEK", "2025-12-14", "2025-12-22")).toEqual(["2025-12-15T00:00", "2025-12-22T00:00"]);
  expect(ends("WEEK", "2025-12-15", "2025-12-22")).toEqual(["2025-12-22T00:00"]);
  expect(ends("MONTH", "2025-11-30T23:59Z", "2026-01-01")).toEqual(["2025-12-01T00:00", "2026-01-01T00:00"]);
  expect(ends("DAY", "2025-12-14", "2025-12-14")).toEqual(["2025-12-14T00:00"]);
  expect(ends("DAY", "0001-01-01", "9999-01-01")).toHaveLength(MAX_PERIODS + 1);
});

describeDatabases("sums of counters", (open) => {
  let database: Database;
  let api: TestApi;
  let papers: { id: string; subject: string }[];
  let organizations: string[];
  let author: string;
  let exchange: string;
  let repositories: { id: string; subject: string }[];
  let names: { categories: string[]; keywords: string[] };
  beforeAll(async () => {
    database = await open();
    await seedDatabase(database);
    api = createTestApi(database.sql);
    const { sql } = database;
    papers =
      await sql`select p.id, i.id as subject from paper p join paper_identifier i on i.paper_id = p.id and i.position = 0 order by p.id limit ${PAPERS}`;
    organizations = (await sql<{ id: string }[]>`select id from organization order by id limit ${GROUPS}`).map(({ id }) => id);
    author = (await sql<{ id: string }[]>`select id from author order by id limit 1`)[0]?.id ?? "";
    exchange = (await sql<{ id: string }[]>`select id from exchange limit 1`)[0]?.id ?? "";
    repositories =
      await sql`select distinct on (repository_id) repository_id as id, id as subject from repository_identifier order by repository_id, id limit ${PAPERS}`;
    names = {
      categories: (await sql<{ code: string }[]>`select code from category order by code limit ${GROUPS}`).map(
        ({ code }) => code,
      ),
      keywords: (await sql<{ name: string }[]>`select name from keyword order by name limit ${GROUPS}`).map(({ name }) => name),
    };
    await sql`delete from authorship where author_id = ${author}`;
    for (const { id } of papers) {
      // Twice on each paper, which counts once.
      for (const position of [900, 901]) {
        await sql`insert into authorship (paper_id, position, valid_from, source, name_as_printed, author_id, author_identifier_id, affiliations, is_hidden)
          values (${id}, ${position}, '2020-01-01', 'arxiv', 'A', ${author}, ${author}, '{}', false)`;
      }
    }
  });
  const data = async (query: string) => {
    const { body } = await api.execute(query);
    expect(body.errors).toBeUndefined();
    return body.data;
  };

  const write = async ({ counts, stars, members, isShared }: History) => {
    const { sql } = database;
    await sql`delete from metric`;
    for (const table of ["paper_organization", "paper_keyword", "paper_category"]) await sql`delete from ${sql(table)}`;
    for (const [kind, type, rows, things] of [
      ["CITATIONS", "paper", counts, papers],
      ["STARS", "repository", stars, repositories],
    ] as const) {
      for (const row of rows) {
        await sql`insert into metric (subject, subject_type, kind, source, observed_at, value, exchange_id)
          values (${things[row.thing]?.subject ?? ""}, ${type}, ${kind}, ${row.source}, ${hour(row.hour)}, ${row.value}, ${exchange})`;
      }
    }
    for (const [place, { id }] of papers.entries()) {
      await sql`update paper set repository_id = ${repositories[isShared && place === 1 ? 0 : place]?.id ?? null} where id = ${id}`;
    }
    for (const { paper, group, source, since, hours } of members) {
      const [id = "", organization = ""] = [papers[paper]?.id, organizations[group]];
      const [from, to] = [hour(since), hours === null ? null : hour(since + hours)];
      await sql`insert into paper_organization (paper_id, organization_identifier_id, source, valid_from, valid_to, organization_id, position, confidence)
        values (${id}, ${organization}, ${source}, ${from}, ${to}, ${organization}, ${group}, 'IDENTIFIER')`;
      await sql`insert into paper_keyword (paper_id, keyword_name, source, valid_from, valid_to, position)
        values (${id}, ${names.keywords[group] ?? ""}, ${source}, ${from}, ${to}, ${group})`;
      // Of categories one source decides: its spans do not overlap.
      if (source === "openalex") continue;
      await sql`insert into paper_category (paper_id, category_code, valid_from, valid_to, position, source)
        values (${id}, ${names.categories[group] ?? ""}, ${from}, ${to}, ${group}, 'arxiv')`;
    }
  };
  const bare = (points: readonly { at: string; value: number }[]) => points.map(({ at, value }) => ({ at, value }));
  const repositoryOf = (paper: number, isShared: boolean) => (isShared && paper === 1 ? 0 : paper);
  const everyPaper = papersUpTo(PAPERS);

  test("an author's and an organisation's points are the sums over their papers at every instant", async () => {
    await fc.assert(
      fc.asyncProperty(history, async (past) => {
        await write(past);
        const from = hour(past.from).toISOString();
        const asked = `all: metrics(kind: CITATIONS) { points { at value source { name } } delta }
          late: metrics(kind: CITATIONS, from: "${from}") { points { at value } delta }
          early: metrics(kind: CITATIONS, to: "${from}") { points { at value } }
          one: metrics(kind: CITATIONS, source: "openalex") { points { at value } }
          daily: metrics(kind: CITATIONS, resolution: DAY) { points { at value } }
          stars: metrics(kind: STARS) { points { at value } }`;
        const ids = organizations.map((id) => encodeGlobalId("Organization", id));
        const answer = await data(`{ author: node(id: "${encodeGlobalId("Author", author)}") { ... on Author { ${asked} } }
          organizations: nodes(ids: ${JSON.stringify(ids)}) { ... on Organization { ${asked} } } }`);
        const owners = [answer.author, ...answer.organizations].map((told, place) => {
          const current = (group: number) => past.members.filter((one) => one.group === group && one.hours === null);
          const own = place === 0 ? everyPaper : [...new Set(current(place - 1).map(({ paper }) => paper))];
          return { told, own };
        });
        for (const { told, own } of owners) {
          const all = seriesOf(past.counts, own);
          expect(bare(told.all.points)).toEqual(all);
          for (const { at, source } of told.all.points) {
            const changed = past.counts.filter((one) => own.includes(one.thing) && hour(one.hour).toISOString() === at);
            expect(changed.map((one) => one.source)).toContain(source.name);
          }
          const [first, last] = [all[0], all.at(-1)];
          expect(told.all.delta).toBe(first && last ? last.value - first.value : null);
          const late = all.filter(({ at }) => at >= from);
          const before = all.filter(({ at }) => at < from).at(-1)?.value ?? late[0]?.value ?? 0;
          expect(told.late).toEqual({ points: late, delta: late.length > 0 ? (late.at(-1)?.value ?? 0) - before : null });
          expect(told.early.points).toEqual(all.filter(({ at }) => at <= from));
          expect(told.one.points).toEqual(
            seriesOf(
              past.counts.filter(({ source }) => source === "openalex"),
              own,
            ),
          );
          expect(told.daily.points).toEqual(all.filter(({ at }, place) => all[place + 1]?.at.slice(0, 10) !== at.slice(0, 10)));
          const own1 = [...new Set(own.map((paper) => repositoryOf(paper, past.isShared)))];
          expect(told.stars.points).toEqual(seriesOf(past.stars, own1));
        }
      }),
      { numRuns: 25 },
    );
  });

  test("rows by period are the sums over those who belonged to the group then; without a count there is no row", async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.constantFrom("HOUR", "DAY", "WEEK", "MONTH"), async (past, resolution) => {
        await write(past);
        const to = resolution === "HOUR" ? hour(Math.min(past.from + 48, HOURS)) : new Date("2025-12-31T00:00:00Z");
        const range = `resolution: ${resolution}, from: "${hour(past.from).toISOString()}", to: "${to.toISOString()}"`;
        const fields = "{ at key name value }";
        const answer = await data(`{
          ORGANIZATION: metricSums(kind: CITATIONS, by: ORGANIZATION, ${range}) ${fields}
          KEYWORD: metricSums(kind: CITATIONS, by: KEYWORD, ${range}) ${fields}
          CATEGORY: metricSums(kind: CITATIONS, by: CATEGORY, ${range}) ${fields}
          STARS: metricSums(kind: STARS, by: ORGANIZATION, ${range}) ${fields}
          best: metricSums(kind: CITATIONS, by: KEYWORD, ${range}, first: 1) ${fields} }`);
        const ends = periodEnds(resolution, hour(past.from), new Date(Math.min(to.getTime(), SEED_NOW.getTime())));
        const belongs = (at: Date, group: number, isBySource: (source: string) => boolean) =>
          past.members
            .filter((one) => one.group === group && isBySource(one.source) && hour(one.since) <= at)
            .filter((one) => one.hours === null || hour(one.since + one.hours) > at)
            .map(({ paper }) => paper);
        const keys = {
          ORGANIZATION: organizations.map((id) => encodeGlobalId("Organization", id)),
          STARS: organizations.map((id) => encodeGlobalId("Organization", id)),
          KEYWORD: names.keywords,
          CATEGORY: names.categories,
        };
        const told = (rows: readonly { at: string; key: string; value: number }[]) =>
          rows.map(({ at, key: of, value }) => key(at, of, value)).sort();
        for (const by of ["ORGANIZATION", "KEYWORD", "CATEGORY", "STARS"] as const) {
          const expected = ends.flatMap((at) =>
            keys[by].flatMap((of, group) => {
              const own = new Set(belongs(at, group, (source) => by !== "CATEGORY" || source === "huggingface"));
              const things = by === "STARS" ? [...new Set([...own].map((one) => repositoryOf(one, past.isShared)))] : [...own];
              const value = sumAt(by === "STARS" ? past.stars : past.counts, things, at);
              return value === null ? [] : [key(at.toISOString(), of, value)];
            }),
          );
          expect(told(answer[by])).toEqual(expected.sort());
          const times = answer[by].map(({ at }: { at: string }) => at);
          expect(times).toEqual([...times].sort());
        }
        // The one kept is the one that is highest at the end.
        const last = (answer.KEYWORD as { at: string; key: string; value: number }[]).filter(
          ({ at }) => at === ends.at(-1)?.toISOString(),
        );
        const highest = Math.max(...last.map(({ value }) => value));
        const kept = new Set<string>(answer.best.map((row: { key: string }) => row.key));
        expect(kept.size).toBeLessThanOrEqual(1);
        if (last.length > 0) {
          expect(last.filter(({ value }) => value === highest).map((row) => row.key)).toContain([...kept][0]);
          expect(answer.best).toEqual(answer.KEYWORD.filter((row: { key: string }) => kept.has(row.key)));
        }
      }),
      { numRuns: 25 },
    );
  });

  describe("is refused", () => {
    const RANGE = 'from: "2025-12-01", to: "2025-12-05"';
    test.each([
      ["every change", `resolution: RAW, ${RANGE}`, "BAD_USER_INPUT"],
      ["a range that ends before it begins", 'resolution: DAY, from: "2025-12-05", to: "2025-12-01"', "BAD_USER_INPUT"],
      ["more periods than are allowed", 'resolution: HOUR, from: "2025-11-01", to: "2025-12-01"', "BAD_USER_INPUT"],
      ["more groups than are allowed", `resolution: DAY, ${RANGE}, first: 101`, "BAD_USER_INPUT"],
    ])("%s", async (_what, args, code) => {
      const { body, statements } = await api.execute(`{ metricSums(kind: UPVOTES, by: KEYWORD, ${args}) { value } }`);
      expect(body.errors[0].extensions.code).toBe(code);
      expect(statements).toEqual([]);
    });

    test("more rows than an answer may have, counted by group and period", async () => {
      const asked = (name: string) =>
        `${name}: metricSums(kind: UPVOTES, by: KEYWORD, resolution: HOUR, from: "2025-12-01", to: "2025-12-17", first: 100) { value }`;
      const { body, statements } = await api.execute(`{ ${asked("a")} ${asked("b")} ${asked("c")} }`);
      expect(body.errors[0].extensions.code).toBe("COST_LIMIT");
      expect(statements).toEqual([]);
      expect((await api.execute(`{ ${asked("a")} ${asked("b")} }`)).body.errors).toBeUndefined();
    });
  });
});

function papersUpTo(number: number): number[] {
  return Array.from({ length: number }, (_none, place) => place);
}
