/** `papergraph import`: data that no sync reads, from files. Each form has a file of its own. */
import type { Command } from "commander";
import { parseDay, presentText } from "./arguments.ts";
import { type ExitCode, UsageError } from "./failure.ts";
import { importArchiveCommand } from "./import-archive.ts";
import { importLinesCommand } from "./import-lines.ts";
import type { World } from "./runtime.ts";

/** Adds the command with all its forms. */
export function addImportCommand(program: Command, world: World, ended: (exit: ExitCode) => void): void {
  const command = program
    .command("import")
    .description("Bring in files")
    .allowExcessArguments(false)
    .option("--archive <file>", "an archive that `papergraph export` wrote (.jsonl.gz); - reads standard input", presentText)
    .action(async ({ archive }: { archive?: string }) => {
      if (archive === undefined)
        throw new UsageError("ERR_USAGE", "name what to import: --archive FILE, or a stream and its file");
      ended(await importArchiveCommand(world, archive));
    });
  for (const adapter of world.adapters) {
    for (const [streamName, { file, description }] of Object.entries(adapter.streams)) {
      if (!file) continue;
      command
        .command(`${streamName} <file>`)
        .description(description)
        .option("--as-of <day>", "day on which the publisher made the file; otherwise the time of its last change", parseDay)
        .allowExcessArguments(false)
        .action(async (path: string, flags: { asOf?: Date }) =>
          ended(await importLinesCommand(world, { adapter, streamName, file: path, ...flags })),
        );
    }
  }
}
