/** `papergraph backtest` as a command: its file, its table, and the files that it writes. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { XMLValidator } from "fast-xml-parser";
import { afterAll, expect, inject, test } from "vitest";
import { openDatabase } from "../../src/db/client.ts";
import { createServerDatabase } from "../kit/database.ts";
import { makeEmbeddedFolder } from "../kit/embedded-folder.ts";
import { silentLog } from "../kit/log.ts";
import { seedDatabase } from "../kit/seed.ts";
import { temporaryFolder } from "./run-cli.ts";
import { runHere } from "./run-here.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const OWN = { name: "own, with a comma", terms: [{ metric: "UPVOTES", weight: 1 }], halfLifeDays: 3 };
const FILE = {
  formulas: ["TRENDING", "RISING", "DAILY", OWN],
  from: "2025-12-13",
  to: "2025-12-16",
  at: "20:30",
  top: 5,
  horizonDays: 1,
};

let files = 0;
function fileOf(content: unknown): string {
  files += 1;
  const path = join(folder.path, `backtest-${files}.json`);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const backtest = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  runHere(["backtest", ...args], { ...environment, LOG_LEVEL: "error" });

const withTerm = (term: object) => ({ ...FILE, formulas: [{ ...OWN, terms: [{ ...OWN.terms[0], ...term }] }] });
const withFormula = (formula: object) => ({ ...FILE, formulas: [{ ...OWN, ...formula }] });

test.each([
  ["no JSON", "{ from", "ERR_BAD_JSON", "is not JSON"],
  ["another thing", [], "ERR_BAD_BACKTEST", "the file: "],
  ["no formulas", { ...FILE, formulas: [] }, "ERR_BAD_BACKTEST", "formulas: "],
  ["too many", { ...FILE, formulas: Array(9).fill("DAILY") }, "ERR_BAD_BACKTEST", "formulas: "],
  ["an unknown one", { ...FILE, formulas: ["DAILY", "HOT"] }, "ERR_BAD_BACKTEST", "formulas[1]: "],
  ["one twice", { ...FILE, formulas: ["DAILY", "DAILY"] }, "ERR_BAD_BACKTEST", "formulas[1]: "],
  ["no name", withFormula({ name: undefined }), "ERR_BAD_BACKTEST", "formulas[0].name: "],
  ["a name that is taken", withFormula({ name: "DAILY" }), "ERR_BAD_FORMULA", "formulas[0].name: "],
  ["an empty name", withFormula({ name: " " }), "ERR_BAD_FORMULA", "formulas[0].name: takes 1 to 100 characters"],
  ["an unknown counter", withTerm({ metric: "LIKES" }), "ERR_BAD_BACKTEST", "formulas[0].terms[0].metric: "],
  ["a weight as text", withTerm({ weight: "1" }), "ERR_BAD_BACKTEST", "formulas[0].terms[0].weight: "],
  [
    "too fine a weight",
    withTerm({ weight: 1.000_000_000_1 }),
    "ERR_BAD_FORMULA",
    "formulas[0].terms[0].weight: takes at most nine decimals",
  ],
  [
    "too small a weight",
    withTerm({ weight: -0.0009 }),
    "ERR_BAD_FORMULA",
    "formulas[0].terms[0].weight: must be 0 or at least 0.001",
  ],
  ["a name of two lines", withFormula({ name: "a\nb" }), "ERR_BAD_FORMULA", "formulas[0].name: takes no control characters"],
  ["no terms", withFormula({ terms: [] }), "ERR_BAD_FORMULA", "formulas[0].terms: takes 1 to 8 terms"],
  ["a counter twice", withFormula({ terms: [...OWN.terms, ...OWN.terms] }), "ERR_BAD_FORMULA", "formulas[0].terms: "],
  ["no half-life", withFormula({ halfLifeDays: 0 }), "ERR_BAD_FORMULA", "formulas[0].halfLifeDays: "],
  ["half a day's window", withFormula({ windowDays: 0.5 }), "ERR_BAD_BACKTEST", "formulas[0].windowDays: "],
  ["too long a window", withFormula({ windowDays: 366 }), "ERR_BAD_FORMULA", "formulas[0].windowDays: "],
  ["an unknown condition", withFormula({ filter: { venue: "x" } }), "ERR_BAD_BACKTEST", "formulas[0].filter: "],
  [
    "a range that ends first",
    withFormula({ filter: { listedOn: { gte: "2026-01-02", lte: "2026-01-01" } } }),
    "ERR_BAD_FORMULA",
    "formulas[0].filter.listedOn: ",
  ],
  [
    "no instant",
    withFormula({ filter: { submittedAt: { gte: "soon" } } }),
    "ERR_BAD_BACKTEST",
    "formulas[0].filter.submittedAt.gte: ",
  ],
  ["no such day", { ...FILE, from: "2025-02-30" }, "ERR_BAD_BACKTEST", "from: is not a day"],
  ["days that end first", { ...FILE, to: "2025-12-12" }, "ERR_BAD_DATE", "to: 2025-12-12 lies before"],
  ["too many days", { ...FILE, from: "2020-01-01" }, "ERR_BAD_DATE", "at most 1100"],
  ["no time of day", { ...FILE, at: "24:00" }, "ERR_BAD_BACKTEST", "at: "],
  ["no places", { ...FILE, top: 0 }, "ERR_BAD_BACKTEST", "top: "],
  ["no horizon", { ...FILE, horizonDays: 400 }, "ERR_BAD_BACKTEST", "horizonDays: "],
  ["what nobody knows", { ...FILE, budget: 1 }, "ERR_BAD_BACKTEST", "the file: "],
])("%s is refused in one line that names the place", async (_name, content, code, text) => {
  const { exit, stdout, stderr } = await backtest([fileOf(content)]);
  expect({ exit, stdout }).toEqual({ exit: 2, stdout: "" });
  expect(stderr).toMatch(new RegExp(`^${code}: [^\\n]+\\n$`));
  expect(stderr).toContain(text);
});

test("a missing file, one that is there already, and an unknown measure are told before anything is read", async () => {
  const file = fileOf(FILE);
  expect(await backtest([join(folder.path, "none.json")])).toMatchObject({
    exit: 1,
    stderr: expect.stringMatching(/^ERR_FILE_MISSING: /),
  });
  expect(await backtest([folder.path])).toMatchObject({ exit: 1, stderr: expect.stringMatching(/^ERR_FILE_NOT_READ: /) });
  const nowhere = join(folder.path, "no", "such.csv");
  expect(await backtest([file, "--csv", nowhere])).toMatchObject({
    exit: 1,
    stderr: expect.stringMatching(/^ERR_FILE_NOT_WRITTEN: /),
  });
  expect(await backtest([file, "--csv", file])).toMatchObject({ exit: 1, stderr: expect.stringMatching(/^ERR_FILE_EXISTS: /) });
  expect(await backtest([file, "--measure", "luck"])).toMatchObject({ exit: 2, stderr: expect.stringMatching(/^ERR_USAGE: /) });
});

const kinds = [
  [
    "embedded",
    async () => {
      const dataDir = join(folder.path, "data");
      await makeEmbeddedFolder(dataDir);
      return { DATA_DIR: dataDir };
    },
  ],
  ["PostgreSQL", async () => ({ DATABASE_URL: await createServerDatabase() })],
] as const;

for (const [kind, make] of kinds) {
  test(`the seed's days on ${kind}: a table, a line per formula and day, and a chart`, async () => {
    if (kind === "PostgreSQL" && inject("postgresUrl") === null) return;
    const environment: { DATA_DIR?: string; DATABASE_URL?: string } = await make();
    const { DATA_DIR = null, DATABASE_URL = null } = environment;
    const database = await openDatabase({ url: DATABASE_URL, dataDir: DATA_DIR, log: silentLog });
    await seedDatabase(database);
    await database.close();
    const [csv, svg] = ["csv", "svg"].map((end) => join(folder.path, `${kind}.${end}`)) as [string, string];
    const { exit, stdout, stderr } = await backtest([fileOf(FILE), "--csv", csv, "--svg", svg], environment);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
    const [head, ...lines] = stdout.split("\n");
    expect(head).toMatch(/^formula +days +known +votes +gained +precision +ndcg +turnover$/);
    expect(lines.slice(0, 4).map((line) => line.split("  ")[0])).toEqual(["TRENDING", "RISING", "DAILY", OWN.name]);
    expect(stdout).toContain(
      "means over 1 of 4 days, those on which every formula with figures has them; top 5, judged 1 day later",
    );
    expect(stdout).toContain("TRENDING: no figures on 2 days (nobody read anything), 1 day (unknown what became of them)");
    const rows = readFileSync(csv, "utf8").split("\r\n");
    expect(rows[0]).toBe("formula,day,as_of,ranked,known,votes,gained,precision,ndcg,turnover,hole");
    expect(rows).toHaveLength(1 + 4 * 4 + 1);
    expect(rows[1]).toBe("TRENDING,2025-12-13,2025-12-13T20:30:00.000Z,0,0,,,,,,NOT_READ");
    expect(rows[3]).toBe("TRENDING,2025-12-15,2025-12-15T20:30:00.000Z,5,5,33.000000,4.400000,0.600000,0.314172,,");
    expect(rows[12]).toBe("DAILY,2025-12-16,2025-12-16T20:30:00.000Z,5,0,,,,,1.000000,UNKNOWN");
    expect(lines[2]).toMatch(/^DAILY +1 +1\.000 +30\.0 +10\.4 +1\.000 +0\.703 +-$/);
    expect(rows.at(-2)).toMatch(/^"own, with a comma",2025-12-16,/);
    expect(XMLValidator.validate(readFileSync(svg, "utf8"))).toBe(true);
    const again = join(folder.path, `${kind}-again.svg`);
    await backtest([fileOf(FILE), "--svg", again], environment);
    expect(readFileSync(again)).toEqual(readFileSync(svg));
    // What the chart says in words is what the table says.
    const chart = readFileSync(svg, "utf8");
    for (const line of lines.slice(0, 4)) {
      const [name, , , votes] = line.split(/ {2,}/) as [string, string, string, string];
      expect(chart).toContain(`${name}: ${votes === "-" ? "no figure" : votes}`);
    }
  });
}
