/**
 * What rankings by counters cost, on made-up papers in a PostgreSQL of our own with its stock settings: everything at once, after new
 * counters, and one page of what is stored, beside each other from one run. `npm run bench:ranking -- --papers N`, each with twenty
 * counters; without it a million, which takes some ten minutes and 7 GB of disk under the temporary folder.
 */
import { execFileSync } from "node:child_process";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import pino from "pino";
import { metricSources } from "../src/claims/metric-rule.ts";
import { type Database, openDatabase } from "../src/db/client.ts";
import { migrate } from "../src/db/migrate.ts";
import { deriveHeat } from "../src/ingest/derive-heat.ts";
import { readerOver } from "../src/ingest/seal.ts";
import { dayOf, listQuestion, metricQuestion } from "../src/ranking/ask.ts";
import { TRENDING_FORMULA } from "../src/ranking/formula.ts";
import { readListRanking } from "../src/ranking/list-ranking.ts";
import { openMetricRanking } from "../src/ranking/metric-ranking.ts";
import { EVERYTHING, NO_FILTER, type RankableKind, type RankingQuestion } from "../src/ranking/ranking-question.ts";
import { startPostgresServer } from "../test/kit/postgres-server.ts";
import { peakMemory, serverSeconds } from "./processes.ts";
import { BENCH_NOW, fillRankingData, ROWS_PER_PAPER } from "./ranking-data.ts";

const FEW = 10_000;
const NEW_ROWS = 1_000;
const PAGE = { after: 0, count: 21 };
const DAY_MS = 86_400_000;
const YEAR_AGO = new Date(BENCH_NOW.getTime() - 365 * DAY_MS);
/** Goals, in seconds or as ratios. */
const MOST = { full: 60, afterNew: 2, stored: 1.5, yearAgo: 3 };

const { values } = parseArgs({ options: { papers: { type: "string", default: "1000000" } } });
const papers = Number(values.papers);
const log = pino({ level: "silent" });
const own = await startPostgresServer(["max_wal_size=4GB"]);

interface Timed {
  readonly seconds: number;
  /** Of processor time that the server used; null: this system does not tell. */
  readonly processor: number | null;
}

interface Bench extends Database {
  readonly papers: number;
  readonly backend: number;
}

/** A migrated database with so many papers. */
async function makeDatabase(count: number): Promise<Bench> {
  const name = `bench_${count}`;
  const admin = await openDatabase({ url: `${own.url}/postgres`, dataDir: null, log, maxConnections: 1 });
  await admin.sql.unsafe(`create database ${name}`);
  await admin.close();
  const empty = await openDatabase({ url: `${own.url}/${name}`, dataDir: null, log, maxConnections: 1 });
  await migrate(empty);
  const start = performance.now();
  await fillRankingData(empty.sql, count);
  await empty.close();
  // Another connection: settings that made the data quickly are gone.
  const database = await openDatabase({ url: `${own.url}/${name}`, dataDir: null, log, maxConnections: 1 });
  const [row] = await database.sql<{ size: string; backend: number; rows: string }[]>`
    select pg_size_pretty(pg_database_size(current_database())) as size, pg_backend_pid() as backend, (select count(*)::text from metric) as rows`;
  console.log(`${count} papers, ${row?.rows} counters: made in ${((performance.now() - start) / 1000).toFixed(0)} s, ${row?.size} on disk`);
  return { ...database, papers: count, backend: row?.backend ?? 0 };
}

/** Runs it once before, where it is to be measured warm; then `times` times, of which the middle one counts. */
async function time({ backend }: Bench, times: number, run: () => Promise<unknown>): Promise<Timed> {
  if (times > 1) for (let warm = 0; warm < Math.min(10, times); warm += 1) await run();
  const all: number[] = [];
  const before = serverSeconds(backend);
  for (let turn = 0; turn < times; turn += 1) {
    const start = performance.now();
    await run();
    all.push((performance.now() - start) / 1000);
  }
  const after = serverSeconds(backend);
  const seconds = all.sort((a, b) => a - b)[Math.floor(times / 2)] as number;
  return { seconds, processor: before === null || after === null ? null : (after - before) / times };
}

const sources = metricSources([]);
const trending = (subject: RankableKind, asOf: Date): RankingQuestion =>
  metricQuestion("TRENDING", { subject, formula: null, scope: EVERYTHING, filter: NO_FILTER, asOf });
/** The same formula as one of somebody's own, of which nothing is stored. */
const computed = (asOf: Date): RankingQuestion => ({ ...trending("PAPER", asOf), kind: null, formula: { ...TRENDING_FORMULA } });
const firstPage = ({ sql }: Bench, question: RankingQuestion, isCompared: boolean) => openMetricRanking(sql, question, sources, isCompared).entries(PAGE);
const storedPage = (bench: Bench, isCompared: boolean) => firstPage(bench, trending("PAPER", BENCH_NOW), isCompared);

