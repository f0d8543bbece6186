/** Kills, pauses, a database that crashes and cut connections: in the end the tables are those of an undisturbed run. */
import postgres, { type Sql } from "postgres";
import { tail } from "../accept/product.ts";
import type { FaultRule, LogEntry } from "../accept/upstream.ts";
import { randomFrom } from "../kit/random.ts";
import { type Round, roundAt } from "./calendar.ts";
import { compareLeftOut, compareSums, sumsOf } from "./compare.ts";
import { Crew } from "./crew.ts";
import { Harm, type HarmPlan } from "./harm.ts";
import type { Finding, Part } from "./part.ts";
import { untilQuiet } from "./quiet.ts";
import type { Replay } from "./replay.ts";
import { startSteadyGithub } from "./steady-github.ts";
import type { World } from "./world.ts";

const HOUR_MS = 3_600_000;
/** Among the recorded days; each round later finds a day more. */
const BEGIN_MS = Date.parse("2026-06-10T12:00:00Z");
const ROUND_MS = 27 * HOUR_MS;
const WORKERS = 3;
const SETTINGS = { BACKFILL_DAYS: "12" };

const PLAN: HarmPlan = { kills: 50, stops: 5, pauses: 6 };
const SHORT_PLAN: HarmPlan = { kills: 10, stops: 1, pauses: 1 };
/** After so many rounds the harm that is left is given up, and that is a finding. */
const MOST_ROUNDS = 12;

/** Cut in the middle, cut before it began, and slow enough to be killed in the middle: in steps so short that the upstream notices at once who has gone. */
const CUTS: readonly FaultRule[] = [
  { match: "/(hf|arxiv|github)/", kind: "truncate", probability: 0.03 },
  { match: "/(hf|arxiv|github)/", kind: "reset", probability: 0.03 },
  { match: "/(hf|arxiv|github)/", kind: "slow-body", probability: 0.03, totalMs: 1500, chunks: 60 },
];

/** A database on which workers went through rounds. */
interface Run {
  readonly url: string;
  readonly rounds: number;
  readonly byHand: number;
  readonly ownEnds: readonly string[];
  readonly harm: Harm | null;
  /** Requests whose answers were cut, and those that broke a limit. */
  readonly cuts: number;
  readonly violations: readonly LogEntry[];
  readonly requests: readonly LogEntry[];
}

export const crash: Part = {
  name: "crash",
  describe: "workers die, stand still, lose the database and their connections",
  run: async (world) => await crashWith(world, { plan: world.options.isShort ? SHORT_PLAN : PLAN }),
};

/** The judgement that notices a loss. */
export const TABLES_EQUAL = "tables equal those of an undisturbed run";

/** `program`: another build than the project's, for the disturbed run. */
export async function crashWith(world: World, { program, plan }: { program?: string; plan: HarmPlan }): Promise<Finding[]> {
  // One address for both: it is part of what is archived.
  const served = await world.replay();
  const github = await startSteadyGithub(served.environment["GITHUB_URL"] ?? "");
  const replay = { ...served, environment: { ...served.environment, GITHUB_URL: github.url } };
  const disturbed = await go(world, replay, new Harm(plan, randomFrom(world.options.seed)), MOST_ROUNDS, program);
  const calm = await go(world, replay, null, disturbed.rounds);
  github.stop();
  return await judge(world, replay, plan, calm, disturbed);
}

/** Round after round until the harm is done; without harm, as many as are said. */
async function go(world: World, replay: Replay, harm: Harm | null, mostRounds: number, program?: string): Promise<Run> {
  const url = await world.newDatabase();
  const { upstream } = replay;
  await upstream.reset();
  const product = world.product(replay, url, SETTINGS, program);
  const sql = connect(url);
  const crew = new Crew(product, WORKERS);
  let byHand = 0;
  let rounds = 0;

  const work = async (round: Round): Promise<void> => {
    await upstream.setFaults([]);
    for (const { atMs, stream } of round.byHand) {
      await upstream.setClock(atMs);
      const { exitCode, output, errors } = await product.run(["sync", stream]);
      if (exitCode !== 0 && exitCode !== 3) throw new Error(`sync ${stream} ended with ${exitCode}: ${tail(output + errors)}`);
    }
    if (harm) await upstream.setFaults(CUTS);
    for (const [place, instant] of round.instants.entries()) {
      await upstream.setClock(instant.atMs);
      if (place === 0) crew.start();
      const quiet = new AbortController();
      const harming = harm?.doTo({ crew, server: world.server, isBusy: () => isBusy(sql) }, quiet.signal);
      byHand += (await untilQuiet(sql, product, instant)).byHand;
      quiet.abort();
      await harming;
    }
    await crew.stop();
  };

  try {
    while (rounds < mostRounds && !(harm?.isDone ?? false)) {
      const started = performance.now();
      await work(roundAt(BEGIN_MS + rounds * ROUND_MS));
      rounds += 1;
      const done = harm ? Object.entries(harm.done).map(([act, count]) => `${act.toLowerCase()} ${count}`) : ["undisturbed"];
      world.print(`  round ${rounds}: ${done.join(", ")}; ${Math.round((performance.now() - started) / 1000)} s`);
    }
    const requests = (await Promise.all(["hf", "arxiv", "github"].map((source) => upstream.requests(source)))).flat();
    const cuts = requests.filter(({ faults }) => faults.length > 0).length;
    const violations = requests.filter((one) => one.violations.length > 0);
    return { url, rounds, byHand, ownEnds: crew.ownEnds, harm, cuts, violations, requests };
  } finally {
    await sql.end({ timeout: 1 });
    product.killAll();
  }
}

