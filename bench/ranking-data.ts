/** Made-up papers, counters, links and lists for the ranking benchmark, written by the database itself. */
import type { Sql } from "postgres";

/** Nothing was counted, and no paper submitted, after this instant; what else is known of the newest followed within hours. */
const LAST = new Date("2026-06-01T00:00:00.000Z");
/** Everything was observed before this instant. */
export const BENCH_NOW = new Date(LAST.getTime() + 6 * 3_600_000);
/** Counters per paper. */
export const ROWS_PER_PAPER = 20;
/** Papers are submitted evenly over so many days before {@link LAST}, */
const PAPER_DAYS = 4 * 365;
/** and counted in the last so many. */
const METRIC_DAYS = 3 * 365;
const LIST_DAYS = 60;
const LINES_A_LIST = 50;
/** Rows of one statement, so that neither memory nor one transaction's log grows with the data. */
const CHUNK = 1_000_000;

const now = `'${LAST.toISOString()}'::timestamptz`;
const submitted = (papers: number) => `(${now} - interval '${PAPER_DAYS} days' + (j - 0.5) / ${papers} * interval '${PAPER_DAYS} days')`;
const key = (of: string) => `md5(${of})::uuid`;
/** A number from 0 to 1 that a paper has for good. */
const lot = (seed: string) => `(abs(hashtext('${seed}' || j)::bigint) / 2147483648.0::float8)`;

/** Fills a migrated, empty database. Keys and indexes are taken away before and put back after, as one restores a dump. */
export async function fillRankingData(sql: Sql, papers: number): Promise<void> {
  await sql.unsafe("set jit = off");
  await sql.unsafe(`insert into body (sha256, size_bytes, content) values ('bench', 0, '')`);
  await sql.unsafe(`
    insert into exchange (id, page_id, place, source, stream, method, url, status, is_not_modified, headers, body_sha256, fetched_at, recorded_at, normalizer_version)
    select ${key("'e' || j")}, ${key("'e' || j")}, 0, case j % 2 when 0 then 'huggingface' else 'github' end, 'bench', 'GET', 'https://example.org/' || j, 200, false, '{}', 'bench', at, at, 1
    from generate_series(0, ${METRIC_DAYS}) j cross join lateral (select ${now} - j * interval '1 day' as at) t`);
  await sql.unsafe(`insert into history_event (id, observed_at) select id, fetched_at from exchange`);
  const tables = ["metric", "paper", "paper_identifier", "paper_submission", "repository", "repository_identifier", "paper_repository", "authorship", "paper_organization", "author"];
  const restore = await takeIndexes(sql, tables);
  await everyChunk(papers, (range) => sql.begin(async (tx) => {
    for (const statement of ofPapers(papers, range)) await tx.unsafe(statement);
  }));
  await everyChunk(papers * ROWS_PER_PAPER, (range) => sql.unsafe(metrics(papers, range)));
  await restore();
  for (const statement of lists(papers)) await sql.unsafe(statement);
  await sql.unsafe("vacuum (analyze)");
}

type Range = readonly [from: number, to: number];

async function everyChunk(count: number, write: (range: Range) => Promise<unknown>): Promise<void> {
  for (let from = 1; from <= count; from += CHUNK) await write([from, Math.min(count, from + CHUNK - 1)]);
}

function ofPapers(papers: number, [from, to]: Range): string[] {
  const each = (step: number) => `from generate_series(${from}, ${to}) j where j % ${step} = 0`;
  const at = submitted(papers);
  const authors = Math.max(1, Math.floor(papers / 4));
  return [
    `insert into paper (id, title, arxiv_id, entered_by, entered_at, submitted_at, updated_at, is_withdrawn, author_count)
      select ${key("'p' || j")}, 'Paper ' || j, 'bench/' || j, 'LISTED', ${at}, ${at}, ${at}, false, 1 ${each(1)}`,
    `insert into paper_identifier (id, scheme, value, paper_id, position, is_identifying)
      select ${key("'p' || j")}, 'arxiv', 'bench/' || j, ${key("'p' || j")}, 0, true ${each(1)}`,
    `insert into paper_identifier (id, scheme, value, paper_id, position, is_identifying)
      select ${key("'d' || j")}, 'doi', '10.0/' || j, ${key("'p' || j")}, 1, true ${each(4)}`,
    `insert into paper_submission (paper_id, submitted_at, source, valid_from, valid_to)
      select ${key("'p' || j")}, ${at}, 'arxiv', ${at} + interval '2 hours', null ${each(1)}`,
    `insert into repository (id, host, host_id, name_with_owner, state, topics)
      select ${key("'r' || j")}, 'github', j::text, 'bench/' || j, 'FOUND', '{}' ${each(3)}`,
    `insert into repository_identifier (id, scheme, value, repository_id, state) select ${key("'r' || j")}, 'github', j::text, ${key("'r' || j")}, 'FOUND' ${each(3)}`,
    `insert into repository_identifier (id, scheme, value, repository_id, state) select ${key("'n' || j")}, 'github-name', 'bench/' || j, ${key("'r' || j")}, 'FOUND' ${each(3)}`,
    `insert into paper_repository (paper_id, source, as_written, valid_from, valid_to, position, repository_identifier_id, repository_id)
      select ${key("'p' || j")}, 'huggingface', 'bench/' || j, ${at} + interval '3 hours', null, 0, ${key("'n' || j")}, ${key("'r' || j")} ${each(3)}`,
    `insert into organization (id, name) select ${key("'o' || j")}, 'Organization ' || j from generate_series(1, ${from === 1 ? 2000 : 0}) j`,
    `insert into paper_organization (paper_id, organization_identifier_id, source, valid_from, valid_to, organization_id, position, confidence)
      select ${key("'p' || j")}, ${key("'o' || (1 + j % 2000)")}, 'huggingface', ${at} + interval '3 hours', null, ${key("'o' || (1 + j % 2000)")}, 0, 'IDENTIFIER' ${each(3)}`,
    `insert into author (id, name, normalized_name, confidence) select ${key("'a' || j")}, 'Author ' || j, 'author ' || j, 'NAME_ONLY' from generate_series(1, ${from === 1 ? authors : 0}) j`,
    `insert into authorship (paper_id, position, valid_from, valid_to, source, name_as_printed, author_id, author_identifier_id, affiliations, is_hidden)
      select ${key("'p' || j")}, 0, ${at} + interval '2 hours', null, 'arxiv', 'Author', ${key(`'a' || (1 + j * 7919::bigint % ${authors})`)}, ${key(`'a' || (1 + j * 7919::bigint % ${authors})`)}, '{}', false ${each(1)}`,
  ];
}

