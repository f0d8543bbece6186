/** `papergraph export --archive FILE`: what another machine needs to hold the same tables, as one file. */
import { existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { stdout } from "node:process";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { exportArchive } from "../ingest/export-archive.ts";
import { CommandError, EXIT, type ExitCode } from "./failure.ts";
import { showPages } from "./page-progress.ts";
import { settle, type World, withDatabase } from "./runtime.ts";

/**
 * Writes the file; it has its name only when it is whole. `-`: standard output.
 * @throws {CommandError} ERR_FILE_EXISTS, ERR_FILE_NOT_WRITTEN
 */
export async function exportCommand(world: World, file: string): Promise<ExitCode> {
  if (file === "-") {
    await exportInto(world, () => stdout, "standard output");
    return EXIT.success;
  }
  if (existsSync(file)) throw new CommandError("ERR_FILE_EXISTS", `${file} was not written: it is there already`);
  const partial = `${file}.partial`;
  // Before the database is opened: where nothing can be written, that is said at once.
  const handle = await open(partial, "w").catch((error: unknown) => {
    throw notWritten(file, error);
  });
  try {
    const pages = await exportInto(world, () => handle.createWriteStream(), file);
    await handle.close();
    await rename(partial, file).catch((error: unknown) => {
      throw notWritten(file, error);
    });
    world.print(`wrote ${pages} archived pages to ${file}\n`);
    return EXIT.success;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}

/** Resolves with the number of pages. `openTarget` is called when the database is open; `name`: what messages call it. */
async function exportInto(world: World, openTarget: () => Writable, name: string): Promise<number> {
  const progress = showPages(world);
  await withDatabase(settle(world), false, async ({ sql }) => {
    const write = async (lines: AsyncIterable<string>) => await compressInto(openTarget(), lines, world.signal, name);
    await exportArchive(sql, write, progress.show);
  });
  return progress.done();
}

async function compressInto(target: Writable, lines: AsyncIterable<string>, signal: AbortSignal, name: string): Promise<void> {
  const source = Readable.from(lines);
  let isTargetAtFault = false;
  // When the source fails, or somebody asks to stop, the target is told that, too: only later.
  const noteFault = () => (isTargetAtFault ||= source.errored === null);
  target.once("error", noteFault);
  try {
    await pipeline(source, createGzip(), target, { end: target !== stdout, signal });
  } catch (error) {
    throw isTargetAtFault ? notWritten(name, error) : error;
  }
  if (target !== stdout) return;
  // It is left open, so what became of its last bytes comes after the pipeline's end.
  await new Promise<void>((resolve, reject) => {
    target.write("", (error) => (error ? reject(notWritten(name, error)) : resolve()));
  });
}

function notWritten(name: string, cause: unknown): CommandError {
  return new CommandError("ERR_FILE_NOT_WRITTEN", `${name} was not written: ${(cause as Error).message}`, { cause });
}
