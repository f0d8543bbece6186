/** Part two: at the starting instant everything is synced, three times an hour apart and once more at the same instant; then all is judged. */
import type { Bench } from "./bench.ts";
import { addDays, dayOf, daysBetween } from "./calendar.ts";
import type { FinalTruth } from "./final-truth.ts";
import { readListed } from "./final-truth.ts";
import { judgeFinal } from "./judge-final.ts";
import { ARCHIVES, FOLLOWED, type Plan } from "./plan.ts";
import type { Report } from "./report.ts";
import { type Course, noteReadings } from "./stepping.ts";
import type { ArxivRecord } from "./upstream.ts";

/** Future days that the final judgement also asks for. */
const DAYS_AFTER = 3;
const SETTINGS = { ARXIV_CATEGORIES: ARCHIVES };

/** Syncs everything; the last sync, at an instant that was synced before, must change no table. */
export async function syncEverything({ plan, upstream, bench, readings, report, print, quietly }: Course): Promise<void> {
  const lists = ["sync", "huggingface", "--since", plan.listsFrom];
  for (const at of plan.finals) {
    print(`  all lists at ${new Date(at).toISOString().slice(0, 16)}`);
    await upstream.setClock(at);
    await quietly(() => bench.run(lists, SETTINGS));
    await noteReadings(upstream, readings, daysBetween(plan.listsFrom, dayOf(at)), at);
  }
  print("  all records, all repositories");
  await bench.run(["sync", "arxiv", "--since", plan.harvestFrom], SETTINGS);
  await bench.run(["sync", "github"], SETTINGS);
  const before = await checksums(bench);
  print("  once more at the same instant");
  await quietly(() => bench.run(lists, SETTINGS));
  await quietly(() => bench.run(["sync"], SETTINGS));
  judgeUnchanged(report, before, await checksums(bench));
}

/** Gathers the truth of the last instant. `records`: arXiv's, which take longest to read. */
export async function gatherTruth(
  { plan, upstream, readings, announcements }: Course,
  records: Map<string, ArxivRecord>,
): Promise<FinalTruth> {
  const now = plan.finals.at(-1) as number;
  // Lists of before the back-fill were not read by a shortened run.
  const days = readings.days().filter((day) => (readings.of(day).at(-1)?.papers ?? 0) > 0);
  const { listed, links } = await readListed(upstream, days);
  return {
    ...{ now, readings, listed, links, records, announcements },
    announcedDays: new Set(plan.steppedDays),
    categories: FOLLOWED,
  };
}

/** Judges everything through the API. */
export async function judgeEnding({ plan, bench, report }: Course, truth: FinalTruth, isWhole: boolean): Promise<void> {
  const scope = { from: plan.listsFrom, to: addDays(dayOf(truth.now), DAYS_AFTER), ids: null, isWhole, hasAnnouncements: true };
  await bench.ask((client) => judgeFinal(report, client, truth, scope));
}

async function checksums(bench: Bench): Promise<string[]> {
  return (await bench.run(["checksum"])).output.split("\n").filter((line) => line.trim() !== "");
}

function judgeUnchanged(report: Report, before: readonly string[], after: readonly string[]): void {
  if (before.length === 0) return;
  for (const [index, line] of before.entries())
    report.check("product", "tables unchanged", `line ${index + 1} of checksum`, line, after[index]);
  report.check("product", "tables unchanged", "lines of checksum", before.length, after.length);
}

/** Kinds that only a run over every record can compare. */
export function wholeKinds(plan: Plan, isShort: boolean): string[] {
  return isShort || plan.harvestFrom > "2006" ? [] : ["records invented", "doi claimed by several"];
}
