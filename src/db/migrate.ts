/** Brings a database's tables up to date with the generated migrations. */
import { fileURLToPath } from "node:url";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { packageRoot } from "../package-root.ts";
import type { Database } from "./client.ts";

/** Any number, the same in every process: servers that start together migrate once. */
const ADVISORY_LOCK = 7_265_716_470;
/** DDL that waits for a reader blocks everybody behind it; better to give up soon and say so. */
const LOCK_TIMEOUT = "5s";
const GENERATED = fileURLToPath(new URL("drizzle/migrations", packageRoot));

/**
 * Applies what is missing, all in one transaction, in drizzle's own book-keeping table (so drizzle-kit agrees on what
 * is applied). Its migrator is not used, because making a drizzle session changes the parsers of the shared connection.
 * @throws the driver's error when a statement fails; nothing is applied then
 */
export async function migrate(database: Database, migrationsFolder = GENERATED): Promise<void> {
  const migrations = readMigrationFiles({ migrationsFolder });
  await database.sql.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(${ADVISORY_LOCK})`;
    await sql.unsafe(`set local lock_timeout = '${LOCK_TIMEOUT}'`);
    await sql`create schema if not exists drizzle`;
    await sql`create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`;
    const [newest] = await sql<
      { applied: string | null }[]
    >`select max(created_at)::text as applied from drizzle.__drizzle_migrations`;
    const applied = Number(newest?.applied ?? 0);
    for (const migration of migrations.filter((candidate) => candidate.folderMillis > applied)) {
      for (const statement of migration.sql) await sql.unsafe(statement);
      await sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${migration.hash}, ${migration.folderMillis})`;
    }
  });
}

/** Whether every migration that this program knows has been applied. */
export async function isMigrated({ sql }: Database): Promise<boolean> {
  const newest = Math.max(...readMigrationFiles({ migrationsFolder: GENERATED }).map(({ folderMillis }) => folderMillis));
  const [table] = await sql<{ exists: boolean }[]>`select to_regclass('drizzle.__drizzle_migrations') is not null as exists`;
  if (!table?.exists) return false;
  const [row] = await sql<
    { applied: string | null }[]
  >`select max(created_at)::text as applied from drizzle.__drizzle_migrations`;
  return Number(row?.applied ?? 0) >= newest;
}
