/**
 * How large the archive grows. An answer that is older than the kept window goes when nothing depends on it, now or after a
 * rebuild: no claim, metric, list reading or quarantined record names it; what it said, its source said in the same words
 * before and after; it is not the answer that a conditional request would name; and where it announces papers, an
 * earlier answer that stays is the same in every byte. Answers of sources that this program does not have stay.
 *
 * What goes is only what lies between equal sayings, so tables, checksums and rebuilds are the same without it. Two limits: a
 * page that arrives later and was fetched before the kept window began may find that a value it contradicts is
 * said again later than it was; and what today's adapter does not read in a dropped answer, no later one can.
 */
import type { Sql, TransactionSql } from "postgres";
import type { SourceAdapter } from "../contract/index.ts";
import { asWriter } from "./store.ts";

/** What to drop. `keepDays`: the kept window in days; 0: answers are kept for ever, and only bodies that nobody names go. */
export interface PruneOptions {
  readonly adapters: readonly SourceAdapter[];
  readonly keepDays: number;
  /** True: nothing is dropped, what would be is counted. */
  readonly isDryRun?: boolean;
  readonly signal?: AbortSignal;
}

/** What was dropped. `bytes`: of compressed bodies. */
export interface Pruned {
  readonly pages: number;
  readonly exchanges: number;
  readonly observations: number;
  readonly bodies: number;
  readonly bytes: number;
}

const DAY_MS = 86_400_000;
/** Gives a transaction up whose work was only to be counted. */
class DryRun extends Error {}

/** Drops what nothing depends on, in one transaction of the one writer per source. `now`: the present, by the program's clock. */
export async function pruneArchive(sql: Sql, now: Date, options: PruneOptions): Promise<Pruned> {
  const { adapters, keepDays, isDryRun = false, signal } = options;
  const sum = { pages: 0, exchanges: 0, observations: 0, bodies: 0, bytes: 0 };
  const cutoff = new Date(now.getTime() - keepDays * DAY_MS);
  const steps = (keepDays === 0 ? [] : adapters).map((adapter) => (tx: TransactionSql) => prunePages(tx, adapter, cutoff));
  const run = async (tx: TransactionSql, step: (tx: TransactionSql) => Promise<Partial<Pruned>>) => {
    for (const [name, value] of Object.entries(await step(tx))) sum[name as keyof Pruned] += value;
  };
  if (isDryRun) {
    const rehearsal = asWriter(sql, async (tx) => {
      for (const step of [...steps, dropBodies]) await run(tx, step);
      throw new DryRun();
    });
    await rehearsal.catch((error: unknown) => {
      if (!(error instanceof DryRun)) throw error;
    });
    return sum;
  }
  for (const step of [...steps, dropBodies]) if (!signal?.aborted) await asWriter(sql, async (tx) => await run(tx, step));
  return sum;
}

async function prunePages(tx: TransactionSql, adapter: SourceAdapter, cutoff: Date): Promise<Partial<Pruned>> {
  const [held] = await tx<{ version: number }[]>`select version from source_normalizer where source = ${adapter.id}`;
  // What its pages say by today's adapter is not what the tables hold.
  if (held?.version !== adapter.normalizerVersion) return {};
  await findOld(tx, adapter.id, cutoff);
  await keepNamed(tx, adapter);
  await keepAnnouncing(tx, adapter);
  await keepEnds(tx, adapter.id);
  const observations = await tx`
    delete from observation o using exchange e, old_page p where e.page_id = p.page_id and o.exchange_id = e.id`;
  const exchanges = await tx`delete from exchange e using old_page p where e.page_id = p.page_id`;
  const [pages] = await tx<{ count: number }[]>`select count(*)::int as count from old_page`;
  await tx`drop table old_page`;
  return { pages: pages?.count ?? 0, exchanges: exchanges.count, observations: observations.count };
}

/**
 * All pages of a source that are old enough. `at`: when what a page says was said. Pages of one instant stay or go together:
 * which of their sayings counts depends on all of them.
 */
