/**
 * Compares the append-only tables of two databases: every saying (of which claims and counters follow), every reading of a
 * list, every announcement. Rows may differ only where a fault was: its own answer was hurt, or it makes good what an earlier hurt answer lost.
 */
import type { Sql } from "postgres";
import type { FaultLog } from "./fault-log.ts";
import { FAULTY } from "./fault-run.ts";
import { SAID } from "./stored-words.ts";

/** How the rows of two databases differ. */
export interface AppendOnly {
  readonly same: number;
  /** Rows of answers that were hurt. */
  readonly hurt: number;
  /** Rows that are missing, since their request was hurt or was not made after one that was. */
  readonly lost: number;
  /** Rows of sound answers to questions that the undisturbed run had no need to ask then, with the words that it holds. */
  readonly caughtUp: number;
  /** Everything else. */
  readonly wrong: readonly string[];
}

interface Row {
  readonly key: string;
  readonly at: Date;
  readonly value: string;
  /** Addresses of the page's answers. */
  readonly urls: readonly string[];
}

/** Sayings with all addresses of their page: a page is stored as a whole or not at all. */
const SAYINGS = `
  select concat_ws(' ', o.facet, o.subject, o.source, o.stream, o.precedence) as key, o.observed_at as at, ${SAID} as value,
    (select array_agg(p.url) from exchange p where p.page_id = e.page_id) as urls
  from observation o join exchange e on e.id = o.exchange_id`;
const READINGS = `
  select concat_ws(' ', 'list', r.day) as key, r.observed_at as at,
    coalesce((select string_agg(concat_ws('|', position, subject, upvotes, comment_count, submitted_by, organization_identifier_id), ';' order by position)
      from listing_line l where l.content_id = r.content_id), '') as value,
    (select array_agg(p.url) from exchange p where p.page_id = e.page_id) as urls
  from listing_reading r join exchange e on e.id = r.exchange_id`;

/** @param logs of the two runs' upstreams */
export async function compareAppendOnly(
  disturbed: { readonly sql: Sql; readonly log: FaultLog },
  undisturbed: { readonly sql: Sql; readonly log: FaultLog },
): Promise<AppendOnly> {
  const [have, want] = [await readRows(disturbed), await readRows(undisturbed)];
  const held = new Map<string, Set<string>>();
  for (const { key, value } of want.values()) held.set(key, (held.get(key) ?? new Set()).add(value));
  const { log } = disturbed;
  const isHurt = ({ urls, at }: Row): boolean => urls.some((url) => log.isFaulted(url, at));
  const counts = { same: 0, hurt: 0, lost: 0, caughtUp: 0 };
  const wrong: string[] = [];
  for (const [id, row] of have) {
    const wanted = want.get(id);
    if (wanted?.value === row.value) counts.same += 1;
    else if (isHurt(row)) counts.hurt += 1;
    else if (!wanted && isAmong(held.get(row.key), row)) counts.caughtUp += 1;
    else
      wrong.push(
        `+ ${id} = ${row.value.slice(0, 60)}${wanted ? `, not ${wanted.value.slice(0, 60)}` : ""} (${row.urls.join(" ").slice(0, 160)})`,
      );
  }
  for (const [id, row] of want) {
    if (have.has(id)) continue;
    if (row.urls.every((url) => isAddressOfItsOwn(url) && log.isClean(url, row.at)))
      wrong.push(`- ${id} (${row.urls.join(" ").slice(0, 160)})`);
    else counts.lost += 1;
  }
  const feeds = await compareAnnouncements(disturbed, undisturbed.sql);
  counts.same += feeds.same;
  counts.hurt += feeds.hurt;
  counts.lost += feeds.lost;
  wrong.push(...feeds.wrong);
  return { ...counts, wrong };
}

/** Announcements have their earliest day and sighting; feeds show a day only, so what none of its readings brought is lost for good. */
async function compareAnnouncements({ sql, log }: { readonly sql: Sql; readonly log: FaultLog }, undisturbed: Sql) {
  const counts = { same: 0, hurt: 0, lost: 0 };
  const wrong: string[] = [];
  const [have, want] = [await readAnnouncements(sql), await readAnnouncements(undisturbed)];
  for (const [key, { value, path, at }] of have) {
    if (want.get(key)?.value === value) counts.same += 1;
    else if (log.isFaulted(path, at)) counts.hurt += 1;
    else wrong.push(`+ announcement ${key} = ${value}, not ${want.get(key)?.value ?? "stated"}`);
  }
  for (const [key, { value, path }] of want) {
    if (have.has(key)) continue;
    if (FAULTY.some(({ at }) => log.isClean(path, new Date(at)))) wrong.push(`- announcement ${key} = ${value}`);
    else counts.lost += 1;
  }
  return { ...counts, wrong };
}

async function readAnnouncements(sql: Sql): Promise<Map<string, { value: string; path: string; at: Date }>> {
  const rows = await sql<{ key: string; value: string; path: string; at: Date }[]>`
    select concat_ws(' ', subject, version, category, type) as key, concat_ws(' ', day, is_day_inferred) as value,
      '/arxiv/rss/' || category as path, observed_at as at
    from announcement`;
  return new Map(rows.map(({ key, ...row }) => [key, row]));
}

/** A word that the undisturbed run holds too; of a question that it never asked in this form nothing is known, and of a counter the range. */
function isAmong(held: ReadonlySet<string> | undefined, { key, value }: Row): boolean {
  if (held === undefined || held.has(value)) return true;
  const numbers = [...held].map(Number);
  return key.startsWith("metric:") && Number(value) >= Math.min(...numbers) && Number(value) <= Math.max(...numbers);
}

/** Batches are all asked for at one address, which does not tell what was asked. */
function isAddressOfItsOwn(path: string): boolean {
  return !path.startsWith("/github/graphql");
}

async function readRows({ sql, log }: { readonly sql: Sql; readonly log: FaultLog }): Promise<Map<string, Row>> {
  const rows = await sql.unsafe<Row[]>(`${SAYINGS} union all ${READINGS}`);
  return new Map(
    rows.map((row) => [`${row.at.toISOString()} ${row.key}`, { ...row, urls: row.urls.map((url) => log.pathOf(url)) }]),
  );
}
