/**
 * An archive as a file: lines of JSON, gzip-compressed. A header, decisions, then pages in the order in which they were
 * fetched, each body once and right before the page that first has it, and at the end how many there were and what they sum to.
 */
import { createHash } from "node:crypto";
import { z } from "zod";

/** The format's name and its version; a reader refuses one that it does not know. */
export const ARCHIVE_FORMAT = "papergraph-archive";
export const ARCHIVE_VERSION = 1;

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
  z.strictObject({ kind: z.literal("end"), pages: count, bodies: count, decisions: count, sha256 }),
]);

/** The first line. `pages`: how many will come. */
export type ArchiveHeader = z.infer<typeof headerSchema>;
/** Any other line. */
export type ArchiveLine = z.infer<typeof lineSchema>;
/** An exchange without its body. */
export type ExchangeLine = z.infer<typeof exchangeSchema>;

type EndLine = Extract<ArchiveLine, { kind: "end" }>;

/** Makes the lines of a file, with their sum at the end. */
export async function* writeArchiveLines(header: ArchiveHeader, lines: AsyncIterable<ArchiveLine>): AsyncGenerator<string> {
  const hash = createHash("sha256");
  const counts = { page: 0, body: 0, decision: 0, end: 0 };
  const written = (line: object) => {
    const text = `${JSON.stringify(line)}\n`;
    hash.update(text);
    return text;
  };
  yield written(header);
  for await (const line of lines) {
    counts[line.kind] += 1;
    yield written(line);
  }
  const end: EndLine = {
    kind: "end",
    pages: counts.page,
    bodies: counts.body,
    decisions: counts.decision,
    sha256: hash.digest("hex"),
  };
  yield `${JSON.stringify(end)}\n`;
}

/**
 * Reads the lines of an uncompressed file and checks them: format, version, each body's sum, the order of kinds, and the
 * counts and the sum at the end, so that a file that was cut or altered does not pass.
 * @throws {ArchiveFileError}
 */
export async function* readArchiveLines(
  bytes: AsyncIterable<Buffer>,
  onHeader: (header: ArchiveHeader) => void,
): AsyncGenerator<Exclude<ArchiveLine, EndLine>> {
  const hash = createHash("sha256");
  const counts = { page: 0, body: 0, decision: 0 };
  let number = 0;
  let hasEnded = false;
  for await (const text of linesOf(bytes)) {
    number += 1;
    if (number === 1) {
      onHeader(readHeader(text));
      hash.update(`${text}\n`);
      continue;
    }
    if (hasEnded) throw damaged(`line ${number} comes after the end`);
    const line = readLine(text, number);
    if (line.kind === "end") {
      const isWhole = line.pages === counts.page && line.bodies === counts.body && line.decisions === counts.decision;
      if (!isWhole || line.sha256 !== hash.digest("hex")) throw damaged("its lines are not those that were written");
      hasEnded = true;
      continue;
    }
    hash.update(`${text}\n`);
    if (line.kind === "body" && createHash("sha256").update(line.content).digest("hex") !== line.sha256)
      throw damaged(`the body in line ${number} is not the one that was written`);
    counts[line.kind] += 1;
    yield line;
  }
  if (number === 0) throw new ArchiveFileError("ERR_ARCHIVE_FORMAT", "the file is empty");
  if (!hasEnded) throw damaged("it ends too early");
}

/** A file whose content is not what was written. */
export function damaged(why: string, cause?: unknown): ArchiveFileError {
  return new ArchiveFileError("ERR_ARCHIVE_DAMAGED", `the archive file is damaged: ${why}`, { cause });
}

function readHeader(text: string): ArchiveHeader {
  const parsed = headerSchema.safeParse(parse(text));
  if (!parsed.success) throw new ArchiveFileError("ERR_ARCHIVE_FORMAT", "the file is not an archive of papergraph");
  if (parsed.data.version !== ARCHIVE_VERSION) {
    throw new ArchiveFileError(
      "ERR_ARCHIVE_VERSION",
      `the file is of version ${parsed.data.version}; this program reads version ${ARCHIVE_VERSION}`,
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
    if (error instanceof Error && "code" in error && String(error.code).startsWith("Z_")) throw damaged(error.message, error);
    throw error;
  }
  if (size > 0) throw damaged("its last line is not whole");
}
