/**
 * Everything that a database holds as a source's newest word, one entry per thing that can be lost or wrong: a paper's field,
 * a person's record, a counter, a paper's place on a list, an announcement. Read at one moment.
 */
import type { Sql } from "postgres";
import { fieldCandidates, type PaperClaim } from "../../src/claims/candidate.ts";
import { PAPER_FIELDS } from "../../src/claims/field-rule.ts";
import { currentClaims } from "../../src/ingest/merge.ts";

/** One word, and which answer it is from. */
export interface Word {
  readonly value: string;
  readonly source: string;
  readonly stream: string;
  /** Address of the answer. */
  readonly url: string;
  /** Of lists: the day. */
  readonly day?: string;
}

/** Words by what they are about. */
export type Words = Map<string, Word>;

interface ClaimRow {
  readonly subject: string;
  readonly source: string;
  readonly stream: string;
  readonly observedAt: Date;
  readonly exchangeId: string;
  readonly record: PaperClaim["record"];
  readonly url: string;
}

/** All newest words. */
export async function readWords(sql: Sql): Promise<Words> {
  const words: Words = new Map();
  await addPapers(sql, words);
  await addOthers(sql, words);
  await addLists(sql, words);
  await addAnnouncements(sql, words);
  return words;
}

async function readClaims(sql: Sql): Promise<Map<string, ClaimRow[]>> {
  const rows = await sql<ClaimRow[]>`
    select c.subject, c.source, c.stream, c.observed_at as "observedAt", c.exchange_id as "exchangeId", c.normalised as record, e.url
    from claim c join exchange e on e.id = c.exchange_id where c.facet = 'paper'`;
  const bySubject = new Map<string, ClaimRow[]>();
  for (const row of rows) {
    const claims = bySubject.get(row.subject);
    if (claims) claims.push(row);
    else bySubject.set(row.subject, [row]);
  }
  return bySubject;
}

async function addPapers(sql: Sql, words: Words): Promise<void> {
  for (const [subject, claims] of await readClaims(sql)) {
    const current = currentClaims(claims);
    const urls = new Map(claims.map(({ exchangeId, url }) => [exchangeId, url]));
    for (const field of PAPER_FIELDS) {
      for (const { source, stream, exchangeId, value } of fieldCandidates(current, field)) {
        const url = urls.get(exchangeId) as string;
        words.set(paperKey(subject, source, field), { value: JSON.stringify(value), source, stream, url });
      }
    }
  }
}

/**
 * What a saying (`o`) says, to be compared with others of other instants: its record's digest. The replay's repositories are pushed to
 * with its clock, so their records are compared without that.
 */
export const SAID = `case when o.facet <> 'repository' then o.digest else (
  select md5((c.normalised - 'pushedAt')::text) from claim c where c.subject = o.subject and c.facet = o.facet and c.source = o.source
    and c.stream = o.stream and c.digest = o.digest limit 1) end`;

/** People, organisations, repositories and counters: one record each. */
async function addOthers(sql: Sql, words: Words): Promise<void> {
  const rows = await sql.unsafe<{ key: string; value: string; source: string; stream: string; url: string }[]>(`
    select distinct on (o.subject, o.facet, o.source) o.facet || ' ' || o.subject || ' ' || o.source as key, ${SAID} as value, o.source,
      e.stream, e.url
    from observation o join exchange e on e.id = o.exchange_id where o.facet <> 'paper'
    order by o.subject, o.facet, o.source, o.observed_at desc, o.precedence collate "C" desc`);
  for (const { key, ...word } of rows) words.set(key, word);
}

interface LineRow {
  readonly day: string;
  readonly url: string;
  readonly subject: string | null;
  readonly position: number | null;
  readonly upvotes: number | null;
  readonly comments: number | null;
  readonly submitter: string | null;
  readonly organization: string | null;
}

async function addLists(sql: Sql, words: Words): Promise<void> {
  const rows = await sql<LineRow[]>`
    select r.day::text as day, e.url, l.subject, l.position, l.upvotes, l.comment_count as comments, l.submitted_by as submitter,
      l.organization_identifier_id as organization
    from (select distinct on (day) * from listing_reading where content_id is not null order by day, observed_at desc) r
    join exchange e on e.id = r.exchange_id left join listing_line l on l.content_id = r.content_id`;
  for (const { day, url, subject, ...line } of rows) {
    const word = { source: "huggingface", stream: "daily", url, day };
    words.set(`list ${day}`, { ...word, value: "read" });
    if (subject === null) continue;
    for (const [name, value] of Object.entries(line)) {
      if (value !== null) words.set(`list ${day} ${subject} ${name}`, { ...word, value: String(value) });
    }
  }
}

async function addAnnouncements(sql: Sql, words: Words): Promise<void> {
  const rows = await sql<{ key: string; value: string; category: string }[]>`
    select concat_ws(' ', 'announcement', subject, version, category, type) as key, day::text as value, category from announcement`;
  for (const { key, value, category } of rows) {
    words.set(key, { value, source: "arxiv", stream: "rss", url: `/arxiv/rss/${category}` });
  }
}

function paperKey(subject: string, source: string, field: string): string {
  return `paper ${subject} ${source} ${field}`;
}

/** Every value that a word ever had in a database, by what it is about: what is among them was once right. */
export type Values = Map<string, Set<string>>;

/** All values of all times. */
export async function readValues(sql: Sql): Promise<Values> {
  const values: Values = new Map();
  const add = (key: string, value: string): void => {
    const known = values.get(key);
    if (known) known.add(value);
    else values.set(key, new Set([value]));
  };
  for (const [subject, claims] of await readClaims(sql)) {
    for (const claim of claims) {
      for (const field of PAPER_FIELDS) {
        for (const { source, value } of fieldCandidates([claim], field))
          add(paperKey(subject, source, field), JSON.stringify(value));
      }
    }
  }
  const others = await sql.unsafe<{ key: string; value: string }[]>(`
    select distinct o.facet || ' ' || o.subject || ' ' || o.source as key, ${SAID} as value from observation o where o.facet <> 'paper'`);
  for (const { key, value } of others) add(key, value);
  const lines = await sql<Omit<LineRow, "url">[]>`
    select r.day::text as day, l.subject, l.position, l.upvotes, l.comment_count as comments, l.submitted_by as submitter,
      l.organization_identifier_id as organization
    from (select distinct day, content_id from listing_reading where content_id is not null) r left join listing_line l on l.content_id = r.content_id`;
  for (const { day, subject, ...line } of lines) {
    add(`list ${day}`, "read");
    for (const [name, value] of Object.entries(line)) if (value !== null) add(`list ${day} ${subject} ${name}`, String(value));
  }
  const announcements: Words = new Map();
  await addAnnouncements(sql, announcements);
  for (const [key, { value }] of announcements) add(key, value);
  return values;
}
