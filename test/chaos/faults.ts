/**
 * Makes every kind of fault alone and then all of them together, a whole back-fill each, and compares what is stored with
 * what an undisturbed run stores: at once (nothing wrong, every loss shown), and after a clean pass (nothing differs).
 */
import postgres from "postgres";
import { compareAppendOnly } from "./append-only.ts";
import { allTogether, type FaultKind, kindsAlone } from "./fault-kinds.ts";
import { type FaultRun, runThrough, START } from "./fault-run.ts";
import { judgeMoment } from "./loss.ts";
import type { Finding, Part } from "./part.ts";
import type { Replay } from "./replay.ts";
import { compareEnds } from "./same-end.ts";
import { readValues, type Values } from "./stored-words.ts";
import type { World } from "./world.ts";

/** Runs with all kinds together, a seed each. */
const SEEDS = 5;
/** Databases that are filled at the same time, each from an upstream of its own. */
const AT_ONCE = 2;
const EXAMPLES = 4;
/** What a shortened run makes. */
const SHORT = ["truncate", "spurious-empty", "drop-field, noticed", "bad-record"];

/** See this file's head. */
export const faults: Part = {
  name: "faults",
  describe: "every kind of fault alone, then all together: a back-fill each, and a clean pass",
  run: async (world) => {
    const { seed, isShort } = world.options;
    const alone = kindsAlone().filter(({ name }) => !isShort || SHORT.includes(name));
    const together = Array.from({ length: isShort ? 1 : SEEDS }, (_, place) => seed + place);
    const jobs = [...alone.map((kind) => ({ kind, seed })), ...together.map((one) => ({ kind: allTogether(one), seed: one }))];
    // Each product listens for the end of this process.
    process.setMaxListeners(4 * jobs.length);
    const undisturbed = await onReplay(world, seed, async (replay) => await readUndisturbed(world, replay));
    const findings: Finding[] = new Array(jobs.length);
    let next = 0;
    const work = async (): Promise<void> => {
      for (let place = next++; place < jobs.length; place = next++) {
        const { kind, seed: own } = jobs[place] as (typeof jobs)[number];
        const found = await onReplay(world, own, async (replay) => await judge(world, replay, kind, undisturbed));
        world.print(`  ${found.finding.isGood ? "ok" : "differs"}: ${found.finding.what}`);
        for (const line of found.details) world.print(line);
        findings[place] = found.finding;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return findings;
  },
};

interface Undisturbed {
  readonly run: FaultRun;
  readonly values: Values;
}

async function readUndisturbed(world: World, replay: Replay): Promise<Undisturbed> {
  const run = await runThrough(world, replay, null);
  if (run.breakages.length > 0) throw new Error(`the undisturbed run went wrong: ${run.breakages.join("; ")}`);
  return { run, values: await onDatabase(run.databaseUrl, readValues) };
}

async function judge(
  world: World,
  replay: Replay,
  kind: FaultKind,
  undisturbed: Undisturbed,
): Promise<{ finding: Finding; details: string[] }> {
  const run = await runThrough(world, replay, kind);
  const details: string[] = [];
  const problem = (what: string, examples: readonly string[]): string => {
    const shown = examples.slice(0, EXAMPLES).map((example) => `    ${example.slice(0, 400)}`);
    details.push(`  ${kind.name}: ${what}`, ...shown);
    return what;
  };
  const problems = run.breakages.length === 0 ? [] : [problem("BREAKAGE", run.breakages)];
  const moments = run.moments.map((moment, place) =>
    judgeMoment(moment, undisturbed.run.moments[place] as (typeof run.moments)[number], undisturbed.values, kind.isUnseen),
  );
  for (const [place, { hidden, damaged }] of moments.entries()) {
    const when = place === 0 ? "at first" : "at last";
    if (hidden.length > 0) problems.push(problem(`${hidden.length} HIDDEN LOSSES ${when}`, hidden));
    if (damaged.length > 0) problems.push(problem(`${damaged.length} DAMAGED ${when}`, damaged));
  }
  const { ends, rows } = await onDatabase(run.databaseUrl, async (sql) =>
    onDatabase(undisturbed.run.databaseUrl, async (other) => ({
      ends: await compareEnds(sql, other),
      rows: await compareAppendOnly({ sql, log: run.log }, { sql: other, log: undisturbed.run.log }),
    })),
  );
  for (const { table, rows: all } of ends.differences)
    problems.push(problem(`${all.length} rows of ${table} DIFFER IN THE END`, all));
  if (rows.wrong.length > 0) problems.push(problem(`${rows.wrong.length} APPENDED ROWS UNEXPLAINED`, rows.wrong));
  const [first, last] = moments;
  const seen = [
    `${run.log.faulted} of ${run.log.requests} requests`,
    `losses ${describe(first?.shown)}, then ${describe(last?.shown)}`,
    `damage 0, unseen ${first?.unseen.length ?? 0}, then ${last?.unseen.length ?? 0}`,
    `end ${ends.rows} compared`,
    `rows ${rows.same} same, ${rows.hurt} hurt, ${rows.lost} lost, ${rows.caughtUp} caught up`,
    ...problems,
  ].join("; ");
  return { finding: { what: kind.name, seen, isGood: problems.length === 0 && run.log.faulted > 0 }, details };
}

function describe(shown: ReadonlyMap<string, number> | undefined): string {
  const places = [...(shown ?? [])].map(([place, count]) => `${count} in ${place}`);
  return places.length === 0 ? "none" : places.join(" + ");
}

async function onReplay<Result>(world: World, seed: number, work: (replay: Replay) => Promise<Result>): Promise<Result> {
  const replay = await world.replay(new Date(START).toISOString(), seed);
  try {
    return await work(replay);
  } finally {
    await replay.stop();
  }
}

async function onDatabase<Result>(url: string, work: (sql: postgres.Sql) => Promise<Result>): Promise<Result> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
