/**
 * An archive as a file: lines of JSON, gzip-compressed. A header, decisions, then pages in the order in which they were
 * fetched, each body once and right before the page that first has it, and an end. Every line but the header begins with
 * `sum`: the SHA-256 of the sum before it (of the header: its own) and of the line's other members as they stand. So a line
 * that was altered, moved, added, or that follows a lost one, is known before anything is made of it.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { isGzipDamage } from "./bulk/gunzipped.ts";
import { keptInFile } from "./bulk/kept-file.ts";

/** The format's name and its version; a reader refuses one that it does not know. */
export const ARCHIVE_FORMAT = "papergraph-archive";
export const ARCHIVE_VERSION = 2;
/** Its lines have no sums: the end alone has one, of all of them. */
const UNCHAINED_VERSION = 1;

/** A file that cannot be brought in. What was stored of it before it was noticed is as it should be. */
export class ArchiveFileError extends Error {
  readonly code: "ERR_ARCHIVE_FORMAT" | "ERR_ARCHIVE_VERSION" | "ERR_ARCHIVE_DAMAGED";

  constructor(code: ArchiveFileError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const instant = z.iso.datetime();
const count = z.number().int().nonnegative();

const headerSchema = z.object({ format: z.literal(ARCHIVE_FORMAT), version: z.number(), pages: count });
const exchangeSchema = z.strictObject({
  request: z.strictObject({ method: z.enum(["GET", "POST"]), url: z.string(), body: z.string().nullable() }),
  status: z.number().int(),
  isNotModified: z.boolean(),
  headers: z.record(z.string(), z.string()),
  bodySha256: sha256,
  fetchedAt: instant,
});
const lineSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("body"), sha256, content: z.string() }),
  z.strictObject({
    kind: z.literal("page"),
    source: z.string(),
    stream: z.string(),
    normalizerVersion: z.number().int(),
    exchanges: z.array(exchangeSchema).min(1),
  }),
  z.strictObject({
    kind: z.literal("decision"),
    id: z.uuid(),
    decision: z.enum(["SUPPRESS", "SPLIT", "MERGE", "IMPORT"]),
    subject: z.uuid(),
    detail: z.record(z.string(), z.json()),
    decidedAt: instant,
  }),
]);
/** The last line; as version 1 begins it. */
const END = '{"kind":"end"}';
const UNCHAINED_END = '{"kind":"end",';
const unchainedEndSchema = z.object({ sha256 });

/** The first line. `pages`: how many will come. */
export type ArchiveHeader = z.infer<typeof headerSchema>;
/** Any line between the header and the end, without its sum. */
export type ArchiveLine = z.infer<typeof lineSchema>;
/** An exchange without its body. */
export type ExchangeLine = z.infer<typeof exchangeSchema>;

/** Makes the lines of a file, each with its sum. */
export async function* writeArchiveLines(header: ArchiveHeader, lines: AsyncIterable<ArchiveLine>): AsyncGenerator<string> {
  const first = JSON.stringify(header);
  let sum = sumAfter("", first);
  const summed = (text: string) => {
    sum = sumAfter(sum, text);
    return `{"sum":"${sum}",${text.slice(1)}\n`;
  };
  yield `${first}\n`;
  for await (const line of lines) yield summed(JSON.stringify(line));
  yield summed(END);
}