/**
 * In the order of time, as they come in. Half are votes, a fifth comments, the others stars of the third of papers that have a
 * repository. Young papers are counted most: more than half of the rows are of the newest tenth there was then.
 * Few have many.
 */
function metrics(papers: number, [from, to]: Range): string {
  const rows = papers * ROWS_PER_PAPER;
  const perPaper = (PAPER_DAYS * 86_400) / papers;
  // `offset 0`: without it every use of a number computes it again.
  return `
    insert into metric (subject, subject_type, kind, source, observed_at, value, exchange_id)
    select ${key("case when kind = 'STARS' then 'n' else 'p' end || j")}, case when kind = 'STARS' then 'repository' else 'paper' end, kind,
      case when kind = 'STARS' then 'github' else 'huggingface' end, at,
      floor((case kind when 'STARS' then 3000 when 'UPVOTES' then 60 else 4 end) * popular * popular * popular * ln(2 + greatest(0, known - j) * ${perPaper / 86_400}::float8))::int + i % 2,
      exchange_id
    from (
      select k.*, ${lot("popular")} * ${lot("popular")} as popular from (
        select i, kind, at, known, exchange_id, case when kind = 'STARS' then greatest(3, n - n % 3) else n end as j
        from (
          select i, a.at, known, kind, exchange_id, greatest(1, known - floor(known * lot * lot * lot * lot)::int) as n
          from (
            select i, ${now} - age * interval '1 second' as at, floor(${papers} - age / ${perPaper}::float8)::int as known,
              case when i % 10 < 5 then 'UPVOTES' when i % 10 < 7 then 'COMMENTS' else 'STARS' end as kind,
              abs(hashtext('row' || i)::bigint) / 2147483648.0::float8 as lot, floor(age / 86400)::int as day
            from (select i, round((${rows} - i + 0.5) / ${rows} * ${METRIC_DAYS * 86_400}, 3)::float8 as age from generate_series(${from}, ${to}) i offset 0) a
            offset 0
          ) a join (select ${key("'e' || d")} as exchange_id, d as day from generate_series(0, ${METRIC_DAYS}) d offset 0) e using (day)
          offset 0
        ) n
        offset 0
      ) k
      offset 0
    ) m`;
}

function lists(papers: number): string[] {
  const day = `(${now}::date - d)`;
  const place = `greatest(1, ${papers} - (d * ${LINES_A_LIST} + l) * greatest(1, ${papers} / 100000))`;
  return [
    `insert into listing_content (id, source, day, line_count) select ${key("'c' || d")}, 'huggingface', ${day}, ${LINES_A_LIST} from generate_series(1, ${LIST_DAYS}) d`,
    `insert into listing_line (content_id, position, subject, upvotes, comment_count)
      select ${key("'c' || d")}, l, ${key(`'p' || ${place}`)}, abs(hashtext(d || ' ' || l)) % 200, 0
      from generate_series(1, ${LIST_DAYS}) d cross join generate_series(0, ${LINES_A_LIST - 1}) l`,
    `insert into listing_reading (source, day, observed_at, content_id, is_refused, exchange_id)
      select 'huggingface', ${day}, ${day} + interval '12 hours', ${key("'c' || d")}, false, ${key("'e' || d")} from generate_series(1, ${LIST_DAYS}) d`,
  ];
}

/** Drops constraints and indexes of the tables. @returns what makes them again, keys first */
async function takeIndexes(sql: Sql, tables: readonly string[]): Promise<() => Promise<void>> {
  const constraints = await sql<{ of: string; name: string; text: string; kind: string }[]>`
    select conrelid::regclass::text as of, conname as name, pg_get_constraintdef(oid) as text, contype as kind from pg_constraint
    where contype in ('p', 'u', 'f') and (conrelid::regclass::text = any(${tables as string[]}) or confrelid::regclass::text = any(${tables as string[]}))
    order by contype = 'f', contype <> 'p', 2`;
  for (const { of, name } of [...constraints].reverse()) await sql.unsafe(`alter table "${of}" drop constraint "${name}"`);
  const indexes = await sql<{ name: string; text: string }[]>`
    select indexname as name, indexdef as text from pg_indexes where schemaname = 'public' and tablename = any(${tables as string[]})`;
  for (const { name } of indexes) await sql.unsafe(`drop index "${name}"`);
  return async () => {
    await sql.unsafe("set maintenance_work_mem = '256MB'");
    const keys = constraints.filter(({ kind }) => kind !== "f");
    const links = constraints.filter(({ kind }) => kind === "f");
    for (const { of, name, text } of keys) await sql.unsafe(`alter table "${of}" add constraint "${name}" ${text}`);
    for (const { text } of indexes) await sql.unsafe(text);
    for (const { of, name, text } of links) await sql.unsafe(`alter table "${of}" add constraint "${name}" ${text}`);
  };
}
