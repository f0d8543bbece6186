/** `papergraph import --archive FILE`: brings in what `papergraph export --archive` wrote, on this machine or another. */
import { gunzipped } from "../ingest/bulk/gunzipped.ts";
import { importArchive } from "../ingest/import-archive.ts";
import { EXIT, type ExitCode } from "./failure.ts";
import { inputFile } from "./import-file.ts";
import { showPages } from "./page-progress.ts";
import { settle, type World, withDatabase } from "./runtime.ts";

/** Reads the file; `-`: standard input. */
export async function importArchiveCommand(world: World, file: string): Promise<ExitCode> {
  const { bytes } = inputFile(file);
  const settled = settle(world);
  const progress = showPages(world);
  const result = await withDatabase(settled, true, async ({ sql }) => {
    return await importArchive(gunzipped(bytes), {
      ...{ sql, adapters: world.adapters, signal: world.signal, onProgress: progress.show },
      recordedAt: await settled.clock.now(),
    });
  });
  world.print(
    `${result.stored} archived pages were brought in, ${result.known} were there already, ${result.decisions} decisions are new\n`,
  );
  for (const [source, pages] of result.unknownSources)
    world.print(`${pages} pages of ${source} are kept in the archive: this program has no adapter for them\n`);
  if (result.unreadable > 0)
    world.print(`${result.unreadable} of them are no answers to today's adapters: \`papergraph quarantine list\` shows why\n`);
  if (!result.isComplete) world.print("it was stopped; the same command goes on where this one ended\n");
  return result.unreadable > 0 || !result.isComplete ? EXIT.partial : EXIT.success;
}
