/** `papergraph export --archive FILE`: what another machine needs to hold the same tables, as one file. */
import { createWriteStream, existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { stdout } from "node:process";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { exportArchive } from "../ingest/export-archive.ts";
import { CommandError, EXIT, type ExitCode } from "./failure.ts";
import { showPages } from "./page-progress.ts";
import { settle, type World, withDatabase } from "./runtime.ts";

/** Writes the file; it has its name only when it is whole. `-`: standard output. */
export async function exportCommand(world: World, file: string): Promise<ExitCode> {
  const isStdout = file === "-";
  if (!isStdout && existsSync(file)) throw new CommandError("ERR_FILE_EXISTS", `${file} was not written: it is there already`);
  const progress = showPages(world);
  const partial = `${file}.partial`;
  const write = async (target: Writable) =>
    await withDatabase(settle(world), false, async ({ sql }) => {
      await exportArchive(
        sql,
        async (lines) => await pipeline(Readable.from(lines), createGzip(), target, { end: !isStdout, signal: world.signal }),
        progress.show,
      );
    });
  if (isStdout) {
    await write(stdout);
    return EXIT.success;
  }
  try {
    await write(createWriteStream(partial));
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  world.print(`wrote ${progress.done()} archived pages to ${file}\n`);
  return EXIT.success;
}
