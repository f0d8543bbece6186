/** `papergraph snapshot` as a command: what it seals is found again by its id and by its question. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, inject, test } from "vitest";
import { adapters } from "../../adapters/index.ts";
import { openDatabase } from "../../src/db/client.ts";
import { createServerDatabase } from "../kit/database.ts";
import { makeEmbeddedFolder } from "../kit/embedded-folder.ts";
import { silentLog } from "../kit/log.ts";
import { SEED_NOW, seedDatabase } from "../kit/seed.ts";
import { ask } from "../ranking/asking.ts";
import { temporaryFolder } from "./run-cli.ts";
import { runHere } from "./run-here.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const AS_OF = "2025-12-16T22:00:00.000Z";
const FORMULA = { name: "mine", terms: [{ metric: "UPVOTES", weight: 1 }], filter: { hasCode: true } };
const [formula, others, empty] = ["formula", "others", "empty"].map((name) => join(folder.path, `${name}.json`)) as [
  string,
  string,
  string,
];
writeFileSync(formula, `\uFEFF${JSON.stringify(FORMULA)}`);
writeFileSync(others, JSON.stringify({ ...FORMULA, filter: undefined }));
writeFileSync(empty, "{}");

const snapshot = (args: readonly string[], environment: Readonly<Record<string, string>>) =>
  runHere(["snapshot", "--as-of", AS_OF, ...args], { ...environment, LOG_LEVEL: "error" });

const OWN = (filter: string) => `formula: { name: "mine", terms: [{ metric: UPVOTES, weight: 1 }]${filter} }`;
/** By flags, and the same by GraphQL. */
const QUESTIONS: readonly (readonly [string, readonly string[], string])[] = [
  ["a day", ["--containing", "2025-12-15"], `kind: DAILY, period: { containing: "2025-12-15" }`],
  ["a week", ["--kind", "weekly"], `kind: WEEKLY, period: { containing: "2025-12-16" }`],
  ["a category", ["--kind", "trending", "--category", "cs.CV"], `kind: TRENDING, scope: { category: "cs.CV" }`],
  ["authors", ["--kind", "trending", "--subject", "author"], "kind: TRENDING, subject: AUTHOR"],
  ["a formula of one's own", ["--formula", formula], OWN(", filter: { hasCode: true }")],
  ["the same for all papers", ["--formula", others], OWN("")],
];

describe.each([
  [
    "embedded",
    async () => {
      const dataDir = join(folder.path, "data");
      await makeEmbeddedFolder(dataDir);
      return { DATA_DIR: dataDir };
    },
  ],
  ["PostgreSQL", async () => ({ DATABASE_URL: await createServerDatabase() })],
] as const)("on %s", (kind, make) => {
  test("seals what it is asked for; the same question finds it, another one does not", async () => {
    if (kind === "PostgreSQL" && inject("postgresUrl") === null) return;
    const environment: { DATA_DIR?: string; DATABASE_URL?: string } = await make();
    const { DATA_DIR = null, DATABASE_URL = null } = environment;
    const open = () => openDatabase({ url: DATABASE_URL, dataDir: DATA_DIR, log: silentLog });
    let database = await open();
    await seedDatabase(database);
    // The seed's words are not in the sources' own form: they must not be read again.
    for (const { id, normalizerVersion } of adapters)
      await database.sql`update source_normalizer set version = ${normalizerVersion} where source = ${id}`;
    const [owner] = await database.sql<{ login: string }[]>`
      select i.value as login from organization_identifier i join paper_organization o on o.organization_id = i.organization_id
      join paper_submission p on p.paper_id = o.paper_id and greatest(p.valid_from, o.valid_from, p.submitted_at) <= ${AS_OF} and o.valid_to is null
      where i.scheme = 'huggingface-login' order by 1 limit 1`;
    await database.close();
    const ofOwner = ["--kind", "trending", "--organization", `huggingface-login:${owner?.login}`];

    const ids: string[] = [];
    for (const args of [...QUESTIONS.map(([, flags]) => flags), ofOwner]) {
      const { exit, stdout, stderr } = await snapshot(args, environment);
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
      expect(stdout, args.join(" ")).toMatch(/^\S+\n[1-9]\d* places as of 2025-12-16T22:00:00\.000Z, checksum [0-9a-f]{64}\n$/);
      ids.push(stdout.split("\n")[0] as string);
      expect((await snapshot(args, environment)).stdout).toBe(stdout);
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(await snapshot(["--organization", "2512.10949"], environment)).toMatchObject({ exit: 2 });

    database = await open();
    const places = "entries(first: 50) { nodes { rank score components { name contribution } } }";
    for (const [place, [, , question]] of QUESTIONS.entries()) {
      const { data, messages } = await ask<{
        ranking: { snapshot: { id: string; formula: { description: string }; scope: unknown } };
      }>(
        database.sql,
        SEED_NOW,
        `{ ranking(${question}, asOf: "${AS_OF}") { ${places} snapshot { id formula { description } scope { category keyword organization { id } } ${places} } } }`,
      );
      expect(messages).toEqual([]);
      const { snapshot: sealed, ...ranking } = data.ranking;
      expect(sealed).toMatchObject({ id: ids[place], ...ranking });
      expect(sealed.scope).toEqual(question.includes("cs.CV") ? { category: "cs.CV", keyword: null, organization: null } : null);
      expect(sealed.formula.description.endsWith("Only papers with code are ranked.")).toBe(question.includes("hasCode"));
    }
    await database.close();
  });
});

test.each([
  [["--kind", "daily", "--formula", formula], 2, /^ERR_USAGE: give --kind or --formula/],
  [["--keyword", "\ud83d"], 2, /^ERR_USAGE: --keyword takes 1 to 200 characters/],
  [["--keyword", " "], 2, /^ERR_USAGE: --keyword takes 1 to 200 characters/],
  [["--category", "x".repeat(201)], 2, /^ERR_USAGE: --category takes 1 to 200 characters/],
  [["--formula", empty], 2, /^ERR_BAD_FORMULA: name: .*; terms: /],
  [["--formula", folder.path], 1, /^ERR_FILE_NOT_READ: /],
  [["--formula", `${formula}x`], 1, /^ERR_FILE_MISSING: /],
])("%s is refused before the database is opened", async (args, exit, line) => {
  const seen = await snapshot(args, { DATA_DIR: join(folder.path, "never-made") });
  expect(seen).toEqual({ exit, stdout: "", stderr: expect.stringMatching(line) });
});
