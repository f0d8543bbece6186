/**
 * How fast a snapshot file comes in, as a ratio to a raw COPY of the same rows into the same tables, in one run on one
 * PostgreSQL: DATABASE_URL (a server where databases may be made), else one of our own. `npm run bench:import -- --lines N`;
 * `--once` measures each thing once.
 */
import { execFileSync, spawn } from "node:child_process";
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import postgres from "postgres";
import { startPostgresServer } from "../test/kit/postgres-server.ts";
import { makeSnapshot } from "./make-snapshot.ts";
import { peakMemory, processorSeconds, serverSeconds } from "./processes.ts";

const DEFAULT_LINES = 300_000;
const LEAST = { first: 0.5, repeat: 1.5 };
const MOST_MEGABYTES = 500;
const TEXT_INDEX = "create index if not exists paper_search_document on paper_search using gin (document)";

const { values } = parseArgs({
  options: { lines: { type: "string", default: String(DEFAULT_LINES) }, once: { type: "boolean", default: false } },
});
const lines = Number(values.lines);
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "papergraph-bench-"));
const own = process.env["DATABASE_URL"] ? null : await startPostgresServer();
const server = new URL(own === null ? (process.env["DATABASE_URL"] as string) : `${own.url}/postgres`);

const admin = postgres(server.href, { max: 1, onnotice: () => undefined });
const backend = Number((await admin`select pg_backend_pid() as pid`)[0]?.["pid"]);

interface Timed {
  readonly seconds: number;
  /** Seconds of processor time of our process and of the server: on a busy machine they tell more. Null: this system does not tell. */
  readonly client: number | null;
  readonly server: number | null;
  /** Largest resident memory in MB; null: this system does not tell. */
  readonly megabytes: number | null;
}

/** A new database; `withTables`: migrated. */
async function newDatabase(name: string, withTables: boolean): Promise<string> {
  await admin.unsafe(`drop database if exists ${name} with (force)`);
  await admin.unsafe(`create database ${name}`);
  await admin.unsafe("checkpoint");
  const url = new URL(server);
  url.pathname = `/${name}`;
  if (withTables) await papergraph(["migrate"], url.href);
  return url.href;
}

