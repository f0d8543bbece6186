/** The commands with their flags, and how each ends. */
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { packageRoot } from "../package-root.ts";
import { add as addPapers } from "./add.ts";
import { parseCount, parseDay, parseList, presentText } from "./arguments.ts";
import { type BacktestFlags, backtestCommand } from "./backtest.ts";
import { config } from "./config.ts";
import { checksumCommand, migrateCommand, renormalizeCommand } from "./database-commands.ts";
import { exportCommand } from "./export.ts";
import { describeFailure, EXIT, type ExitCode } from "./failure.ts";
import { addIdentityCommands } from "./identity.ts";
import { addImportCommand } from "./import.ts";
import { jobs } from "./jobs.ts";
import { pruneCommand } from "./prune.ts";
import { addQuarantineCommands } from "./quarantine-command.ts";
import { type RecordFlags, record } from "./record.ts";
import type { World } from "./runtime.ts";
import { type SnapshotFlags, snapshot } from "./snapshot.ts";
import { sources } from "./sources.ts";
import { addSuppressCommand } from "./suppress.ts";
import { sync } from "./sync.ts";
import { worker } from "./worker.ts";

const EXIT_HELP = `
Exit codes: 0 success, 1 failed, 2 bad input, 3 partial (some streams or records), 4 the data folder is in use.
Settings are environment variables; \`papergraph config\` lists them all. Answers go to stdout, progress and logs to stderr.`;

/** Runs the command that the arguments name. Prints errors; never throws. */
export async function run(args: readonly string[], world: World): Promise<ExitCode> {
  let exit: ExitCode = EXIT.success;
  const command = describe(world, (code) => {
    exit = code;
  });
  try {
    await command.parseAsync(args, { from: "user" });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.success;
    const failure = describeFailure(error);
    // Help that nobody asked for has been printed already, and is the message.
    if (!(error instanceof CommanderError && error.code === "commander.help")) world.note(`${failure.line}\n`);
    if (world.environment["LOG_LEVEL"] === "debug" && error instanceof Error) world.note(`${error.stack}\n`);
    return failure.exit;
  }
}

