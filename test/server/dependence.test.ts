/** Every field says which sources it follows from, and operations add them up rightly. */
import { isObjectType, Kind, parse } from "graphql";
import { describe, expect, test } from "vitest";
import { DEPENDENCE, HANDED_ON, LIST_TYPES } from "../../src/schema/dependence.ts";
import { schema } from "../../src/schema/index.ts";
import { dependedSources } from "../../src/server/depended-sources.ts";

const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith("__"));
const isPage = (name: string) => /(?:Connection|Edge)$/.test(name);

describe("the table of dependence", () => {
  const fields = types.flatMap((type) =>
    isObjectType(type) ? Object.values(type.getFields()).map((field) => ({ type, field })) : [],
  );

  test("classes every field of every type", () => {
    const missing = fields
      .filter(
        ({ type, field }) => !isPage(type.name) && !HANDED_ON.has(type.name) && DEPENDENCE[type.name]?.[field.name] === undefined,
      )
      .map(({ type, field }) => `${type.name}.${field.name}`);
    expect(missing, "say in src/schema/dependence.ts which sources it follows from").toEqual([]);
  });

  test("names nothing that is not there", () => {
    const known = new Set(fields.map(({ type, field }) => `${type.name}.${field.name}`));
    const named = Object.entries(DEPENDENCE).flatMap(([type, own]) => Object.keys(own).map((field) => `${type}.${field}`));
    expect(named.filter((name) => !known.has(name))).toEqual([]);
    const names = new Set(types.map(({ name }) => name));
    expect([...HANDED_ON, ...LIST_TYPES].filter((name) => !names.has(name))).toEqual([]);
  });

  test("what is handed on is chosen by its parent alone: such types have no arguments", () => {
    const asking = fields.filter(({ type, field }) => HANDED_ON.has(type.name) && field.args.length > 0);
    expect(asking.map(({ type, field }) => `${type.name}.${field.name}`)).toEqual([]);
  });
});

describe("sources of an operation", () => {
  const sourcesOf = (text: string, variables: Record<string, unknown> = {}) => {
    const document = parse(text);
    const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
    if (!operation) throw new Error("no operation");
    const fragments = new Map(
      document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
    );
    return [...dependedSources({ schema, operation, fragments, variables })].sort();
  };

  test.each([
    ["{ __typename }", []],
    ["{ sources { name state streams { name parts { name } } } }", []],
    [`{ node(id: "x") { id __typename } }`, []],
    [`{ node(id: "x") { ... on Repository { stars } } }`, ["github", "huggingface"]],
    [`{ node(id: "x") { ... on Paper { upvotes } } }`, ["huggingface"]],
    [`{ node(id: "x") { ... on Paper { versions { version } } } }`, ["arxiv", "huggingface"]],
    [`{ node(id: "x") { ... on DailyRanking { date entries { nodes { rank } } } } }`, ["huggingface"]],
    ["{ dailyRanking { entries { nodes { rank } } } }", ["huggingface"]],
    [
      `{ dailyRanking(source: "other") { state entries { nodes { rank listing { position ranking { revision } } } } } }`,
      ["other"],
    ],
    [`{ dailyRanking(source: "other") { entries { nodes { paper { listings { day } } } } } }`, ["huggingface", "other"]],
    [
      `{ dailyRanking(source: "other") { entries { nodes { paper { listings(source: "third") { day } } } } } }`,
      ["other", "third"],
    ],
    [`{ papers(filter: { source: "other" }) { totalCount nodes { id } } }`, ["other"]],
    [`{ papers(filter: { source: "other", hasCode: true }) { totalCount } }`, ["github", "huggingface", "other"]],
    ["{ papers { totalCount } }", ["arxiv", "huggingface"]],
    ["{ papers(orderBy: { by: STARS, direction: DESC }) { totalCount } }", ["arxiv", "github", "huggingface"]],
    [`{ node(id: "x") { ... on Paper { metric(kind: STARS, source: "github") { value } } } }`, ["github"]],
    [`{ node(id: "x") { ... on Paper { provenance(fields: [UPVOTES]) { value } } } }`, ["huggingface"]],
    [`{ node(id: "x") { ... on Paper { announcements { day } } } }`, ["arxiv"]],
    [`{ node(id: "x") { ... on Paper { a: id b: announcements { day } } } }`, ["arxiv"]],
    [`{ node(id: "x") { ...P } } fragment P on Paper { ...Q } fragment Q on Paper { upvotes }`, ["huggingface"]],
    [`{ node(id: "x") { ... on Paper { upvotes @skip(if: true) announcements @include(if: false) { day } } } }`, []],
    [
      `{ node(id: "x") { ... on Paper @skip(if: true) { upvotes } ...P @include(if: false) } } fragment P on Paper { upvotes }`,
      [],
    ],
  ])("%s", (text, expected) => {
    expect(sourcesOf(text)).toEqual(expected);
    // Once more: what was remembered is the same.
    expect(sourcesOf(text)).toEqual(expected);
  });

  test("variables decide", () => {
    const text = `query ($with: Boolean!, $source: SourceName) {
      dailyRanking(source: $source) { totalCount }
      node(id: "x") { ... on Repository @include(if: $with) { state } } }`;
    expect(sourcesOf(text, { with: true })).toEqual(["github", "huggingface"]);
    expect(sourcesOf(text, { with: false, source: "other" })).toEqual(["other"]);
  });

  test("one fragment in two lists counts for both", () => {
    const text = `{ a: dailyRanking(source: "one") { ...L } b: dailyRanking(source: "two") { ...L } } fragment L on DailyRanking { state }`;
    expect(sourcesOf(text)).toEqual(["one", "two"]);
  });
});
