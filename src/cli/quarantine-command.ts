/** The flags of `papergraph quarantine` and `papergraph drift`. */
import type { Command } from "commander";
import { MIN_DAYS_BEFORE, MIN_DOCUMENTS_BEFORE, MIN_WEEKDAYS } from "../ingest/drift-rules.ts";
import { parseCount } from "./arguments.ts";
import { drift } from "./drift.ts";
import type { ExitCode } from "./failure.ts";
import { quarantineFailures, quarantineList, quarantineRedrive, quarantineShow } from "./quarantine.ts";
import type { World } from "./runtime.ts";

const TARGET = "a source or source/stream; left out: all";

/** Adds both commands to the program. */
export function addQuarantineCommands(program: Command, world: World, ended: (exit: ExitCode) => void): void {
  const group = program.command("quarantine").description("Look at records that could not be read, and read them again");
  const add = (name: string, description: string) => group.command(name).description(description).allowExcessArguments(false);
  const limit = ["--limit <number>", "rows at most", parseCount, 50] as const;
  add("list", "Records that could not be read, newest first")
    .argument("[target]", TARGET)
    .option(...limit)
    .action(async (target: string | undefined, flags: { limit: number }) => ended(await quarantineList(world, target, flags)));
  add("show", "One record or failed answer with all that is known of it")
    .argument("<id>", "its id, or as much of its beginning as no other has")
    .action(async (id: string) => ended(await quarantineShow(world, id)));
  add("redrive", "Read the archived answers of quarantined records again, with the adapters as they are now")
    .argument("[target]", "an id, a source or source/stream")
    .option("--all", "all records")
    .action(async (target: string | undefined, flags: { all?: boolean }) => ended(await quarantineRedrive(world, target, flags)));
  add(
    "failures",
    "Answers that were none, newest first: of another form, cut short, unreadable, or an upstream's own failure (5xx)",
  )
    .argument("[target]", TARGET)
    .option(...limit)
    .action(async (target: string | undefined, flags: { limit: number }) =>
      ended(await quarantineFailures(world, target, flags)),
    );
  program
    .command("drift")
    .description("Show what changed in the answers of sources: fields that are new, missing or of another type, unusual counts")
    .addHelpText(
      "after",
      `\nNothing is reported of a stream before ${MIN_DAYS_BEFORE} days and ${MIN_DOCUMENTS_BEFORE} documents of it are known, and no unusual count before ${MIN_WEEKDAYS} of the same weekday are.`,
    )
    .allowExcessArguments(false)
    .argument("[target]", TARGET)
    .option(...limit)
    .action(async (target: string | undefined, flags: { limit: number }) => ended(await drift(world, target, flags)));
}
