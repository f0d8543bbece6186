/**
 * Steps the clock through every recorded look at the daily lists. At each step the day is read; what the API then says of it
 * and of the days around it is judged by the upstream's truth, and in the end the counters over time by what was seen, and the
 * rankings as of every step by what they said then.
 */
import { askLists } from "../accept/ask-lists.ts";
import { addDays, dayOf } from "../accept/calendar.ts";
import { GraphqlClient } from "../accept/graphql-client.ts";
import { CONTENT_KINDS, judgeLists, STATE_KINDS } from "../accept/judge-lists.ts";
import { ReadingLog } from "../accept/reading-log.ts";
import { Report } from "../accept/report.ts";
import { noteReadings } from "../accept/stepping.ts";
import { randomFrom } from "../kit/random.ts";
import { openInProcess } from "./in-process.ts";
import { SERIES_KINDS, SeenValues } from "./metric-series.ts";
import type { Finding, Part } from "./part.ts";
import { PAST_KIND, PastAnswers } from "./past.ts";
import { recordedDays, type Step, stepsOf } from "./step-plan.ts";
import type { World } from "./world.ts";

/** How many days a shortened run steps through. */
const SHORT_DAYS = 20;
/** Days around the present whose states are judged at each step. */
const DAYS_BEFORE = 3;
const DAYS_AFTER = 1;
const PROGRESS_EVERY = 200;

/** See this file's head. */
export const steps: Part = {
  name: "steps",
  describe: "every recorded look at the daily lists, one after the other",
  run: async (world) => {
    const { data, seed, isShort } = world.options;
    const all = recordedDays(data);
    const days = isShort ? chosenDays(all, seed) : all;
    const plan = stepsOf(data, days);
    const [first] = plan;
    if (first === undefined) throw new Error("no recorded day has lists of within the day");
    const replay = await world.replay(new Date(first.at).toISOString());
    const databaseUrl = await world.newDatabase();
    const product = world.product(replay, databaseUrl);
    const ingest = await openInProcess(replay, databaseUrl);
    const serving = await product.serve();
    const report = new Report();
    report.expect("product", ["readings"]);
    report.expect("huggingface", [...STATE_KINDS, ...CONTENT_KINDS, ...SERIES_KINDS, PAST_KIND]);
    const client = new GraphqlClient(serving.url);
    const readings = new ReadingLog();
    const seen = new SeenValues();
    const past = new PastAnswers();
    try {
      for (const [index, step] of plan.entries()) {
        if (index > 0 && index % PROGRESS_EVERY === 0) world.print(`  step ${index} of ${plan.length}: ${dayOf(step.at)}`);
        await replay.upstream.setClock(step.at);
        const { outcome, rejected, error } = await ingest.readDay(step.day);
        report.check("product", "readings", label(step), ["SUCCESS", 0, null], [outcome, rejected, error?.code ?? null]);
        await noteReadings(replay.upstream, readings, [step.day], step.at);
        seen.add(step.at, readings.of(step.day).at(-1)?.lines ?? []);
        await judgeStep(report, client, readings, step);
        await past.note(client, step);
      }
      await seen.judge(report, client);
      await past.judge(report, client);
    } finally {
      await serving.stop();
      await ingest.close();
      await replay.stop();
    }
    return findings(world, report, { days, plan, papers: seen.papers });
  },
};

async function judgeStep(report: Report, client: GraphqlClient, readings: ReadingLog, { at, day }: Step): Promise<void> {
  const windows =
    day > addDays(dayOf(at), -DAYS_BEFORE) ? [windowAround(dayOf(at))] : [windowAround(dayOf(at)), { from: day, to: day }];
  for (const { from, to } of windows) {
    const hasContent = (one: string): boolean => readings.of(one).length > 0;
    judgeLists(report, await askLists(client, from, to), readings, { from, to, now: at, hasContent, knowsEveryReading: true });
  }
}

function windowAround(today: string): { from: string; to: string } {
  return { from: addDays(today, -DAYS_BEFORE), to: addDays(today, DAYS_AFTER) };
}

/** Spread over the range: one of each equal part of it, which one the seed says. */
function chosenDays(all: readonly string[], seed: number): string[] {
  const random = randomFrom(seed);
  const size = all.length / SHORT_DAYS;
  const places = Array.from({ length: SHORT_DAYS }, (_, part) => Math.floor((part + random()) * size));
  return [...new Set(places)].flatMap((place) => all[place] ?? []);
}

function findings(
  world: World,
  report: Report,
  { days, plan, papers }: { days: readonly string[]; plan: readonly Step[]; papers: number },
): Finding[] {
  for (const line of report.lines()) world.print(`  ${line}`);
  const recorded = plan.filter(({ kind }) => kind === "RECORDED").length;
  return [
    {
      what: "lists and counters at every step",
      seen: `${days.length} days, ${recorded} recorded steps and ${plan.length - recorded} after settling, ${papers} papers, ${report.failures} differences`,
      isGood: report.failures === 0,
    },
  ];
}

function label({ day, at }: Step): string {
  return `${day} at ${new Date(at).toISOString()}`;
}
