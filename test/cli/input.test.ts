/** Commands that touch no database, and everything that can be typed wrong. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { adapters } from "../../adapters/index.ts";
import { killAll, runCli, temporaryFolder } from "./run-cli.ts";
import { runHere } from "./run-here.ts";

const folder = temporaryFolder();
afterAll(() => {
  killAll();
  folder.remove();
});
const file = join(folder.path, "a-file");
writeFileSync(file, "");

const COMMANDS = ["serve", "worker", "sync", "sources", "migrate", "renormalize", "record", "checksum", "schema", "config"];

test("help names every command, the exit codes and where settings come from", async () => {
  const { exit, stdout, stderr } = await runCli(["--help"]);
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
  for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command}\\b.*\\w`, "m"));
  expect(stdout).toContain("4 the data folder is in use");
  expect(stdout).toContain("`papergraph config`");
});

test("help of a command explains its flags", async () => {
  const { exit, stdout } = await runHere(["sync", "--help"]);
  expect(exit).toBe(0);
  for (const text of ["[target]", "--since <day>", "--until <day>", ...adapters.map(({ id }) => id)])
    expect(stdout).toContain(text);
});

test("config shows every setting with its origin and hides secrets", async () => {
  const { exit, stdout } = await runHere(["config"], {
    HF_TOKEN: "very-secret-1",
    GITHUB_TOKEN: "very-secret-2",
    DATABASE_URL: "postgres://someone:very-secret-3@db.example:5432/papers",
    PORT: "4711",
    CONTACT_EMAIL: "",
  });
  expect(exit).toBe(0);
  expect(stdout).not.toContain("very-secret");
  const line = (name: string) => stdout.split("\n").find((text) => text.startsWith(`${name} `)) ?? "";
  expect(line("HF_TOKEN")).toMatch(/\(hidden\) +environment +huggingface /);
  expect(line("DATABASE_URL")).toMatch(/postgres:\/\/\(hidden\)@db\.example:5432\/papers +environment +papergraph /);
  expect(line("PORT")).toMatch(/4711 +environment /);
  expect(line("HOST")).toMatch(/127\.0\.0\.1 +default /);
  expect(line("CONTACT_EMAIL")).toMatch(/- +not set /);
  expect(stdout.trimEnd().split("\n")).toHaveLength(1 + 14 + adapters.flatMap(({ settings }) => settings).length);
});

test("schema prints the SDL", async () => {
  const { exit, stdout } = await runHere(["schema"]);
  expect(exit).toBe(0);
  expect(stdout).toMatch(/^type Query \{$/m);
  expect(stdout).toMatch(/^type Paper implements Node/m);
});

interface BadInput {
  readonly args: readonly string[];
  readonly env?: Record<string, string>;
  readonly line: RegExp;
}

const BAD: readonly BadInput[] = [
  { args: ["frobnicate"], line: /^ERR_USAGE: unknown command 'frobnicate'/ },
  { args: ["config", "--frobnicate"], line: /^ERR_USAGE: unknown option '--frobnicate'/ },
  { args: ["migrate", "extra"], line: /^ERR_USAGE: .*argument/ },
  { args: ["sync", "nowhere"], line: /^ERR_UNKNOWN_SOURCE: there is no source "nowhere"; there are .*huggingface/ },
  { args: ["sync", ""], line: /^ERR_UNKNOWN_SOURCE: / },
  { args: ["sync", "huggingface/weekly"], line: /^ERR_UNKNOWN_STREAM: huggingface has no stream "weekly"; it has daily/ },
  { args: ["sync", "huggingface/daily/x"], line: /^ERR_UNKNOWN_STREAM: / },
  { args: ["sync", "--since", "yesterday"], line: /^ERR_BAD_DATE: "yesterday" is not a day/ },
  { args: ["sync", "--since", "2026-02-30"], line: /^ERR_BAD_DATE: / },
  { args: ["sync", "--since", "2026-07-02", "--until", "2026-07-01"], line: /^ERR_BAD_DATE: --until lies before --since/ },
  { args: ["sync", "--since"], line: /^ERR_USAGE: .*argument missing/ },
  { args: ["sync", "--since", "9999-12-31"], line: /^ERR_BAD_DATE: / },
  { args: ["snapshot", "--kind", "weekly", "--containing", "9999-12-31"], line: /^ERR_BAD_DATE: / },
  { args: ["snapshot", "--kind", "yearly"], line: /^ERR_USAGE: --kind is one of DAILY/ },
  { args: ["snapshot", "--source", "nope"], line: /^ERR_UNKNOWN_SOURCE: --source is one of .*huggingface/ },
  { args: ["snapshot", "--source", "arxiv"], line: /^ERR_UNKNOWN_SOURCE: --source is one of huggingface$/m },
  { args: ["snapshot", "--kind", "trending", "--source", "huggingface"], line: /^ERR_USAGE: --containing and --source/ },
  ...["2026-02-30T00:00:00Z", "2026-06-30T18:00:00", "June 30 2026", "1", "2999-01-01T00:00:00Z"].map((instant) => ({
    args: ["snapshot", "--as-of", instant],
    line: /^ERR_USAGE: --as-of is an instant that has come/,
  })),
  { args: ["record"], line: /^ERR_USAGE: missing required argument/ },
  { args: ["record", "huggingface", "--id", "\u0001"], line: /^ERR_USAGE: no source recognises/ },
  { args: ["record", "huggingface", "--pages", "0"], line: /^ERR_USAGE: "0" is not a number/ },
  { args: ["record", "huggingface", "--out", join(file, "below")], line: /^ERR_BAD_FOLDER: / },
  { args: ["serve", "--port", "70000"], line: /^ERR_CONFIG: PORT must be a whole number from 0 to 65535/ },
  { args: ["serve", "--port", "http"], line: /^ERR_CONFIG: PORT / },
  { args: ["serve", "--port", ""], line: /^ERR_USAGE: / },
  { args: ["serve"], env: { PORT: "-1" }, line: /^ERR_CONFIG: PORT / },
  { args: ["sources"], env: { DATABASE_URL: "mysql://x" }, line: /^ERR_CONFIG: DATABASE_URL must be a postgres:\/\/ address/ },
  { args: ["config"], env: { CONTACT_EMAIL: "nobody" }, line: /^ERR_CONFIG: CONTACT_EMAIL must be an e-mail address/ },
  { args: ["config"], env: { BACKFILL_DAYS: "1.5" }, line: /^ERR_CONFIG: BACKFILL_DAYS / },
  { args: ["config"], env: { STARTER: "yes" }, line: /^ERR_CONFIG: STARTER must be 0 or 1/ },
  { args: ["config"], env: { SYNC: "on" }, line: /^ERR_CONFIG: SYNC must be 0 or 1/ },
  { args: ["config"], env: { LOG_LEVEL: "loud" }, line: /^ERR_CONFIG: LOG_LEVEL must be one of/ },
  { args: ["config"], env: { CLOCK_URL: "tomorrow" }, line: /^ERR_CONFIG: CLOCK_URL / },
  { args: ["config"], env: { LIMIT_TIMESCALE: "0" }, line: /^ERR_CONFIG: LIMIT_TIMESCALE / },
  { args: ["config"], env: { LIMIT_TIMESCALE: "fast" }, line: /^ERR_CONFIG: LIMIT_TIMESCALE / },
  { args: ["config"], env: { HUGGINGFACE_URL: "huggingface.co" }, line: /^ERR_CONFIG: HUGGINGFACE_URL must be an http/ },
  { args: ["config"], env: { GITHUB_TOKEN: "line\nbreak" }, line: /^ERR_CONFIG: GITHUB_TOKEN must be one word/ },
  { args: ["config"], env: { PORT: "x", SYNC: "x" }, line: /^ERR_CONFIG: PORT .*; SYNC / },
];

describe("bad input is one line with a stable code, exit code 2, never a stack", () => {
  test.each(
    BAD.map(
      (bad) =>
        [[...bad.args, ...Object.entries(bad.env ?? {}).map((pair) => pair.join("="))].join(" ") || "nothing", bad] as const,
    ),
  )("%s", async (_, { args, env, line }) => {
    const { exit, stdout, stderr } = await runHere(args, { DATA_DIR: join(folder.path, "never-made"), ...env });
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: "" });
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});

test("without a command the help is printed, as bad input", async () => {
  const { exit, stderr } = await runHere([]);
  expect(exit).toBe(2);
  expect(stderr).toMatch(/^Usage: papergraph/);
});

test("a process says the same", async () => {
  const { exit, stdout, stderr } = await runCli(["sync", "nowhere"]);
  expect({ exit, stdout }).toEqual({ exit: 2, stdout: "" });
  expect(stderr).toMatch(/^ERR_UNKNOWN_SOURCE: .*\n$/);
});

test("a folder or server that cannot be used is a failure in one line", async () => {
  const broken = await runHere(["migrate"], { DATA_DIR: join(file, "below") });
  expect(broken.exit).toBe(1);
  expect(broken.stderr.trimEnd()).toMatch(/^ERR_DATABASE_EMBEDDED: the embedded database in .* cannot be opened: ENOTDIR.*$/);
  const away = await runHere(["migrate"], { DATABASE_URL: "postgres://127.0.0.1:1/x" });
  expect(away.exit).toBe(1);
  expect(away.stderr.trimEnd()).toMatch(/^ERR_DATABASE_UNREACHABLE: .*ECONNREFUSED.*$/);
});

test("LOG_LEVEL=debug adds the stack", async () => {
  const { stderr } = await runHere(["sync", "nowhere"], { LOG_LEVEL: "debug" });
  expect(stderr).toMatch(/^ERR_UNKNOWN_SOURCE: .*\n(.*\n)*\s+at /);
});
