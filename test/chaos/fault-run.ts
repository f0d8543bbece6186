/** One whole back-fill on a fresh database while the upstream misbehaves, then a clean pass when the clock has moved on. */
import type { Sql } from "postgres";
import postgres from "postgres";
import { adapters } from "../../adapters/index.ts";
import { describeSources } from "../../src/cli/runtime.ts";
import { readConfig } from "../../src/config.ts";
import { readSourceStates } from "../../src/ranking/source-state.ts";
import { DAY_MS, HOUR_MS } from "../accept/calendar.ts";
import type { FaultKind } from "./fault-kinds.ts";
import { FaultLog } from "./fault-log.ts";
import type { Replay } from "./replay.ts";
import { readWords, type Words } from "./stored-words.ts";
import type { World } from "./world.ts";

/** After the last recorded look at the last recorded day: from here on the lists stand still. */
export const START = Date.parse("2026-07-03T12:00:00Z");
/** So few that GitHub, which gives fifty requests an hour without a token, can be asked for nearly every link by REST, too. */
const BACKFILL_DAYS = "3";
/** One source after the other: the upstream draws its lots in the order of requests, so that a seed tells them all. */
const ONE_BY_ONE = [["huggingface"], ["arxiv"], ["github"]];

/** A pass over all sources at an instant. Without a token GitHub is asked by REST, repository by repository. */
interface Pass {
  readonly at: number;
  readonly hasToken: boolean;
}

/** While faults are made: the back-fill, again a second later, and on the hours after it; after six hours lists are read again. */
export const FAULTY: readonly Pass[] = [
  { at: START, hasToken: false },
  ...[1000, HOUR_MS, 2 * HOUR_MS, 7 * HOUR_MS].map((after) => ({ at: START + after, hasToken: true })),
];
/** When every list has settled and every paper that was looked up is due again. */
const CLEAN: readonly Pass[] = [35 * DAY_MS, 35 * DAY_MS + HOUR_MS].map((after) => ({ at: START + after, hasToken: true }));

/** What a database and its own account of itself held at a moment. */
export interface Moment {
  readonly words: Words;
  /** Addresses of answers with rejected records. */
  readonly quarantined: ReadonlySet<string>;
  /** `source/stream` of everything that `sources` shows as not healthy, with its state. */
  readonly unwell: ReadonlyMap<string, string>;
  /** UUIDs of the identifiers by which papers and repositories can be looked up. */
  readonly named: ReadonlySet<string>;
  /** By which kinds of fault answers of an address were hurt until then. */
  readonly hurtBy: (url: string) => ReadonlySet<string>;
}

/** A finished run. */
export interface FaultRun {
  readonly databaseUrl: string;
  readonly log: FaultLog;
  /** After the first pass, and after the last one with faults. */
  readonly moments: readonly Moment[];
  /** Failed runs of streams, by code. */
  readonly failures: ReadonlyMap<string, number>;
  readonly failedAnswers: number;
  readonly rejections: number;
  /** What must not happen whatever an upstream does: a command that died, an error of our own, a broken limit. */
  readonly breakages: readonly string[];
}

/** Fills a fresh database under a kind of fault; null: undisturbed. */
export async function runThrough(world: World, replay: Replay, kind: FaultKind | null): Promise<FaultRun> {
  const { upstream } = replay;
  const databaseUrl = await world.newDatabase();
  const product = world.product(replay, databaseUrl, { BACKFILL_DAYS });
  const breakages: string[] = [];
  const pass = async ({ at, hasToken }: Pass, targets: readonly string[][], mayFail: boolean): Promise<void> => {
    await upstream.setClock(at);
    for (const target of targets) {
      const { exitCode, errors } = await product.run(["sync", ...target], hasToken ? {} : { GITHUB_TOKEN: "" });
      if (exitCode === 0 || (mayFail && (exitCode === 1 || exitCode === 3))) continue;
      breakages.push(`sync ${target.join()} at ${new Date(at).toISOString()} ended with ${exitCode}: ${errors.slice(-300)}`);
    }
  };
  await control(replay, "reset", {});
  const sql = postgres(databaseUrl, { max: 2, onnotice: () => undefined });
  const moments: Moment[] = [];
  try {
    if (kind !== null) await control(replay, "faults", { rules: kind.rules });
    for (const [place, one] of FAULTY.entries()) {
      await pass(one, ONE_BY_ONE, kind !== null);
      if (place === 0 || place === FAULTY.length - 1) moments.push(await readMoment(sql, replay, one.at));
    }
    await control(replay, "faults", { rules: [] });
    for (const one of CLEAN) await pass(one, [[]], false);
    const log = await FaultLog.read(replay);
    breakages.push(...log.violations);
    const failures = await sql<{ code: string; count: number }[]>`
      select error_code as code, count(*)::int as count from sync_run where error_code is not null group by 1 order by 1`;
    for (const { code, count } of failures)
      if (!code.startsWith("ERR_SOURCE_")) breakages.push(`${count} runs failed with ${code}`);
    const [counts] = await sql<{ failed: number; rejected: number }[]>`
      select (select count(*)::int from failed_exchange) as failed, (select count(*)::int from quarantine) as rejected`;
    return {
      ...{ databaseUrl, log, moments, breakages },
      failures: new Map(failures.map(({ code, count }) => [code, count])),
      failedAnswers: counts?.failed ?? 0,
      rejections: counts?.rejected ?? 0,
    };
  } finally {
    await sql.end();
  }
}

async function readMoment(sql: Sql, replay: Replay, at: number): Promise<Moment> {
  const log = await FaultLog.read(replay);
  const config = readConfig({ ...replay.environment }, adapters);
  const states = await readSourceStates(sql, describeSources(adapters, config), new Date(at));
  const unwell = states.flatMap(({ name, streams }) =>
    streams
      .filter(({ state }) => state !== "HEALTHY" && state !== "DISABLED")
      .map((stream) => [`${name}/${stream.name}`, stream.state] as const),
  );
  const rejected = await sql<{ url: string }[]>`select distinct e.url from quarantine q join exchange e on e.id = q.exchange_id`;
  const named = await sql<{ id: string }[]>`select id from paper_identifier union select id from repository_identifier`;
  const words = await readWords(sql);
  return {
    words: new Map([...words].map(([key, word]) => [key, { ...word, url: log.pathOf(word.url) }])),
    quarantined: new Set(rejected.map(({ url }) => log.pathOf(url))),
    unwell: new Map(unwell),
    named: new Set(named.map(({ id }) => id)),
    hurtBy: (url) => log.hurtBy(url),
  };
}

async function control({ upstream }: Replay, path: string, body: object): Promise<void> {
  const response = await fetch(`${upstream.base}/_control/${path}`, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`the upstream answered ${response.status} to /_control/${path}`);
}
