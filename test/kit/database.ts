/** Runs a suite on both databases: the embedded one, and a real PostgreSQL. */
import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, describe, inject } from "vitest";
import { type Database, openDatabase } from "../../src/db/client.ts";
import { silentLog } from "./log.ts";

/** Which database a suite runs on. */
export type DatabaseKind = Database["kind"];

/**
 * `define` declares the tests, once per database; every call of its `open` gives a fresh database, migrated and empty,
 * closed after the suite if the test has not done so. Opening takes up to a second: do it in `beforeAll`.
 */
export function describeDatabases(name: string, define: (open: () => Promise<Database>, kind: DatabaseKind) => void): void {
  describe(`${name} (embedded)`, () => define(opener(openEmbedded), "embedded"));
  describeServer(`${name} (PostgreSQL)`, (open) => define(open, "server"));
}

/** As describeDatabases, on PostgreSQL alone: locks, time-outs, several connections. */
export function describeServer(
  name: string,
  define: (open: () => Promise<Database>, newUrl: () => Promise<string>) => void,
): void {
  const url = inject("postgresUrl");
  // Why it is missing has been said once, by the global set-up.
  describe.skipIf(url === null)(name, () => define(opener(openServer), createServerDatabase));
}

/** Empties every table, so that tests of one suite can share a database. */
export async function emptyTables({ sql }: Database): Promise<void> {
  const tables = await sql<{ name: string }[]>`
    select quote_ident(tablename) as name from pg_tables where schemaname = 'public' order by tablename`;
  if (tables.length > 0) await sql.unsafe(`truncate ${tables.map(({ name }) => name).join(", ")} restart identity cascade`);
}

/** A fresh, migrated, empty database on the test server, for what opens it by itself. */
export async function createServerDatabase(): Promise<string> {
  const server = inject("postgresUrl");
  if (server === null) throw new Error("there is no PostgreSQL in this run");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const admin = postgres(`${server}/postgres`, { max: 1, onnotice: () => undefined });
  try {
    await admin.unsafe(`create database ${name} template papergraph_template`);
  } finally {
    await admin.end();
  }
  return `${server}/${name}`;
}

async function openEmbedded(): Promise<Database> {
  return await openDatabase({ url: null, dataDir: null, log: silentLog, image: inject("embeddedImage") });
}

async function openServer(): Promise<Database> {
  return await openDatabase({ url: await createServerDatabase(), dataDir: null, log: silentLog });
}

function opener(open: () => Promise<Database>): () => Promise<Database> {
  const opened: Database[] = [];
  afterAll(async () => {
    await Promise.all(opened.map((database) => database.close()));
  });
  return async () => {
    const database = await open();
    let closing: Promise<void> | null = null;
    const close = database.close;
    const once = { ...database, close: () => (closing ??= close()) };
    opened.push(once);
    return once;
  };
}
