/** Text that is kept in a file of its own for a while, where it is too much for memory. */
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGzip } from "node:zlib";
import { gunzipped } from "./gunzipped.ts";

/**
 * Takes all of `text` before it hands out its first byte: what `text` throws, it throws while nothing has been handed out.
 * The file is in the system's temporary folder, compressed, and goes when the reading ends.
 */
export async function* keptInFile(text: AsyncIterable<string>): AsyncGenerator<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "papergraph-kept-"));
  try {
    const file = join(folder, "text.gz");
    await pipeline(Readable.from(text), createGzip({ level: constants.Z_BEST_SPEED }), createWriteStream(file));
    yield* gunzipped(createReadStream(file));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
