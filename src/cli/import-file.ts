/** The file that a command brings in, or standard input. */
import { createReadStream, type Stats, statSync } from "node:fs";
import { stdin } from "node:process";
import { CommandError } from "./failure.ts";

/** What was found at a path. */
export interface InputFile {
  /** Null: standard input, of which nobody knows size and time. */
  readonly status: Stats | null;
  /** Opened when somebody begins to read, once. @throws {CommandError} ERR_FILE_NOT_READ */
  readonly bytes: AsyncIterable<Buffer>;
}

/** Looks at the file; `-`: standard input. @throws {CommandError} ERR_FILE_MISSING, ERR_FILE_NOT_READ */
export function inputFile(file: string): InputFile {
  if (file === "-") return { status: null, bytes: read(file) };
  const status = statusOf(file);
  if (!status) throw new CommandError("ERR_FILE_MISSING", `there is no file ${file}`);
  if (status.isDirectory()) throw new CommandError("ERR_FILE_MISSING", `${file} is a folder`);
  return { status, bytes: read(file) };
}

function statusOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    throw notRead(file, error);
  }
}

const CHUNK_BYTES = 1024 * 1024;

async function* read(file: string): AsyncGenerator<Buffer> {
  const stream = file === "-" ? stdin : createReadStream(file, { highWaterMark: CHUNK_BYTES });
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    // What whoever reads throws in is not the file's.
    throw stream.errored === error ? notRead(file, error) : error;
  }
}

function notRead(file: string, cause: unknown): CommandError {
  const what = file === "-" ? "standard input" : file;
  return new CommandError("ERR_FILE_NOT_READ", `${what} cannot be read: ${(cause as Error).message}`, { cause });
}