async function findOld(tx: TransactionSql, source: string, cutoff: Date): Promise<void> {
  await tx`create temp table old_page (page_id uuid primary key, stream text not null, at timestamptz(3) not null) on commit drop`;
  await tx`
    insert into old_page select e.page_id, e.stream, l.fetched_at from exchange e
    cross join lateral (select x.fetched_at from exchange x where x.page_id = e.page_id order by x.place desc limit 1) l
    where e.source = ${source} and e.place = 0 and e.fetched_at < ${cutoff} and l.fetched_at < ${cutoff}`;
  await tx`create index on old_page (at)`;
  await tx`analyze old_page`;
}

/** Keeps pages of streams that are unknown, that a table names, or that a conditional request would name. */
async function keepNamed(tx: TransactionSql, { id, streams }: SourceAdapter): Promise<void> {
  const known = Object.keys(streams);
  await tx`
    delete from old_page o where o.at in (
      select p.at from old_page p where p.stream <> all(${known}::text[])
      union
      select p.at from old_page p join exchange e on e.page_id = p.page_id
      where exists (select 1 from claim x where x.exchange_id = e.id) or exists (select 1 from metric x where x.exchange_id = e.id)
        or exists (select 1 from listing_reading x where x.exchange_id = e.id) or exists (select 1 from quarantine x where x.exchange_id = e.id)
      union
      select p.at from old_page p join exchange e on e.page_id = p.page_id
      where e.method = 'GET' and e.status = 200 and e.headers ?| array['etag', 'last-modified'] and not exists (
        select 1 from exchange later where later.source = ${id} and later.url = e.url and later.method = 'GET' and later.status = 200
          and later.headers ?| array['etag', 'last-modified'] and (later.fetched_at > e.fetched_at or (later.fetched_at = e.fetched_at and later.id < e.id)))
    )`;
}

/** Of equal answers that announce papers the earliest stays: it alone says when something was first seen. */
async function keepAnnouncing(tx: TransactionSql, { streams }: SourceAdapter): Promise<void> {
  const announcing = Object.keys(streams).filter((name) => streams[name]?.emits.includes("announcement"));
  if (announcing.length === 0) return;
  await tx`
    delete from old_page o where o.at in (
      select at from (
        select at, rank() over (partition by stream, said order by at) as place from (
          select p.page_id, p.stream, p.at,
            md5(string_agg(jsonb_build_array(e.method, e.url, e.request_body, e.status, e.headers, e.body_sha256)::text, ',' order by e.place)) as said
          from old_page p join exchange e on e.page_id = p.page_id where p.stream = any(${announcing}::text[]) group by p.page_id
        ) page
      ) ranked where place = 1
    )`;
}

/** Keeps pages with a saying whose neighbours in time do not both say the same. */
async function keepEnds(tx: TransactionSql, source: string): Promise<void> {
  await tx`
    delete from old_page o where o.at in (
      select p.at from old_page p join exchange e on e.page_id = p.page_id join observation s on s.exchange_id = e.id
      cross join lateral (
        select x.digest from observation x where x.subject = s.subject and x.facet = s.facet and x.source = ${source} and x.stream = s.stream
          and x.observed_at = s.observed_at order by x.observed_at desc, x.precedence desc limit 1) own
      left join lateral (
        select x.digest from observation x where x.subject = s.subject and x.facet = s.facet and x.source = ${source} and x.stream = s.stream
          and x.observed_at < s.observed_at order by x.observed_at desc, x.precedence desc limit 1) before on true
      left join lateral (
        select x.digest from observation x where x.subject = s.subject and x.facet = s.facet and x.source = ${source} and x.stream = s.stream
          and x.observed_at = (select min(y.observed_at) from observation y where y.subject = s.subject and y.facet = s.facet
            and y.source = ${source} and y.stream = s.stream and y.observed_at > s.observed_at)
        order by x.precedence desc limit 1) later on true
      where own.digest is distinct from before.digest or own.digest is distinct from later.digest
    )`;
}

/** Bodies that no exchange has any more. */
async function dropBodies(tx: TransactionSql): Promise<Pick<Pruned, "bodies" | "bytes">> {
  const [row] = await tx<{ bodies: number; bytes: number }[]>`
    with gone as (
      delete from body b where not exists (select 1 from exchange e where e.body_sha256 = b.sha256) returning octet_length(content) as size
    )
    select count(*)::int as bodies, coalesce(sum(size), 0)::float8 as bytes from gone`;
  return row ?? { bodies: 0, bytes: 0 };
}