const SUM = /^\{"sum":"([0-9a-f]{64})",/;

function sumAfter(before: string, text: string): string {
  return createHash("sha256").update(before).update(text).digest("hex");
}

/**
 * Reads the lines of an uncompressed file. A line comes out only when it is the one that was written at its place; a file
 * that was cut gives the lines before the cut. Of version 1 nothing comes out before all of the file has been read.
 * @throws {ArchiveFileError}
 */
export async function* readArchiveLines(
  bytes: AsyncIterable<Buffer>,
  onHeader: (header: ArchiveHeader) => void,
): AsyncGenerator<ArchiveLine> {
  const texts = linesOf(bytes);
  try {
    const { value: first, done } = await texts.next();
    if (done) throw new ArchiveFileError("ERR_ARCHIVE_FORMAT", "the file is empty");
    const header = readHeader(first);
    onHeader(header);
    const sound = header.version === UNCHAINED_VERSION ? linesOf(keptInFile(unchained(first, texts))) : chained(first, texts);
    let number = 1;
    for await (const text of sound) {
      number += 1;
      const line = readLine(text, number);
      if (line.kind === "body" && createHash("sha256").update(line.content).digest("hex") !== line.sha256)
        throw damaged(`the body in line ${number} is not the one that was written`);
      yield line;
    }
  } finally {
    await texts.return(undefined);
  }
}

/** The lines without their sums and the end. @throws {ArchiveFileError} before a line that was not written there */
async function* chained(header: string, texts: AsyncIterable<string>): AsyncGenerator<string> {
  let sum = sumAfter("", header);
  let number = 1;
  let hasEnded = false;
  for await (const text of texts) {
    number += 1;
    if (hasEnded) throw damaged(`line ${number} comes after the end`);
    const [start, stated] = SUM.exec(text) ?? [];
    const content = start === undefined ? "" : `{${text.slice(start.length)}`;
    sum = sumAfter(sum, content);
    if (stated !== sum) throw damaged(`line ${number} is not the one that was written there`);
    hasEnded = content === END;
    if (!hasEnded) yield content;
  }
  if (!hasEnded) throw damaged("it ends too early");
}

/** The lines of version 1 without the end. @throws {ArchiveFileError} after them, when they are not those that were written */
async function* unchained(header: string, texts: AsyncIterable<string>): AsyncGenerator<string> {
  const hash = createHash("sha256").update(`${header}\n`);
  let number = 1;
  let hasEnded = false;
  for await (const text of texts) {
    number += 1;
    if (hasEnded) throw damaged(`line ${number} comes after the end`);
    hasEnded = text.startsWith(UNCHAINED_END);
    if (hasEnded) {
      const end = unchainedEndSchema.safeParse(parse(text));
      if (end.data?.sha256 !== hash.digest("hex")) throw damaged("its lines are not those that were written");
      continue;
    }
    hash.update(`${text}\n`);
    yield `${text}\n`;
  }
  if (!hasEnded) throw damaged("it ends too early");
}

/** A file whose content is not what was written. */
export function damaged(why: string, cause?: unknown): ArchiveFileError {
  return new ArchiveFileError("ERR_ARCHIVE_DAMAGED", `the archive file is damaged: ${why}`, { cause });
}

function readHeader(text: string): ArchiveHeader {
  const parsed = headerSchema.safeParse(parse(text));
  if (!parsed.success) throw new ArchiveFileError("ERR_ARCHIVE_FORMAT", "the file is not an archive of papergraph");
  const { version } = parsed.data;
  if (version !== ARCHIVE_VERSION && version !== UNCHAINED_VERSION) {
    throw new ArchiveFileError(
      "ERR_ARCHIVE_VERSION",
      `the file is of version ${version}; this program reads versions ${UNCHAINED_VERSION} and ${ARCHIVE_VERSION}`,
    );
  }
  return parsed.data;
}

function readLine(text: string, number: number): ArchiveLine {
  const parsed = lineSchema.safeParse(parse(text));
  if (!parsed.success) throw damaged(`line ${number} cannot be read`, parsed.error);
  return parsed.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A line holds a body of 128 MB at most, escaped. */
const MAX_LINE_BYTES = 400 * 1024 * 1024;
const NEWLINE = 0x0a;

/** Splits at line feeds alone: Node's readline takes other characters, which bodies may hold, for ends of lines. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of chunks) {
      let start = 0;
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, start)) {
        yield Buffer.concat([...parts, chunk.subarray(start, at)]).toString("utf8");
        parts = [];
        size = 0;
        start = at + 1;
      }
      if (start < chunk.length) parts.push(chunk.subarray(start));
      size += chunk.length - start;
      if (size > MAX_LINE_BYTES) throw damaged("a line is too long");
    }
  } catch (error) {
    // What the decompression says of a file that was cut or altered.
    if (isGzipDamage(error)) throw damaged(error.message, error);
    throw error;
  }
  if (size > 0) throw damaged("its last line is not whole");
}
