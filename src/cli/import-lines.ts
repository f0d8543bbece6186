/** `papergraph import STREAM FILE`: brings in a file of lines that its publisher offers for download. */
import type { SourceAdapter } from "../contract/index.ts";
import type { Database } from "../db/client.ts";
import { importLines } from "../ingest/import-lines.ts";
import { EXIT, type ExitCode, UsageError } from "./failure.ts";
import { showFileProgress } from "./file-progress.ts";
import { inputFile } from "./import-file.ts";
import { settle, type World, withDatabase } from "./runtime.ts";

/** Which file, for which stream. `asOf`: when the publisher made it; absent: when it was last changed. */
export interface LinesFlags {
  readonly adapter: SourceAdapter;
  readonly streamName: string;
  readonly file: string;
  readonly asOf?: Date;
}

/** Reads the file; `-`: standard input. @throws {UsageError} ERR_BAD_DATE: `asOf` has not come */
export async function importLinesCommand(world: World, { adapter, streamName, file, asOf }: LinesFlags): Promise<ExitCode> {
  const { status, bytes } = inputFile(file);
  const settled = settle(world);
  if (asOf !== undefined && asOf > (await settled.clock.now()))
    throw new UsageError("ERR_BAD_DATE", "--as-of lies in the future: nobody has such a file yet");
  const work = async ({ sql }: Database) => {
    const now = await settled.clock.now();
    const stated = asOf ?? status?.mtime ?? now;
    const size = status?.size ?? null;
    const progress = showFileProgress(world, size);
    try {
      return await importLines(bytes, {
        ...{ sql, adapter, streamName, size, signal: world.signal, now: () => settled.clock.now(), onProgress: progress.show },
        // Nobody has seen it later than now.
        observedAt: new Date(Math.min(stated.getTime(), now.getTime())),
      });
    } finally {
      progress.end();
    }
  };
  const result = await withDatabase(settled, true, work, { indexesText: true });
  world.print(
    `${result.records} records were brought in of ${result.lines} lines, ${result.known} of ${result.pages} pages were there already\n`,
  );
  if (result.rejected > 0)
    world.print(`${result.rejected} lines could not be read: \`papergraph quarantine list\` shows where and why\n`);
  if (result.known > 0 && asOf !== undefined) world.note("pages that were there keep the time under which they first came in\n");
  if (!result.isComplete) world.print("it was stopped; the same command goes on where this one ended\n");
  return result.rejected > 0 || !result.isComplete ? EXIT.partial : EXIT.success;
}
