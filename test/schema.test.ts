/** The printed schema is the checked-in one, breaks nothing that was released, and says of every member more than its name. */
import { readFileSync, writeFileSync } from "node:fs";
import {
  buildSchema,
  findBreakingChanges,
  type GraphQLField,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  printSchema,
} from "graphql";
import { describe, expect, test } from "vitest";
import { registeredNodes } from "../src/schema/global-id.ts";
import { schema } from "../src/schema/index.ts";

const printed = `${printSchema(lexicographicSortSchema(schema))}\n`;
const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type));
const composite = types.filter((type) => isObjectType(type) || isInterfaceType(type));

interface Member {
  /** `Type.field(argument:)`. */
  readonly name: string;
  readonly description: string | null | undefined;
}

function membersOf(type: GraphQLNamedType): Member[] {
  const own = { name: type.name, description: type.description };
  if (isEnumType(type))
    return [own, ...type.getValues().map(({ name, description }) => ({ name: `${type.name}.${name}`, description }))];
  if (!(isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))) return [own];
  return [
    own,
    ...Object.values(type.getFields()).flatMap((field) => [
      { name: `${type.name}.${field.name}`, description: field.description },
      ...("args" in field
        ? field.args.map((arg: { name: string; description?: string | null }) => ({
            name: `${type.name}.${field.name}(${arg.name}:)`,
            description: arg.description,
          }))
        : []),
    ]),
  ];
}

const EMPTY = new Set(
  "a an the this that these of for to in on by with and or is are was be it its as at from whether which".split(" "),
);

const stem = (word: string) => word.replace(/(?:ies|es|s|ed|ing|ion|ions)$/, "");
const wordsOf = (text: string) =>
  text
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .match(/[a-z0-9]+/g) ?? [];

/** Words of a description that neither the member's name nor grammar needs. */
function newWords({ name, description }: Member): string[] {
  const known = new Set(wordsOf(name).map(stem));
  return wordsOf(description ?? "").filter((word) => !EMPTY.has(word) && !known.has(stem(word)));
}

describe("the schema", () => {
  test("is printed as checked in", () => {
    const url = new URL("schema.graphql", import.meta.url);
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(url, printed);
    expect(printed).toBe(readFileSync(url, "utf8"));
  });

  test("breaks nothing that was released", () => {
    const released = buildSchema(readFileSync(new URL("schema.released.graphql", import.meta.url), "utf8"));
    expect(Object.keys(released.getTypeMap()).length).toBeGreaterThan(50);
    expect(findBreakingChanges(released, schema)).toEqual([]);
  });

  test("describes every member with more than its name", () => {
    const members = types.flatMap(membersOf);
    expect(members.length).toBeGreaterThan(400);
    expect(
      members.filter((member) => newWords(member).length < 2).map(({ name, description }) => `${name}: ${description}`),
    ).toEqual([]);
  });

  test("the gate refuses a description that only repeats the name", () => {
    expect(newWords({ name: "Paper.title", description: "The title of this paper." })).toEqual([]);
    expect(newWords({ name: "RankEntry.startLine", description: "The startLine." })).toEqual([]);
    expect(newWords({ name: "Paper.title", description: "On one line, with TeX as written." }).length).toBeGreaterThan(1);
  });

  test("holds the names of the design", () => {
    const fields = (name: string) =>
      Object.keys((schema.getType(name) as { getFields?: () => object } | undefined)?.getFields?.() ?? {});
    expect(fields("Query").sort()).toEqual(
      "author authors dailyRanking dailyRankings metricSums node nodes organization organizations paper papers papersBy ranking rankingSnapshot repository sources".split(
        " ",
      ),
    );
    for (const [type, names] of Object.entries(DESIGN))
      expect(fields(type), type).toEqual(expect.arrayContaining(names.split(" ")));
    expect(Object.keys(DESIGN).length).toBeGreaterThan(20);
  });

  test("pages every connection in the same way", () => {
    const connections = composite.flatMap((type) =>
      Object.values(type.getFields() as Record<string, GraphQLField<unknown, unknown>>)
        .filter((field) => String(field.type).endsWith("Connection!"))
        .map((field) => ({ name: `${type.name}.${field.name}`, field })),
    );
    expect(connections.length).toBeGreaterThan(8);
    for (const { name, field } of connections) {
      expect(
        field.args.map((arg) => arg.name),
        name,
      ).toEqual(expect.arrayContaining(["first", "after", "last", "before"]));
      const connection = schema.getType(String(field.type).replace("!", "")) as {
        getFields(): Record<string, { type: unknown }>;
      };
      const shape = Object.fromEntries(Object.entries(connection.getFields()).map(([key, value]) => [key, String(value.type)]));
      expect(shape, name).toMatchObject({ totalCount: "Int!", pageInfo: "PageInfo!" });
      expect(shape["nodes"], name).toMatch(/^\[\w+!\]!$/);
      expect(shape["edges"], name).toMatch(/^\[\w+Edge!\]!$/);
    }
  });

  test("lists are never null and hold no null, but where a place must stay empty", () => {
    const loose = composite.flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => String(field.type).startsWith("[") && !/^\[\w+!\]!$/.test(String(field.type)))
        .map((field) => `${type.name}.${field.name}: ${String(field.type)}`),
    );
    expect(loose.sort()).toEqual([
      "AppliedPaperFilter.categories: [String!]",
      "Query.nodes: [Node]!",
      "Query.papersBy: [Paper]!",
    ]);
  });

  test("every node type can be asked for by its id", () => {
    const nodes = composite.filter((type) => type.getInterfaces().some(({ name }) => name === "Node")).map(({ name }) => name);
    expect(nodes.sort()).toEqual(registeredNodes());
    expect(nodes.length).toBeGreaterThan(4);
  });
});

