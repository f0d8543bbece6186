/** The lines of a file, plain or gzip-compressed, with little memory, and pages made of them. */
import { gunzipped, isGzipDamage } from "./gunzipped.ts";

/** A file that cannot be brought in. What was stored of it before it was noticed is as it should be. */
export class LineFileError extends Error {
  readonly code: "ERR_FILE_FORMAT" | "ERR_FILE_DAMAGED";

  constructor(code: LineFileError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LineFileError";
    this.code = code;
  }
}

/** Lines that follow each other, without their ends. `first`: number of the first of them in the file, 1-based. */
export interface LinePage {
  readonly first: number;
  readonly lines: readonly string[];
}

/** No record is so long; a file of another kind may be one line. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;
/** Bounds the memory of a page whose lines are unusually long. */
const MAX_PAGE_CHARACTERS = 16 * 1024 * 1024;
const NEWLINE = 0x0a;
const GZIP = [0x1f, 0x8b];
const ZIP = [0x50, 0x4b, 0x03, 0x04];

/**
 * Cuts a file into pages of at most `linesPerPage` lines; equal bytes give equal pages.
 * @throws {LineFileError} when it is empty, compressed in another way, cut short, or has a line without end
 */
export async function* linePages(bytes: AsyncIterable<Buffer>, linesPerPage: number): AsyncGenerator<LinePage> {
  let lines: string[] = [];
  let first = 1;
  let size = 0;
  for await (const line of linesOf(uncompressed(bytes))) {
    lines.push(line);
    size += line.length;
    if (lines.length < linesPerPage && size < MAX_PAGE_CHARACTERS) continue;
    yield { first, lines };
    first += lines.length;
    lines = [];
    size = 0;
  }
  if (lines.length > 0) yield { first, lines };
  else if (first === 1) throw new LineFileError("ERR_FILE_FORMAT", "the file is empty");
}

/** The bytes of a gzip file uncompressed, of any other file as they are: names tell less than beginnings. */
async function* uncompressed(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const source = bytes[Symbol.asyncIterator]();
  const start = await source.next();
  if (start.done) return;
  const begins = (mark: readonly number[]) => mark.every((byte, place) => start.value[place] === byte);
  if (begins(ZIP)) {
    throw new LineFileError(
      "ERR_FILE_FORMAT",
      "the file is a zip archive: bring in what `unzip -p FILE` prints, with - as the file",
    );
  }
  const all = (async function* () {
    yield start.value;
    yield* { [Symbol.asyncIterator]: () => source };
  })();
  if (!begins(GZIP)) {
    yield* all;
    return;
  }
  try {
    yield* gunzipped(all);
  } catch (error) {
    if (!isGzipDamage(error)) throw error;
    throw new LineFileError("ERR_FILE_DAMAGED", `the file is damaged or cut short: ${error.message}`, { cause: error });
  }
}

/** Splits at line feeds alone: Node's readline takes other characters, which texts may hold, for ends of lines. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let size = 0;
  let number = 0;
  const ended = (last: Buffer) => {
    const text = (parts.length === 0 ? last : Buffer.concat([...parts, last])).toString("utf8");
    parts = [];
    size = 0;
    number += 1;
    // A mark of byte order says nothing.
    return number === 1 ? text.replace(/^\uFEFF/, "") : text;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, start)) {
      yield ended(chunk.subarray(start, at));
      start = at + 1;
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
    size += chunk.length - start;
    if (size > MAX_LINE_BYTES)
      throw new LineFileError("ERR_FILE_FORMAT", `line ${number + 1} is too long: this is no file of lines`);
  }
  if (size > 0) yield ended(Buffer.alloc(0));
}