/** A lease of three seconds that a living worker holds is renewed every second. */
async function isBusy(sql: Sql): Promise<boolean> {
  const held = await sql`
    select 1 from stream_lease where holder is not null and expires_at > clock_timestamp() + interval '1.9 seconds' limit 1`;
  return held.length > 0;
}

async function judge(world: World, replay: Replay, plan: HarmPlan, calm: Run, disturbed: Run): Promise<Finding[]> {
  const [wanted, seen] = [connect(calm.url), connect(disturbed.url)];
  try {
    const [row] = await seen<{ runs: number }[]>`select count(*)::int as runs from sync_run where error_code = 'ERR_INTERRUPTED'`;
    const interrupted = row?.runs ?? 0;
    const { KILL, STOP, PAUSE } = disturbed.harm?.done ?? { KILL: 0, STOP: 0, PAUSE: 0 };
    const sums = [calm, disturbed].map(({ url }) => sumsOf(world.product(replay, url)));
    const [wantedSums, seenSums] = (await Promise.all(sums)) as [Awaited<(typeof sums)[0]>, Awaited<(typeof sums)[0]>];
    return [
      {
        what: "workers killed",
        seen: `${KILL}, runs broken off: ${interrupted}`,
        isGood: KILL === plan.kills && interrupted >= KILL / 5,
      },
      { what: "immediate stops of PostgreSQL", seen: String(STOP), isGood: STOP === plan.stops },
      { what: "workers paused longer than their lease", seen: String(PAUSE), isGood: PAUSE === plan.pauses },
      { what: "answers cut or slow", seen: String(disturbed.cuts), isGood: disturbed.cuts > 0 },
      {
        what: "workers that ended by themselves",
        seen: [`${disturbed.ownEnds.length}`, ...disturbed.ownEnds].join("; "),
        // A worker that begins while the database is away may say so and end; whoever runs it starts it again.
        isGood: disturbed.ownEnds.every((error) => error.startsWith("ERR_DATABASE_UNREACHABLE")),
      },
      {
        what: "streams given up and run by hand",
        seen: String(disturbed.byHand),
        // Time stands still, so that the next run of a stream whose job was given up does not come by itself. It takes a disturbance each.
        isGood: disturbed.byHand <= KILL + STOP + PAUSE,
      },
      {
        what: "requests that broke a limit",
        seen: told(disturbed.violations, disturbed.requests),
        isGood: disturbed.violations.length === 0,
      },
      compareSums(TABLES_EQUAL, wantedSums, seenSums),
      ...(await compareLeftOut(wanted, seen)),
    ];
  } finally {
    await wanted.end({ timeout: 1 });
    await seen.end({ timeout: 1 });
  }
}

/** Each with the request that was under way when it came. */
function told(violations: readonly LogEntry[], requests: readonly LogEntry[]): string {
  const one = ({ seq, ts, ms, path, status, faults }: LogEntry) => `#${seq} ${ts} ${path} ${status} ${ms} ms ${faults}`;
  const lines = violations.slice(0, 5).map((entry) => {
    const before = requests.filter(({ source, seq, ts, ms }) => {
      return source === entry.source && seq < entry.seq && entry.status === 429 && (ms === 0 || ts + ms > entry.ts - 50);
    });
    return `${entry.violations.join(" ")}: ${[entry, ...before].map(one).join(" after ")}`;
  });
  return [`${violations.length}`, ...lines].join("\n    ");
}

/** Errors of the time when the server is away are the caller's. */
function connect(url: string): Sql {
  return postgres(url, { max: 2, onnotice: () => undefined, connect_timeout: 5 });
}
