/** Part one: the clock steps over the weekdays, a sync at each step, and every step is judged. */
import { askLists } from "./ask-lists.ts";
import { askPapers } from "./ask-papers.ts";
import type { Bench } from "./bench.ts";
import { addDays, dayOf, daysBetween } from "./calendar.ts";
import { type Announcements, addAnnouncements } from "./final-truth.ts";
import { judgeAnnouncements } from "./judge-arxiv.ts";
import { judgeLists } from "./judge-lists.ts";
import { isStillRead } from "./list-state.ts";
import { FOLLOWED, type Plan } from "./plan.ts";
import type { ListLine, ReadingLog } from "./reading-log.ts";
import type { Report } from "./report.ts";
import type { ListTruth, Upstream } from "./upstream.ts";

/** How many days around the present are judged at each step. */
const DAYS_BEFORE = 20;
const DAYS_AFTER = 3;

/** What both parts work with. */
export interface Course {
  readonly plan: Plan;
  readonly upstream: Upstream;
  readonly bench: Bench;
  readonly readings: ReadingLog;
  readonly announcements: Announcements;
  readonly report: Report;
  readonly print: (line: string) => void;
  /** Runs work that asks the upstream for many pages, while the judge asks it for nothing. */
  readonly quietly: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** Steps over all days of the plan. */
export async function stepOverDays(course: Course): Promise<void> {
  const { plan, upstream, bench, readings, print, quietly } = course;
  for (const [index, at] of plan.steps.entries()) {
    print(`  step ${index + 1} of ${plan.steps.length}: ${new Date(at).toISOString().slice(0, 16)}`);
    await upstream.setClock(at);
    await quietly(() => bench.run(["sync"]));
    const today = dayOf(at);
    const days = daysBetween(plan.backfilledFrom, today).filter((day) => {
      const read = readings.of(day);
      return read.length === 0 || isStillRead(day, at, read);
    });
    await noteReadings(upstream, readings, days, at);
    if (plan.steppedDays.includes(today)) {
      addAnnouncements(course.announcements, today, (await upstream.arxiv(today)).feed, FOLLOWED);
    }
    await judgeStep(course, at);
  }
}

async function judgeStep({ plan, bench, readings, announcements, report }: Course, at: number): Promise<void> {
  const today = dayOf(at);
  const [from, to] = [addDays(today, -DAYS_BEFORE), addDays(today, DAYS_AFTER)];
  await bench.ask(async (client) => {
    const hasContent = (day: string): boolean => plan.steppedDays.includes(day) && day <= today;
    judgeLists(report, await askLists(client, from, to), readings, { from, to, now: at, hasContent, knowsEveryReading: true });
    const fresh = [...announcements].filter(([, all]) => [...all].some((one) => one.startsWith(today)));
    const papers = await askPapers(
      client,
      fresh.map(([id]) => id),
    );
    const answered = new Map(papers.map((paper) => [paper.arxivId ?? "", paper]));
    const announcedDays = new Set([today]);
    const expected = new Map(fresh.map(([id, all]) => [id, new Set([...all].filter((one) => one.startsWith(today)))]));
    judgeAnnouncements(report, answered, { announcements: expected, announcedDays, categories: FOLLOWED });
  });
}

/** Notes what complete readings of these days show at the upstream's present time. */
export async function noteReadings(upstream: Upstream, readings: ReadingLog, days: readonly string[], at: number): Promise<void> {
  for (const day of days) {
    const { requestFails, items } = await upstream.list(day);
    if (!requestFails) readings.add(day, at, linesOf(items));
  }
}

function linesOf(items: ListTruth["items"]): ListLine[] {
  return items.map(({ id, upvotes, comments, submittedBy, organisation }) => ({
    id,
    upvotes,
    comments,
    submittedBy,
    organisation,
  }));
}
