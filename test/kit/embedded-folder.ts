/** A data folder as a first start leaves it, without the seconds that a first start takes. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { inject } from "vitest";

/** Makes it at this path: migrated and empty. */
export async function makeEmbeddedFolder(dataDir: string): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  const loadDataDir = new Blob([readFileSync(inject("embeddedImage"))]);
  const database = await PGlite.create({ dataDir: join(dataDir, "pglite"), loadDataDir });
  await database.close();
}