/** The schema takes a moment to build, so commands that need none do not load it. */
function describe(world: World, ended: (exit: ExitCode) => void): Command {
  const { version } = JSON.parse(readFileSync(new URL("package.json", packageRoot), "utf8")) as { version: string };
  const names = world.adapters.map(({ id }) => id).join(", ");
  const program = new Command("papergraph");
  // Said once, by us, with a code.
  program.exitOverride().configureOutput({ writeOut: world.print, writeErr: world.note, outputError: () => undefined });
  program.description("One typed, time-aware GraphQL index of AI papers.").version(version).showHelpAfterError(false);
  program.addHelpText("after", EXIT_HELP);

  const add = (name: string, description: string) => program.command(name).description(description).allowExcessArguments(false);
  add("serve", "Serve GraphQL and keep the sources in sync: everything in one process")
    .option("--host <address>", "address to listen on (HOST)", presentText)
    .option("--port <number>", "port to listen on, 0 for a free one (PORT)", presentText)
    .action(async (flags: { host?: string; port?: string }) => ended(await (await import("./serve.ts")).serve(world, flags)));
  add("worker", "Keep the sources in sync without serving; many workers may share one PostgreSQL").action(async () =>
    ended(await worker(world)),
  );
  add("sync", `Read sources now, due or not. TARGET: a source (${names}) or source/stream; left out: all`)
    .argument("[target]")
    .option("--since <day>", "first day to read, as 2026-07-01 (UTC), whatever was read before", parseDay)
    .option("--until <day>", "last day to read", parseDay)
    .action(async (target: string | undefined, flags: { since?: Date; until?: Date }) => ended(await sync(world, target, flags)));
  add("add", "Hold these papers, whoever lists them: arXiv identifiers, DOIs, or addresses that a source recognises")
    .argument("<identifier...>")
    .action(async (identifiers: string[]) => ended(await addPapers(world, identifiers)));
  add("sources", "Show state, lag and budget of every source").action(async () => ended(await sources(world)));
  add("jobs", "Show the jobs that wait, run or are tried again, and the dead ones, newest first")
    .option("--limit <number>", "dead jobs at most", parseCount, 50)
    .action(async (flags: { limit: number }) => ended(await jobs(world, flags)));
  add("migrate", "Bring the database's tables up to date (serve, worker and sync do it by themselves)").action(async () =>
    ended(await migrateCommand(world)),
  );
  add("renormalize", `Rebuild all tables from the archive, without network. SOURCE (${names}): only what that source says`)
    .argument("[source]")
    .action(async (source: string | undefined) => ended(await renormalizeCommand(world, source)));
  add("record", "Record the requests of a small run as fixture files for an adapter's tests; stores nothing in the database")
    .argument("<target>", `a source (${names}) or source/stream`)
    .option("--out <folder>", "where the files go", ".")
    .option("--since <day>", "first day to read", parseDay)
    .option("--until <day>", "last day to read", parseDay)
    .option("--pages <number>", "pages of each stream at most", parseCount, 2)
    .option(
      "--id <text>",
      "what look-ups are asked for: an id or address that a source recognises; may be repeated",
      parseList,
      [],
    )
    .action(async (target: string, { id, ...flags }: RecordOptions) => ended(await record(world, target, { ...flags, ids: id })));
  add("checksum", "Print one sum per table and one of all, to compare databases")
    .option("--json", "print JSON")
    .action(async (flags: { json?: boolean }) => ended(await checksumCommand(world, flags)));
  add("export", "Write the archive and all decisions to a file, for `papergraph import` on another machine")
    .requiredOption("--archive <file>", "file to write (.jsonl.gz); - writes to standard output", presentText)
    .action(async ({ archive }: { archive: string }) => ended(await exportCommand(world, archive)));
  addImportCommand(program, world, ended);
  add("snapshot", "Seal a ranking as it stands, so that it can be cited; lists are sealed by themselves when they settle")
    .option("--kind <name>", "daily, weekly, monthly, trending or rising; left out, without --formula: daily", presentText)
    .option("--formula <file>", "JSON: a formula of one's own, as in a backtest's file", presentText)
    .option("--subject <name>", "paper, author or organization", presentText, "paper")
    .option("--containing <day>", "of lists: a day of the period; left out: the running one", parseDay)
    .option("--source <name>", "of lists: whose; left out: huggingface", presentText)
    .option("--category <code>", "among this category's papers alone, such as cs.CL", presentText)
    .option("--keyword <text>", "among the papers with this keyword alone", presentText)
    .option(
      "--organization <identifier>",
      "among this organisation's papers alone: huggingface-login:name, ror:… or a GraphQL id",
      presentText,
    )
    .option("--as-of <instant>", "as it stood then, such as 2026-07-01T18:00:00Z; left out: now", presentText)
    .action(async (flags: SnapshotFlags) => ended(await snapshot(world, flags)));
  add("backtest", "Compare ranking formulas over the recorded days: what each put first, and what became of that")
    .argument("<file>", "JSON: formulas, from, to and, where wished, at, top, horizonDays; README.md has one")
    .option("--csv <file>", "also write every formula's figures by day", presentText)
    .option("--svg <file>", "also draw one measure by day, a line per formula", presentText)
    .option("--measure <name>", "what is drawn: votes, gained, precision, ndcg or turnover", presentText, "votes")
    .action(async (file: string, flags: BacktestFlags) => ended(await backtestCommand(world, file, flags)));
  add("prune", "Drop archived answers that nothing depends on (`worker` and `serve` do it once a day)")
    .option("--keep-days <number>", "keep whatever is younger than so many days (ARCHIVE_DAYS); 0 keeps all", presentText)
    .option("--dry-run", "only say what would go")
    .action(async (flags: { keepDays?: string; dryRun?: boolean }) => ended(await pruneCommand(world, flags)));
  addQuarantineCommands(program, world, ended);
  addIdentityCommands(program, world, ended);
  addSuppressCommand(program, world, ended);
  add("schema", "Print the GraphQL schema").action(async () => ended((await import("./schema.ts")).printSchemaCommand(world)));
  add("config", "Show every setting, its value and where that comes from; secrets are hidden").action(() => ended(config(world)));
  return program;
}

/** As commander gives them: a repeated flag goes by its own name. */
type RecordOptions = Omit<RecordFlags, "ids"> & { readonly id: readonly string[] };
