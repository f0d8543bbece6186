/**
 * The full-text index around a bulk load: entering document by document costs several times what building it once does. That it
 * is missing is all there is to remember: whoever starts next and finds it missing builds it, unless a load is under way.
 */
import type { Sql } from "postgres";

/** Held for the length of a load that goes without the index; the server gives it back when its process dies. */
const LOAD_LOCK = 7_215_990_412;
/** A search that runs must not be waited for while everybody waits behind us. */
const LOCK_TIMEOUT = "2s";
const LOCK_NOT_AVAILABLE = "55P03";
const BUILD_MEMORY = "128MB";
/** Fewer papers are not worth it. */
const MIN_COMING = 10_000;

/** A load that may go without the index. */
export interface TextIndexLoad {
  /** Drops the index once that pays: when at least half as many papers will come as are held. Asked after each page. */
  expect(coming: number): Promise<void>;
  /** Builds the index if it is missing, whatever became of the load. */
  end(): Promise<void>;
}

/** Begins a load. */
export function beginLoad(sql: Sql): TextIndexLoad {
  let release: (() => Promise<void>) | null = null;
  return {
    expect: async (coming) => {
      if (release !== null || coming < MIN_COMING || coming <= (await heldPapers(sql)) / 2) return;
      release = await takeLoadLock(sql);
      if (release !== null) await dropIndex(sql);
    },
    end: async () => {
      await release?.();
      release = null;
      await ensureTextIndex(sql);
    },
  };
}

/** Builds the index where it is missing and no load is under way. Takes minutes for millions of papers. */
export async function ensureTextIndex(sql: Sql): Promise<void> {
  const [found] = await sql<{ exists: boolean }[]>`select to_regclass('paper_search_document') is not null as exists`;
  if (found?.exists) return;
  await sql.begin(async (tx) => {
    const [lock] = await tx<{ taken: boolean }[]>`select pg_try_advisory_xact_lock(${LOAD_LOCK}) as taken`;
    if (!lock?.taken) return;
    await tx.unsafe(`set local maintenance_work_mem = '${BUILD_MEMORY}'`);
    await tx`create index if not exists paper_search_document on paper_search using gin (document)`;
  });
}

/** As the planner believes: near enough. */
async function heldPapers(sql: Sql): Promise<number> {
  const [row] = await sql<
    { count: number }[]
  >`select reltuples::float8 as count from pg_class where oid = 'paper_search'::regclass`;
  return Math.max(0, row?.count ?? 0);
}

/** @returns what gives the lock back; null: another load has it. The embedded database has one process, and one connection that must stay free. */
async function takeLoadLock(sql: Sql): Promise<(() => Promise<void>) | null> {
  if (sql.options.max === 1) return async () => undefined;
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  let tell = (_isTaken: boolean) => {};
  const told = new Promise<boolean>((resolve) => (tell = resolve));
  const holding = sql.begin(async (tx) => {
    const [lock] = await tx<{ taken: boolean }[]>`select pg_try_advisory_xact_lock(${LOAD_LOCK}) as taken`;
    tell(lock?.taken ?? false);
    if (lock?.taken) await released;
  });
  // A lock that went with its connection is no reason to end a load: at worst somebody builds the index in its midst.
  const held = holding.catch(() => undefined);
  if (!(await Promise.race([told, holding.then(() => false)]))) return null;
  return async () => {
    release();
    await held;
  };
}

/** Does without where somebody searches all the time. */
async function dropIndex(sql: Sql): Promise<void> {
  try {
    await sql.begin(async (tx) => {
      await tx.unsafe(`set local lock_timeout = '${LOCK_TIMEOUT}'`);
      await tx`drop index if exists paper_search_document`;
    });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === LOCK_NOT_AVAILABLE)) throw error;
  }
}
