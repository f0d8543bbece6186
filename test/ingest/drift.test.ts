/** What counts as a change of an upstream's answers, over recorded days and over days with a planted change. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { documentsOf } from "../../src/ingest/answer-documents.ts";
import { addShapes, type ShapeCounts } from "../../src/ingest/document-shape.ts";
import { compareShapes, type DayShapes, type Drift, unusualCount } from "../../src/ingest/drift-rules.ts";

const DATA = new URL("../../../shared/data/hf/", import.meta.url);
const isThere = existsSync(DATA);

function shapesOf(day: string, ...bodies: string[]): DayShapes {
  const counts: ShapeCounts = new Map();
  for (const body of bodies) {
    const documents = documentsOf(body);
    if (documents) addShapes(counts, documents);
  }
  const types = new Map<string, Map<string, number>>();
  for (const [key, count] of counts) {
    const [path = "", type = ""] = key.split("\n");
    types.set(path, (types.get(path) ?? new Map<string, number>()).set(type, count));
  }
  return { day, types };
}

const flat = (shapes: DayShapes) =>
  [...shapes.types].flatMap(([path, types]) => [...types].map(([type, n]) => `${path}:${type}:${n}`));
const told = (drifts: readonly Drift[]) => drifts.map(({ kind, path }) => `${kind} ${path}`);

describe("documents and their shape", () => {
  test("a list's items, with places as [] and nulls as none", () => {
    const body = JSON.stringify([
      { a: 1, list: [{ b: "x" }, { b: null }] },
      { a: null, list: [] },
    ]);
    expect(documentsOf(body)?.count).toBe(2);
    expect(flat(shapesOf("", body)).sort()).toEqual(
      [":object:2", "a:none:1", "a:number:1", "list:list:2", "list[]:object:1", "list[].b:none:1", "list[].b:text:1"].sort(),
    );
  });

  test("envelopes, batches, lines and single records", () => {
    const count = (value: unknown) => documentsOf(JSON.stringify(value))?.count;
    expect(count({ meta: { count: 9 }, results: [{}, {}] })).toBe(2);
    expect(count({ message: { items: [{}, {}, {}] } })).toBe(3);
    expect(count({ data: { r0: {}, r1: null } })).toBe(2);
    expect(count({ full_name: "a/b", topics: ["x"] })).toBe(1);
    expect(documentsOf('{"id":"1"}\n{"id":"2"}\nnot json\n')).toMatchObject({ count: 3, values: [{ id: "1" }, { id: "2" }] });
    expect(documentsOf("nothing of the kind")).toBeNull();
  });

  test("XML: one element or several is no difference, attributes are, prefixes are none", () => {
    const one = shapesOf("", `<r><oai:record><id n="1">2020-01-01</id><a><b>x</b></a><e/></oai:record></r>`);
    const two = shapesOf("", `<r><record><id n="1">2020-01-01</id><a><b>x</b><b>y</b></a><e/></record></r>`);
    expect(flat(one)).toEqual(flat(two));
    expect(flat(one)).toEqual(expect.arrayContaining(["id:day:1", "id.@_n:text:1", "a:object:1", "a.b:text:1", "e:none:1"]));
    expect(documentsOf("<rss><channel><title>none</title></channel></rss>")?.count).toBe(0);
  });

  test("texts by form, and words as keys in one path", () => {
    const words = Object.fromEntries("we show that large models learn to read".split(" ").map((word, at) => [word, [at]]));
    const body = JSON.stringify({ at: "2026-01-01T10:00:00.000Z", on: "2026-01-01T00:00:00.000Z", day: "2026-01-01", words });
    expect(flat(shapesOf("", body)).sort()).toEqual(
      [
        ":object:1",
        "at:instant:1",
        "on:midnight:1",
        "day:day:1",
        "words:object:1",
        "words.{}:list:1",
        "words.{}[]:number:1",
      ].sort(),
    );
  });

  test("only so many documents are looked at, all are counted", () => {
    const documents = documentsOf(JSON.stringify(Array.from({ length: 5000 }, (_, at) => ({ at }))));
    expect([documents?.count, documents?.values.length]).toEqual([5000, 200]);
    expect(documents?.values.at(-1)).toEqual({ at: 4975 });
  });
});

describe("counts", () => {
  const weekly = (counts: readonly number[], last: number) =>
    new Map([...counts, last].map((count, at) => [new Date(Date.UTC(2026, 0, 5 + 7 * at)).toISOString().slice(0, 10), count]));
  const lastOf = (counts: Map<string, number>) => unusualCount([...counts.keys()].at(-1) ?? "", counts);

  test("are compared with the same weekday", () => {
    expect(lastOf(weekly([20, 22, 18, 21], 3))).toMatchObject({
      kind: "UNUSUAL_COUNT",
      detail: expect.stringMatching(/^3; .* 18 to 22/),
    });
    expect(lastOf(weekly([20, 22, 18, 21], 60))?.kind).toBe("UNUSUAL_COUNT");
    expect(lastOf(weekly([20, 22, 18, 21], 30))).toBeNull();
    expect(lastOf(weekly([20, 22, 18], 3))).toBeNull();
    expect(lastOf(weekly([5, 40, 18, 60], 3))).toBeNull();
    expect(lastOf(weekly([0, 0, 0, 0, 0], 0))).toBeNull();
    expect(lastOf(weekly([0, 0, 0, 0, 0], 20))?.kind).toBe("UNUSUAL_COUNT");
  });

  test("tell a shift that goes on once", () => {
    const counts = new Map<string, number>();
    for (let at = 0; at < 60; at += 1)
      counts.set(new Date(Date.UTC(2026, 0, 5 + at)).toISOString().slice(0, 10), at < 50 ? 20 : 60);
    expect([...counts.keys()].filter((day) => unusualCount(day, counts))).toEqual(["2026-02-24"]);
  });
});

interface RecordedDay {
  readonly day: string;
  readonly body: string;
  readonly shapes: DayShapes;
}

describe.skipIf(!isThere)(`recorded days${isThere ? "" : " (skipped: ../shared/data is not there)"}`, () => {
  let days: RecordedDay[];
  beforeAll(() => {
    const files = readdirSync(DATA).filter((file) => /^20\d\d-\d\d-\d\d\.json$/.test(file));
    days = files.sort().map((file) => {
      const body = readFileSync(new URL(file, DATA), "utf8");
      return { day: file.slice(0, 10), body, shapes: shapesOf(file.slice(0, 10), body) };
    });
  });
  const before = (at: number) =>
    days
      .slice(Math.max(0, at - 28), at)
      .map(({ shapes }) => shapes)
      .reverse();
  const seenBefore = (at: number) => new Set(days.slice(0, at).flatMap(({ shapes }) => [...shapes.types.keys()]));

  test("tell each change of Hugging Face's format on its day, once, and nothing else", () => {
    const seen = new Set<string>();
    const all = days.flatMap(({ day, shapes }, at) => {
      const drifts = compareShapes(shapes, before(at), seen);
      for (const path of shapes.types.keys()) seen.add(path);
      return told(drifts).map((text) => `${day} ${text}`);
    });
    expect(new Set(all.map((text) => text.slice(11))).size).toBe(all.length);
    for (const known of [
      ...["2024-06-12 NEW_FIELD thumbnail", "2024-06-12 MISSING_FIELD mediaUrl", "2025-03-10 MISSING_FIELD submittedBy"],
      ...[
        "2025-10-02 NEW_FIELD organization",
        "2025-10-02 NEW_FIELD paper.organization",
        "2026-01-06 NEW_FIELD submittedBy.isUserFollowing",
      ],
      ...["2026-04-07 RETYPED_FIELD paper.publishedAt", "2026-05-14 RETYPED_FIELD paper.submittedOnDailyAt"],
    ]) {
      expect(all).toContain(known);
    }
    // 29 new or missing fields and two times that became midnights: SHAPES.md of the data has every one of them.
    expect(all.length).toBeLessThanOrEqual(35);
  });

  interface Item {
    [key: string]: unknown;
    paper: Record<string, unknown>;
  }
  const mutations: readonly [string, (item: Item) => void, readonly string[]][] = [
    ["dropped", ({ paper }) => delete paper["title"], ["MISSING_FIELD paper.title"]],
    [
      "renamed",
      (item) => {
        item["comments"] = item["numComments"];
        delete item["numComments"];
      },
      ["MISSING_FIELD numComments", "NEW_FIELD comments"],
    ],
    ["of text now", ({ paper }) => (paper["upvotes"] = String(paper["upvotes"])), ["RETYPED_FIELD paper.upvotes"]],
    ["a number now", ({ paper }) => (paper["id"] = Number(paper["id"])), ["RETYPED_FIELD paper.id"]],
    ["null now", ({ paper }) => (paper["summary"] = null), ["MISSING_FIELD paper.summary"]],
    ["an object now", (item) => (item["title"] = { text: item["title"] }), ["NEW_FIELD title.text", "RETYPED_FIELD title"]],
    [
      "dropped within a list",
      ({ paper }) => {
        for (const author of paper["authors"] as Record<string, unknown>[]) delete author["name"];
      },
      ["MISSING_FIELD paper.authors[].name"],
    ],
    ["a midnight now", (item) => (item["publishedAt"] = "2026-07-01T00:00:00.000Z"), ["RETYPED_FIELD publishedAt"]],
  ];
  test.each(mutations)("a field that is %s in all records is told with its path", (_name, mutate, expected) => {
    for (const at of [150, 300, 420]) {
      const recorded = days[at] as RecordedDay;
      const items = JSON.parse(recorded.body) as Item[];
      for (const item of items) mutate(item);
      expect(items.length, recorded.day).toBeGreaterThanOrEqual(10);
      const drifts = told(compareShapes(shapesOf(recorded.day, JSON.stringify(items)), before(at), seenBefore(at)));
      for (const one of expected) expect(drifts, recorded.day).toContain(one);
      // And no more than the day itself tells.
      const own = told(compareShapes(recorded.shapes, before(at), seenBefore(at)));
      expect(
        drifts.filter((one) => !expected.includes(one)),
        recorded.day,
      ).toEqual(own);
    }
  });
});
