/** The bytes of a gzip file, uncompressed. */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

/**
 * Begins when somebody reads, so that no error comes before there is somebody who hears it.
 * @throws {Error} of zlib, its `code` begins with `Z_`: no gzip file, damaged, or cut short; or what reading throws
 */
export async function* gunzipped(compressed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const plain = createGunzip();
  // Its failure destroys `plain`, which tells whoever reads it.
  pipeline(Readable.from(compressed), plain).catch(() => undefined);
  for await (const chunk of plain) yield chunk as Buffer;
}

/** Whether the decompression failed because of what it was given. */
export function isGzipDamage(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}
