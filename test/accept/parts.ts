/** Runs the parts that were asked for and prints what they found. */

import { ArxivTruthReader } from "./arxiv-truth.ts";
import { countPapers } from "./ask-papers.ts";
import { Bench } from "./bench.ts";
import { dayOf } from "./calendar.ts";
import { gatherTruth, judgeEnding, syncEverything, wholeKinds } from "./ending.ts";
import { RECORD_KINDS } from "./judge-arxiv.ts";
import { LINK_KINDS } from "./judge-github.ts";
import { LISTED_KINDS } from "./judge-listed-papers.ts";
import { CONTENT_KINDS, STATE_KINDS } from "./judge-lists.ts";
import { judgeOneDay } from "./one-day.ts";
import { type AcceptOptions, BadOption } from "./options.ts";
import { makePlan, type Plan } from "./plan.ts";
import { ReadingLog } from "./reading-log.ts";
import { Report } from "./report.ts";
import { selfTest } from "./self-test.ts";
import { type Course, stepOverDays } from "./stepping.ts";
import type { ArxivRecord, Upstream } from "./upstream.ts";

type Print = (line: string) => void;

/** arXiv's least time between requests, with a margin. */
const ARXIV_GAP_MS = 3300;
/** Any text; the replay server refuses only tokens that begin with "bad". */
const TOKEN = "accept-token";

/** True: nothing differs. */
export async function runParts(options: AcceptOptions, upstream: Upstream, print: Print): Promise<boolean> {
  const started = performance.now();
  const { limitTimescale } = await upstream.status();
  const scale = options.limitTimescale ?? limitTimescale;
  const plan = await makePlan(upstream, options.days, options.isShort);
  printPlan(plan, print);
  const logged = await upstream.lastLogged();
  const run: Run = { options, upstream, plan, print, scale };
  let isGood = true;
  try {
    if (options.hasTokenPart) isGood = await withToken(run);
    if (options.hasNoTokenPart) isGood = (await withoutToken(run)) && isGood;
  } finally {
    await upstream.setClock(plan.start);
  }
  isGood = (await judgeLimits(upstream, logged, print)) && isGood;
  print(`${isGood ? "PASS" : "FAIL"} after ${Math.round((performance.now() - started) / 1000)} s`);
  return isGood;
}

interface Run {
  readonly options: AcceptOptions;
  readonly upstream: Upstream;
  readonly plan: Plan;
  readonly print: Print;
  readonly scale: number;
}

async function withToken(run: Run): Promise<boolean> {
  const { options, upstream, plan, print, scale } = run;
  const report = new Report();
  report.expect("product", ["exit codes", "tables unchanged"]);
  report.expect("huggingface", [...STATE_KINDS, ...CONTENT_KINDS, ...LISTED_KINDS]);
  report.expect("arxiv", [
    ...RECORD_KINDS,
    "announcements missing",
    "announcements invented",
    ...wholeKinds(plan, options.isShort),
  ]);
  report.expect("github", LINK_KINDS);
  const bench = await Bench.open({ ...benchOptions(run, report), database: options.database, settings: { GITHUB_TOKEN: TOKEN } });
  const index = await upstream.arxivIndex(plan.harvestFrom, ARXIV_GAP_MS * scale);
  const reader = new ArxivTruthReader(upstream, index);
  try {
    print(`product: ${bench.product.description}, ${options.database === null ? "embedded database" : "PostgreSQL"}`);
    await bench.run(["migrate"]);
    if ((await bench.ask(countPapers)) > 0) throw new BadOption("the database is not empty");
    reader.start(dayOf(plan.steps[0] ?? plan.start));
    const readings = new ReadingLog();
    const quietly: Course["quietly"] = (work) => reader.pausedDuring(work);
    const course: Course = { plan, upstream, bench, readings, announcements: new Map(), report, print, quietly };
    print(`part one: ${plan.steps.length} steps`);
    await stepOverDays(course);
    print("part two: everything at the starting instant");
    await syncEverything(course);
    const records = await reader.complete(await upstream.arxivIndex(plan.harvestFrom, ARXIV_GAP_MS * scale));
    const truth = await gatherTruth(course, records);
    print(`  judged: ${truth.listed.size} listed papers, ${records.size} records, ${truth.links.size} links`);
    await judgeEnding(course, truth, !options.isShort);
    await bench.stopServing();
    for (const line of report.lines()) print(line);
    if (report.failures > 0 || !options.isSelfTest) return report.failures === 0;
    print("self-test");
    return await selfTest(bench, truth, print);
  } finally {
    reader.stop();
    await bench.close(options.isKept);
  }
}

async function withoutToken(run: Run): Promise<boolean> {
  const { options, upstream, plan, print, scale } = run;
  print("part three: one day without a token");
  const report = new Report();
  report.expect("product", ["exit codes"]);
  report.expect("huggingface", [...STATE_KINDS, "papers missing", "votes", "position", "listed papers missing"]);
  report.expect("arxiv", RECORD_KINDS);
  report.expect("github", LINK_KINDS);
  await upstream.setClock(plan.finals.at(-1) ?? plan.start);
  const bench = await Bench.open({ ...benchOptions(run, report), database: null, settings: { BACKFILL_DAYS: "1" } });
  try {
    const recordsOf = async (ids: readonly string[]): Promise<ReadonlyMap<string, ArxivRecord>> => {
      const index = await upstream.arxivIndex("2005-09-16", ARXIV_GAP_MS * scale);
      const days = [...index].filter(([, stamped]) => stamped.some((id) => ids.includes(id)));
      return await new ArxivTruthReader(upstream, index).complete(new Map(days));
    };
    await judgeOneDay({ upstream, bench, report, print }, plan, recordsOf);
    await bench.stopServing();
    for (const line of report.lines()) print(line);
    return report.failures === 0;
  } finally {
    await bench.close(options.isKept);
  }
}

function benchOptions({ options, upstream, print, scale }: Run, report: Report) {
  return { upstream: upstream.base, limitTimescale: scale, isFromSource: options.isFromSource, report, print };
}

function printPlan(plan: Plan, print: Print): void {
  const { start, lastDay, steppedDays, leftOut, listsFrom, harvestFrom } = plan;
  print(`starting instant ${new Date(start).toISOString()}, last day with papers ${lastDay}`);
  print(`stepped: ${steppedDays[0]} to ${steppedDays.at(-1)}; lists from ${listsFrom}; arXiv from ${harvestFrom}`);
  if (leftOut.length > 0)
    print(`left out, since time would run backwards: ${leftOut.map((at) => new Date(at).toISOString()).join(", ")}`);
}

async function judgeLimits(upstream: Upstream, since: number, print: Print): Promise<boolean> {
  const violations = await upstream.violations(since);
  print(
    `upstream/limits  ${violations.length === 0 ? "OK       no violation in the request log" : `DIFFERS  ${violations.length} violations`}`,
  );
  for (const { method, path, query, clock, violations: kinds } of violations.slice(0, 5)) {
    print(`    ${clock} ${method} ${path}?${query.slice(0, 120)}: ${kinds.join(", ")}`);
  }
  return violations.length === 0;
}
