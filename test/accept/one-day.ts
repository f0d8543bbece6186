/** Part three: one day without a token, on a fresh database; GitHub is asked by REST, arXiv for single papers. */
import type { Bench } from "./bench.ts";
import { addDays } from "./calendar.ts";
import { readListed } from "./final-truth.ts";
import { judgeFinal } from "./judge-final.ts";
import type { Plan } from "./plan.ts";
import { ReadingLog } from "./reading-log.ts";
import type { Report } from "./report.ts";
import { noteReadings } from "./stepping.ts";
import type { ArxivRecord, Upstream } from "./upstream.ts";

/** Links of the chosen day, so that the anonymous budget of 60 requests an hour lasts for it, renames included. */
const LINKS_AT_MOST = 40;

/** Syncs and judges the last day with a moderate number of links. @throws {Error} when there is none */
export async function judgeOneDay(
  { upstream, bench, report, print }: { upstream: Upstream; bench: Bench; report: Report; print: (line: string) => void },
  plan: Plan,
  recordsOf: (ids: readonly string[]) => Promise<ReadonlyMap<string, ArxivRecord>>,
): Promise<void> {
  const now = await upstream.now();
  const day = await chooseDay(upstream, plan);
  print(`  ${day} alone, without a token`);
  await bench.run(["sync", "huggingface", "--since", day, "--until", day]);
  await bench.run(["sync", "arxiv"]);
  await bench.run(["sync", "github"]);
  const readings = new ReadingLog();
  await noteReadings(upstream, readings, [day], now);
  const { listed, links } = await readListed(upstream, [day]);
  const ids = [...listed.keys()];
  const records = await recordsOf(ids);
  const truth = {
    now,
    readings,
    listed,
    links,
    records,
    announcements: new Map(),
    announcedDays: new Set<string>(),
    categories: [],
  };
  const scope = { from: day, to: day, ids, isWhole: false, hasAnnouncements: false };
  await bench.ask((client) => judgeFinal(report, client, truth, scope));
}

async function chooseDay(upstream: Upstream, plan: Plan): Promise<string> {
  for (let day = plan.lastDay; day >= plan.backfilledFrom; day = addDays(day, -1)) {
    const links = (await upstream.links(day)).filter(({ status }) => status !== null);
    if (links.length > 0 && links.length <= LINKS_AT_MOST) return day;
  }
  throw new Error("no recent day has repository links");
}