/** The built command line, as a user runs it, as a process of its own. */
async function papergraph(args: readonly string[], url: string): Promise<Timed> {
  const start = performance.now();
  const child = spawn(process.execPath, [join(root, "dist/src/cli.js"), ...args], {
    env: { PATH: process.env["PATH"] ?? "", DATABASE_URL: url, LOG_LEVEL: "warn" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const before = serverSeconds(backend);
  let [megabytes, client]: (number | null)[] = [null, null];
  const watch = setInterval(() => {
    megabytes = peakMemory(child.pid as number) ?? megabytes ?? null;
    client = processorSeconds(child.pid as number) ?? client ?? null;
  }, 100);
  const exit = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearInterval(watch);
  if (exit !== 0) throw new Error(`papergraph ${args.join(" ")} ended with ${exit}`);
  const seconds = (performance.now() - start) / 1000;
  // The server must have noticed that our connections have ended.
  await delay(500);
  return { seconds, client: client ?? null, server: difference(before, serverSeconds(backend)), megabytes: megabytes ?? null };
}

function difference(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before;
}

/** Tables with rows, those that others refer to first. */
async function filledTables(sql: postgres.Sql): Promise<string[]> {
  const names = (await sql<{ name: string }[]>`select tablename as name from pg_tables where schemaname = 'public'`).map(({ name }) => name);
  const references = await sql<{ from: string; to: string }[]>`
    select conrelid::regclass::text as from, confrelid::regclass::text as to from pg_constraint where contype = 'f'`;
  const ordered: string[] = [];
  while (ordered.length < names.length) {
    const waiting = names.filter((name) => !ordered.includes(name));
    ordered.push(...waiting.filter((name) => references.every(({ from, to }) => from !== name || to === name || ordered.includes(to))));
  }
  const filled: string[] = [];
  for (const name of ordered) if ((await sql.unsafe(`select 1 from "${name}" limit 1`)).length > 0) filled.push(name);
  return filled;
}

async function copyOut(url: string): Promise<string[]> {
  const sql = postgres(url, { max: 1 });
  const tables = await filledTables(sql);
  await sql.end();
  for (const table of tables) {
    // One connection each: the driver may leave it paused after the last byte.
    const once = postgres(url, { max: 1 });
    await pipeline(await once.unsafe(`copy "${table}" to stdout`).readable(), createWriteStream(join(folder, table)));
    await once.end({ timeout: 0 });
  }
  return tables;
}

/** The floor: the same rows into the same tables with the same keys and indexes; the full-text index in place, or built afterwards as an import does. */
async function copyIn(tables: readonly string[], isIndexedAfterwards: boolean): Promise<Timed> {
  const url = await newDatabase("papergraph_bench_floor", true);
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  // What a migration writes by itself.
  await sql.unsafe(`truncate ${tables.map((name) => `"${name}"`).join(", ")} cascade`);
  const [start, before] = [performance.now(), serverSeconds(backend)];
  if (isIndexedAfterwards) await sql.unsafe("drop index paper_search_document");
  for (const table of tables) {
    const from = performance.now();
    await pipeline(createReadStream(join(folder, table), { highWaterMark: 1024 * 1024 }), await sql.unsafe(`copy "${table}" from stdin`).writable());
    if (process.env["VERBOSE"]) console.log(`  copy ${table}: ${((performance.now() - from) / 1000).toFixed(1)} s`);
  }
  await sql.unsafe("set maintenance_work_mem = '128MB'");
  await sql.unsafe(TEXT_INDEX);
  const seconds = (performance.now() - start) / 1000;
  const used = difference(before, serverSeconds(backend));
  await sql.end();
  return { seconds, client: null, server: used, megabytes: null };
}

try {
  const file = join(folder, "snapshot.jsonl.gz");
  await makeSnapshot(file, lines);
  const rows: (Timed & { readonly name: string })[] = [];
  const said = (name: string, timed: Timed) => {
    rows.push({ name, ...timed });
    console.log(`${name}: ${timed.seconds.toFixed(1)} s`);
    return timed;
  };
  console.log(`${lines} lines, ${(statSync(file).size / 1e6).toFixed(0)} MB compressed; ${execFileSync("nproc").toString().trim()} cores`);
  const url = await newDatabase("papergraph_bench", true);
  const bring = (database: string) => papergraph(["import", "kaggle", file], database);
  const firsts = [said("import, first", await bring(url))];
  const tables = await copyOut(url);
  const floors = [said("raw COPY, text index built afterwards", await copyIn(tables, true))];
  if (!values.once) {
    said("raw COPY, text index in place", await copyIn(tables, false));
    firsts.push(said("import, first, once more", await bring(await newDatabase("papergraph_bench_again", true))));
  }
  const repeat = said("import, repeat", await bring(url));
  if (!values.once) floors.push(said("raw COPY, text index built afterwards, once more", await copyIn(tables, true)));

  const mean = (all: readonly Timed[]) => all.reduce((sum, one) => sum + one.seconds, 0) / all.length;
  const [floor, typical] = [mean(floors), mean(firsts)];
  const largest = Math.max(...rows.map(({ megabytes }) => megabytes ?? 0));
  const told = (value: number | null) => value?.toFixed(1) ?? "";
  console.log("\n| | s | papers/s | of the floor | processor s, ours | the server's | memory, MB |\n|---|---|---|---|---|---|---|");
  for (const { name, seconds, client, server: its, megabytes } of rows) {
    console.log(
      `| ${name} | ${seconds.toFixed(1)} | ${Math.round(lines / seconds)} | ${(floor / seconds).toFixed(2)} | ${told(client)} | ${told(its)} | ${megabytes?.toFixed(0) ?? ""} |`,
    );
  }
  console.log(`\nload of the machine, mean of the last minutes: ${loadavg().map((one) => one.toFixed(1)).join(" ")}; of more than its cores, ratios of time say little`);
  const verdict = (name: string, value: number, isGood: boolean, wanted: string) =>
    console.log(`${isGood ? "holds" : "FAILS"}: ${name} ${value.toFixed(2)} (wanted ${wanted})`);
  console.log("\nThe floor is the raw COPY whose text index is built afterwards, the faster of the two.");
  verdict("first import, of the floor", floor / typical, floor / typical >= LEAST.first, `≥ ${LEAST.first}`);
  verdict("repeat, of the first", typical / repeat.seconds, typical / repeat.seconds >= LEAST.repeat, `≥ ${LEAST.repeat}`);
  verdict("memory in MB", largest, largest < MOST_MEGABYTES, `< ${MOST_MEGABYTES}`);
} finally {
  await admin.end({ timeout: 1 });
  await own?.stop();
  rmSync(folder, { recursive: true, force: true });
}