/** New counts of as many papers, and the first page that knows of them. */
async function countAnew(bench: Bench, minute: number): Promise<void> {
  const at = new Date(BENCH_NOW.getTime() + minute * 60_000);
  await bench.sql.begin(async (tx) => {
    const rows = await tx<{ subject: string }[]>`
      insert into metric (subject, subject_type, kind, source, observed_at, value, exchange_id)
      select p.id, 'paper', 'UPVOTES', 'huggingface', ${at}, coalesce(v.value, 0) + 1, e.id
      from (select id from paper order by submitted_at desc, id offset ${minute * NEW_ROWS} limit ${NEW_ROWS}) p
      cross join (select id from exchange where source = 'huggingface' limit 1) e
      left join lateral (select m.value from metric m where m.subject = p.id and m.kind = 'UPVOTES' and m.source = 'huggingface' order by m.observed_at desc limit 1) v on true
      returning subject`;
    await deriveHeat(tx, rows.map(({ subject }) => subject));
  });
  const entries = await firstPage(bench, trending("PAPER", at), false);
  if (entries.length !== PAGE.count) throw new Error("the page is not full");
}

/** Both ways must say the same, or nothing here is worth anything. */
async function assertEqual(bench: Bench): Promise<void> {
  const [stored, worked] = [await storedPage(bench, true), await firstPage(bench, computed(BENCH_NOW), true)];
  if (JSON.stringify(stored) !== JSON.stringify(worked)) throw new Error("what is stored is not what is computed");
}

try {
  const few = await makeDatabase(FEW);
  const many = papers === FEW ? few : await makeDatabase(papers);
  const rows: [string, Timed, string][] = [];
  const told = async (name: string, timing: Promise<Timed>, note = "") => {
    const timed = await timing;
    rows.push([name, timed, note]);
    console.log(`${name}: ${timed.seconds.toFixed(3)} s`);
    return timed.seconds;
  };
  const derive = (bench: Bench) => bench.sql.begin((tx) => deriveHeat(tx, null));
  if (many !== few) await derive(few);
  const full = await told("stored order of everything, derived at once", time(many, 1, () => derive(many)));
  for (const bench of new Set([few, many])) await bench.sql`vacuum (analyze) paper_heat`;
  const now = await told("computed, first page", time(many, 1, () => firstPage(many, computed(BENCH_NOW), false)));
  const yearAgo = await told("computed as of a year ago, first page", time(many, 1, () => firstPage(many, computed(YEAR_AGO), false)));
  const nowAgain = await told("computed, first page, once more", time(many, 1, () => firstPage(many, computed(BENCH_NOW), false)));
  const small = await told(`stored, first page, of ${FEW}`, time(few, 200, () => storedPage(few, false)), "median of 200");
  const large = await told(`stored, first page, of ${papers}`, time(many, 200, () => storedPage(many, false)), "median of 200");
  const smallAgain = await told(`stored, first page, of ${FEW}, once more`, time(few, 200, () => storedPage(few, false)), "median of 200");
  const [changed] = await many.sql<{ count: string }[]>`
    select count(distinct subject)::text as count from metric where observed_at > ${new Date(BENCH_NOW.getTime() - DAY_MS)}`;
  await told(`stored, first page with movement, of ${FEW}`, time(few, 20, () => storedPage(few, true)), "median of 20");
  await told(`stored, first page with movement, of ${papers}`, time(many, 5, () => storedPage(many, true)), `median of 5; ${changed?.count} subjects were counted in the last day`);
  await told("stored, count", time(many, 5, () => openMetricRanking(many.sql, trending("PAPER", BENCH_NOW), sources, false).count()), "median of 5");
  await assertEqual(many);
  for (const subject of ["AUTHOR", "ORGANIZATION"] as const)
    await told(`computed, first page of ${subject.toLowerCase()}s`, time(many, 5, () => firstPage(many, trending(subject, BENCH_NOW), false)), "median of 5");
  const week = listQuestion("WEEKLY", { subject: "PAPER", source: "huggingface", day: dayOf(new Date(BENCH_NOW.getTime() - 7 * DAY_MS)), scope: EVERYTHING, asOf: BENCH_NOW });
  await told("a week's lists", time(many, 5, () => readListRanking(readerOver(many.sql), week, true)), "median of 5");
  let minute = 0;
  const afterNew = await told(`${NEW_ROWS} new counters, and the page that knows of them`, time(many, 5, () => countAnew(many, ++minute)), "median of 5");

  console.log("\n| | s | the server's processor, s | |\n|---|---|---|---|");
  for (const [name, { seconds, processor }, note] of rows) {
    console.log(`| ${name} | ${seconds.toFixed(3)} | ${processor?.toFixed(2) ?? ""} | ${note} |`);
  }
  console.log(
    `\nPostgreSQL ${own.version}, ${execFileSync("nproc").toString().trim()} cores, load ${loadavg().map((one) => one.toFixed(1)).join(" ")}; ${papers * ROWS_PER_PAPER} counters of ${papers} papers; our own memory at most ${peakMemory(process.pid)?.toFixed(0) ?? "?"} MB`,
  );
  const verdict = (name: string, value: number, most: number) =>
    console.log(`${value <= most ? "holds" : "FAILS"}: ${name} ${value.toFixed(2)} (wanted ≤ ${most})`);
  verdict("everything, derived at once, s", full, MOST.full);
  verdict("everything, computed for a page, s", now, MOST.full);
  verdict(`after ${NEW_ROWS} new rows, s`, afterNew, MOST.afterNew);
  verdict(`a stored page of ${papers} to one of ${FEW}`, large / ((small + smallAgain) / 2), MOST.stored);
  verdict("as of a year ago to now", yearAgo / ((now + nowAgain) / 2), MOST.yearAgo);
  for (const bench of new Set([few, many])) await bench.close();
} finally {
  await own.stop();
}
