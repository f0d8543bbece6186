/** Once per test run: a migrated image of the embedded database, and a PostgreSQL server with a migrated template. */
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { openDatabase } from "../src/db/client.ts";
import { migrate } from "../src/db/migrate.ts";
import { packageRoot } from "../src/package-root.ts";
import { silentLog } from "./kit/log.ts";
import { NoPostgresError, startPostgresServer } from "./kit/postgres-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** `postgres://user:password@host:port` without a database name; null: this machine has no PostgreSQL. */
    postgresUrl: string | null;
    /** A dump of a migrated embedded database. */
    embeddedImage: string;
  }
}

/** Vitest calls this before the first test file, and what it returns after the last. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  project.provide("embeddedImage", await embeddedImage());
  const server = await serverOrNull();
  project.provide("postgresUrl", server?.url ?? null);
  return async () => await server?.stop();
}

async function serverOrNull() {
  try {
    const server = await startPostgresServer();
    await makeTemplate(server.url);
    return server;
  } catch (error) {
    // In CI a missing database would pass unseen.
    if (!(error instanceof NoPostgresError) || process.env["CI"]) throw error;
    console.warn(`Tests on PostgreSQL are skipped: ${error.message}`);
    return null;
  }
}

async function makeTemplate(url: string): Promise<void> {
  const admin = postgres(`${url}/postgres`, { max: 1, onnotice: () => undefined });
  await admin`create database papergraph_template`;
  await admin.end();
  const database = await openDatabase({ url: `${url}/papergraph_template`, dataDir: null, log: silentLog });
  await migrate(database);
  await database.close();
}

/** Kept between runs, by what it was made from: a first boot takes seconds. */
async function embeddedImage(): Promise<string> {
  const cache = fileURLToPath(new URL("node_modules/.cache/papergraph/", packageRoot));
  const path = join(cache, `embedded-${migrationsHash()}.tar`);
  if (existsSync(path)) return path;
  const dataDir = mkdtempSync(join(tmpdir(), "papergraph-image-"));
  try {
    const database = await openDatabase({ url: null, dataDir, log: silentLog });
    await migrate(database);
    await database.close();
    const opened = await PGlite.create({ dataDir: join(dataDir, "pglite") });
    const dump = await opened.dumpDataDir("none");
    await opened.close();
    mkdirSync(cache, { recursive: true });
    removeOld(cache);
    writeFileSync(`${path}.${process.pid}`, Buffer.from(await dump.arrayBuffer()));
    renameSync(`${path}.${process.pid}`, path);
    return path;
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Only what no other run can still be using. */
function removeOld(cache: string): void {
  for (const path of readdirSync(cache).map((name) => join(cache, name))) {
    if (Date.now() - statSync(path).mtimeMs > 24 * 3_600_000) rmSync(path);
  }
}

function migrationsHash(): string {
  const hash = createHash("sha256");
  const folder = fileURLToPath(new URL("drizzle/migrations/", packageRoot));
  const scripts = readdirSync(folder).filter((file) => file.endsWith(".sql"));
  // The journal says which of them count as done, by their times.
  for (const name of [...scripts.sort(), join("meta", "_journal.json")]) hash.update(readFileSync(join(folder, name)));
  hash.update(readFileSync(fileURLToPath(new URL("node_modules/@electric-sql/pglite/package.json", packageRoot))));
  return hash.digest("hex").slice(0, 16);
}
