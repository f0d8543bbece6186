/** `papergraph import`: data that no sync reads, from files. Each form has a file of its own. */
import type { Command } from "commander";
import { presentText } from "./arguments.ts";
import { type ExitCode, UsageError } from "./failure.ts";
import { importArchiveCommand } from "./import-archive.ts";
import type { World } from "./runtime.ts";

/** Adds the command with all its forms. */
export function addImportCommand(program: Command, world: World, ended: (exit: ExitCode) => void): void {
  program
    .command("import")
    .description("Bring in files")
    .allowExcessArguments(false)
    .option("--archive <file>", "an archive that `papergraph export` wrote (.jsonl.gz); - reads standard input", presentText)
    .action(async ({ archive }: { archive?: string }) => {
      if (archive === undefined) throw new UsageError("ERR_USAGE", "name what to import: --archive FILE");
      ended(await importArchiveCommand(world, archive));
    });
}