const DESIGN: Readonly<Record<string, string>> = {
  Paper:
    "id title abstract arxivId doi identifiers enteredBy submittedAt updatedAt announcements listings versions isWithdrawn primaryCategory categories keywords license journalRef comment authorships organizations repository repositories upvotes commentCount citationCount metric metrics summary media projectPage thumbnail submittedBy provenance conflicts",
  Authorship: "position nameAsPrinted author affiliations status isHidden",
  Author: "id name identifiers confidence papers organizations metrics",
  Organization: "id name slug identifiers papers authors metrics",
  Repository: "id nameWithOwner url host hostId state stars forks license topics pushedAt isArchived metrics papers starVelocity",
  RepositoryLink: "repository asWritten url source assertedBy observedAt state",
  OrganizationClaim: "organization source confidence observedAt",
  PaperVersion: "version submittedAt sizeBytes comment",
  Category: "code name papers",
  Identifier: "scheme value url",
  Listing: "source day position upvotes commentCount submittedBy organization firstSeenAt lastSeenAt isCurrent ranking",
  Announcement: "day category type version isDayInferred source",
  Keyword: "name source",
  Media: "url kind source",
  GeneratedText: "text model source observedAt",
  Exchange: "source url status fetchedAt sha256",
  DailyRanking:
    "id date source state emptyReason observedAt previousDay nextDay asOf knownSince revision comparedWith totalCount entries left",
  RankEntry: "rank position previousRank change isNew score components subject paper listing",
  ScoreComponent: "name value source observedAt normalized weight contribution",
  FieldProvenance: "field value source observedAt recordedAt exchange rule isChosen",
  FieldConflict: "field candidates",
  MetricSeries: "kind points delta",
  MetricPoint: "at value source",
  MetricSum: "at key name value",
  StarVelocity: "starsPerDay from to method",
  Source: "name title state lastAttemptAt lastSuccessAt lagSeconds lastError budget streams quarantinedCount terms",
  SourceStream: "name state lastSuccessAt lagSeconds isRunning",
  SourceError: "code message upstreamStatus at",
  Budget: "limit remaining resetsAt",
  PaperReference: "id arxivId doi url",
  AuthorReference: "id orcid huggingfaceUser name",
  OrganizationReference: "id slug ror",
  RepositoryReference: "id nameWithOwner url",
  PaperFilter: "listedOn submittedAt category organization author hasCode upvotes stars source text",
  PaperOrder: "by direction",
};
