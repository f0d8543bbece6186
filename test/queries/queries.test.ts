/** Golden queries: for each `.graphql` the answer (`.json`) and the statements it took (`.sql`), on both databases, compiled and not. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/client.ts";
import { describeDatabases } from "../kit/database.ts";
import { type Answer, createTestApi, type Statement, type TestApi } from "../kit/execute.ts";
import { seedDatabase } from "../kit/seed.ts";

const folder = new URL("./", import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".graphql"))
  .map((file) => file.slice(0, -".graphql".length))
  .sort();
const isUpdating = process.env["UPDATE_GOLDEN"] === "1";

interface GoldenQuery {
  readonly text: string;
  readonly variables: Record<string, unknown>;
  readonly operationName: string | undefined;
}

/** `#> {…}`: the variables. `#@ Name`: the operation to run. */
function readQuery(name: string): GoldenQuery {
  const text = readFileSync(new URL(`${name}.graphql`, folder), "utf8");
  const marked = (mark: string) => text.split("\n").find((line) => line.startsWith(mark))?.slice(mark.length).trim();
  return { text, variables: JSON.parse(marked("#>") ?? "{}"), operationName: marked("#@") };
}

function compare(file: string, actual: string, isWriter: boolean): void {
  const url = new URL(file, folder);
  if (isUpdating && isWriter) writeFileSync(url, actual);
  expect(existsSync(url), `${file}: run with UPDATE_GOLDEN=1 and read what it wrote`).toBe(true);
  expect(actual).toBe(readFileSync(url, "utf8"));
}

const answerText = ({ body: { data, errors, ...rest } }: Answer) => `${JSON.stringify({ data, errors: byPlace(errors), ...rest }, null, 2)}\n`;

/** Errors come in the order in which resolvers ended. */
function byPlace(errors: { path?: unknown; message: string }[] | undefined) {
  return errors && [...errors].sort((a, b) => (JSON.stringify([a.path, a.message]) < JSON.stringify([b.path, b.message]) ? -1 : 1));
}

const lines = (statements: readonly Statement[]) => statements.map(({ text }) => `${text};`);
const sqlText = (statements: readonly Statement[]) => `-- ${statements.length} statements\n${lines(statements).map((line) => `\n${line}\n`).join("")}`;

const recordedStatements = (name: string) =>
  readFileSync(new URL(`${name}.sql`, folder), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("--"))
    .sort();

test("there are golden queries", () => {
  expect(names.length).toBeGreaterThan(20);
});

describeDatabases("golden queries", (open, kind) => {
  let database: Database;
  let compiled: TestApi;
  let plain: TestApi;
  beforeAll(async () => {
    database = await open();
    await seedDatabase(database);
    compiled = createTestApi(database.sql);
    plain = createTestApi(database.sql, { isCompiled: false });
  });
  const run = (api: TestApi, { text, variables, operationName }: GoldenQuery) => api.execute(text, variables, operationName);

  describe.each(names)("%s", (name) => {
    const query = readQuery(name);
    test("answers as recorded, with the recorded statements", async () => {
      const answer = await run(compiled, query);
      compare(`${name}.json`, answerText(answer), kind === "embedded");
      if (isUpdating && kind === "embedded") writeFileSync(new URL(`${name}.sql`, folder), sqlText(answer.statements));
      // Several connections answer in any order, and what an answer asks next follows it.
      expect(lines(answer.statements).sort()).toEqual(recordedStatements(name));
    });
    test("answers the same without compiled execution", async () => {
      const [first, second] = [await run(compiled, query), await run(plain, query)];
      expect(answerText(second)).toBe(answerText(first));
      expect(second.status).toBe(first.status);
      expect(lines(second.statements).sort()).toEqual(lines(first.statements).sort());
    });
    test("leaks nothing", async () => {
      const text = JSON.stringify((await run(compiled, query)).body);
      expect(text).not.toMatch(/\bselect\b.*\bfrom\b|node_modules|stack|INTERNAL/i);
    });
  });

  test.each([
    ["day-dashboard", "first: 50", 1, 100],
    ["found-papers", "first: 5\n", 1, 100],
    ["deep-join", "first: 9", 4, 9],
  ] as const)("%s takes as many statements with '%s' changed to %i as to %i", async (name, written, small, large) => {
    const { text, variables } = readQuery(name);
    const sized = (first: number) => text.replace(written, `first: ${first}\n`);
    const one = await compiled.execute(sized(small), variables);
    const hundred = await compiled.execute(sized(large), variables);
    expect(one.body.errors ?? hundred.body.errors).toBeUndefined();
    expect(sized(small)).not.toBe(text);
    expect(lines(hundred.statements).sort()).toEqual(lines(one.statements).sort());
    expect(one.statements.length).toBeGreaterThan(2);
  });

  test("an operation is run by its name, whichever of the document ran before", async () => {
    const { text } = readQuery("two-operations");
    for (const api of [compiled, plain]) {
      expect(Object.keys((await api.execute(text, {}, "First")).body.data)).toEqual(["papers"]);
      expect(Object.keys((await api.execute(text, {}, "Second")).body.data)).toEqual(["authors"]);
      expect((await api.execute(text, {})).body.errors[0].extensions.code).toBe("BAD_USER_INPUT");
    }
  });
});
