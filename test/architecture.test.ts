/** What the folders promise: the registry names them all, imports keep to the rules, exports say what they are. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cruise, type ICruiseResult, type IForbiddenRuleType } from "dependency-cruiser";
import { ESLint } from "eslint";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adapters } from "../adapters/index.ts";
import { packageRoot } from "../src/package-root.ts";
import { undocumentedExports } from "./kit/undocumented-exports.ts";

const root = fileURLToPath(packageRoot);
const rules = (createRequire(import.meta.url)("./dependency-rules.cjs") as { forbidden: Required<IForbiddenRuleType>[] })
  .forbidden;

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(ts|mjs|cjs|js)$/.test(path) && !/(^|\/)(fixtures|dist|node_modules)\//.test(path))
    .map((path) => join(folder, path));
}

test("the registry names every folder of adapters, each with its own files and no other", () => {
  const folders = readdirSync(join(root, "adapters"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(adapters.map(({ id }) => id).sort()).toEqual(folders.sort());
  expect(folders.length).toBeGreaterThanOrEqual(3);
  for (const folder of folders) {
    for (const name of ["index.ts", "client.ts", "wire.ts", "normalize.ts", "README.md", "fixtures", `${folder}.test.ts`]) {
      expect(existsSync(join(root, "adapters", folder, name)), `adapters/${folder}/${name}`).toBe(true);
    }
  }
});

test("every export of the product and of the kit says what it is", () => {
  const files = [...sourceFiles("src"), ...sourceFiles("adapters"), ...sourceFiles("test/kit")].filter((path) =>
    path.endsWith(".ts"),
  );
  const checked = files.map((path) => ({ path, ...undocumentedExports(readFileSync(join(root, path), "utf8")) }));
  expect(checked.flatMap(({ path, undocumented }) => undocumented.map((name) => `${path}: ${name}`))).toEqual([]);
  expect(checked.reduce((sum, { exports }) => sum + exports, 0)).toBeGreaterThan(300);
});

test("an export without a comment is found, whatever its kind", () => {
  const source = `
    /** A. */
    export const a = 1;
    export const alsoA = 1;

    export const b = 2, c = 3;
    export function d() {}
    export class E {}
    export interface F {}
    export type G = string;
    /** Words. */
    export const WORDS = ["x"] as const;
    export type Word = (typeof WORDS)[number];
    export const described = builder.enumType("X", { description: "Y." });
    // no doc comment
    export default function h() {}
    export { a as again } from "./a.ts";
    function hidden() {}`;
  expect(undocumentedExports(source)).toEqual({ undocumented: ["b", "c", "d", "E", "F", "G", "default"], exports: 12 });
});

test("no file grows beyond 400 lines", () => {
  const files = [...sourceFiles("src"), ...sourceFiles("adapters"), ...sourceFiles("test")];
  const long = files.filter((path) => readFileSync(join(root, path), "utf8").split("\n").length > 401);
  expect(long).toEqual([]);
  expect(files.length).toBeGreaterThan(100);
});

describe("import rules", () => {
  /** One file that breaks each rule, and what it breaks it with. */
  const violations: Record<string, readonly [path: string, text: string]> = {
    "layer-contract": ["src/contract/planted.ts", 'import "../log.ts";'],
    "layer-claims": ["src/claims/planted.ts", 'import "../db/client.ts";'],
    "layer-db": ["src/db/planted.ts", 'import "../ingest/ingest.ts";'],
    "layer-ranking": ["src/ranking/planted.ts", 'import "../ingest/ingest.ts";'],
    "layer-ingest": ["src/ingest/planted.ts", 'import "../server/start-server.ts";'],
    "layer-starter": ["src/starter/planted.ts", 'import "../schema/index.ts";'],
    "layer-loaders": ["src/loaders/planted.ts", 'import "../schema/index.ts";'],
    "layer-schema": ["src/schema/planted.ts", 'import "../ingest/ingest.ts";'],
    "layer-server": ["src/server/planted.ts", 'import "../ingest/ingest.ts";'],
    "driver-in-db": ["src/ingest/driver.ts", 'import postgres from "postgres"; export const x = postgres();'],
    "web-in-server": ["src/schema/web.ts", 'import "graphql-yoga";'],
    "pothos-in-schema": ["src/server/pothos.ts", 'import "@pothos/core";'],
    "terminal-in-cli": ["src/ingest/terminal.ts", 'import "cli-progress";'],
    "no-circular": ["src/db/circle.ts", 'import "./round.ts";'],
    "adapter-isolation": ["adapters/one/planted.ts", 'import "../two/client.ts";'],
    "adapter-packages": ["adapters/one/package.ts", 'import "postgres";'],
    "adapter-built-ins": ["adapters/one/built-in.ts", 'import "node:fs";'],
    "pure-normalize": ["adapters/one/normalize.ts", 'import "./between.ts";'],
    "contract-packages": ["src/contract/package.ts", 'import "pino";'],
    "registry-in-cli": ["src/server/registry.ts", 'import "../../adapters/index.ts";'],
    "nobody-imports-cli": ["src/server/cli.ts", 'import "../cli.ts";'],
    "no-test-in-product": ["src/ingest/tested.ts", 'import "../../test/kit/log.ts";'],
    "not-to-dev-dep": ["src/ingest/dev.ts", 'import "yaml";'],
    resolvable: ["src/ingest/nowhere.ts", 'import "./no-such-file.ts";'],
  };
  const bystanders: Record<string, string> = {
    "src/db/round.ts": 'import "./circle.ts";',
    "adapters/one/between.ts": 'import { createHash } from "node:crypto"; export const x = createHash;',
    "adapters/two/client.ts": "export const x = 1;",
    "adapters/index.ts": "export const adapters = [];",
    "test/kit/log.ts": "export const x = 1;",
    "src/cli.ts": 'import "../adapters/index.ts"; import "commander"; import "./server/start-server.ts";',
    ...Object.fromEntries(
      ["log", "db/client", "ingest/ingest", "server/start-server", "schema/index"].map((path) => [
        `src/${path}.ts`,
        "export const x = 1;",
      ]),
    ),
  };
  const folder = mkdtempSync(join(tmpdir(), "papergraph-rules-"));
  let broken: ReadonlyMap<string, readonly string[]>;
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeAll(async () => {
    for (const [path, text] of [...Object.values(violations), ...Object.entries(bystanders)]) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    for (const name of ["package.json", "tsconfig.json", "node_modules"]) symlinkSync(join(root, name), join(folder, name));
    const { output } = await cruise(["src", "adapters", "test"], {
      baseDir: folder,
      ruleSet: { forbidden: rules },
      validate: true,
      tsPreCompilationDeps: true,
      preserveSymlinks: true,
      doNotFollow: { path: ["node_modules"] },
    });
    const found = (output as ICruiseResult).summary.violations;
    broken = new Map(rules.map(({ name }) => [name, found.filter(({ rule }) => rule.name === name).map(({ from }) => from)]));
  });

  test("every rule has a planted violation", () => {
    expect(Object.keys(violations).sort()).toEqual(rules.map(({ name }) => name).sort());
  });

  test.each(Object.entries(violations))("%s is caught", (rule, [path]) => {
    expect(broken.get(rule)).toContain(path);
  });

  test("what is allowed is not complained about", () => {
    const innocent = Object.keys(bystanders).filter((path) => !["src/db/round.ts", "adapters/one/between.ts"].includes(path));
    expect([...broken.values()].flat().filter((path) => innocent.includes(path))).toEqual([]);
  });
});

test("a query that nobody waits for is caught", async () => {
  const eslint = new ESLint({ cwd: root, overrideConfigFile: join(root, "test/eslint.config.js") });
  const path = "src/db/migrate.ts";
  const text = `import { drizzle } from "drizzle-orm/postgres-js";
    import type { Sql } from "postgres";
    import { bodies } from "./schema/archive.ts";
    /** Forgets to wait, twice. */
    export async function forgetful(sql: Sql): Promise<void> {
      sql\`delete from body\`;
      drizzle(sql).delete(bodies);
      await drizzle(sql).delete(bodies);
    }`;
  const [result] = await eslint.lintText(text, { filePath: join(root, path) });
  expect(result?.messages.map(({ ruleId, line }) => `${ruleId} ${line}`)).toEqual(
    [6, 7].map((line) => `@typescript-eslint/no-floating-promises ${line}`),
  );
});
