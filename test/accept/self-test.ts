/** Proves the judge: after a pass without differences, faults are planted in the database one by one, and each must be reported. */
import type { Sql } from "postgres";
import { openDatabase } from "../../src/db/client.ts";
import { createLogger } from "../../src/log.ts";
import type { Bench } from "./bench.ts";
import { FAULTS, type FaultTarget } from "./faults.ts";
import type { FinalTruth } from "./final-truth.ts";
import { judgeFinal } from "./judge-final.ts";
import { Report } from "./report.ts";

/** Plants every fault; false when one was not reported, or something was reported without any. */
export async function selfTest(bench: Bench, truth: FinalTruth, print: (line: string) => void): Promise<boolean> {
  const target = chooseTarget(truth);
  print(`  faults are planted in ${target.arxivId}, ${target.day}`);
  let isProved = verdict(print, "no fault", [], await judgeTarget(bench, truth, target));
  for (const fault of FAULTS) {
    const takeBack = await withDatabase(bench, (sql) => fault.plant(sql, target));
    const failed = await judgeTarget(bench, truth, target);
    await withDatabase(bench, takeBack);
    isProved = verdict(print, fault.name, [fault.reportedAs], failed) && isProved;
  }
  return verdict(print, "all taken back", [], await judgeTarget(bench, truth, target)) && isProved;
}

/** The kinds that differ around the target. */
async function judgeTarget(bench: Bench, truth: FinalTruth, { day }: FaultTarget): Promise<string[]> {
  await bench.stopServing();
  const report = new Report();
  const ids =
    truth.readings
      .of(day)
      .at(-1)
      ?.lines.map(({ id }) => id) ?? [];
  const scope = { from: day, to: day, ids, isWhole: false, hasAnnouncements: false };
  await bench.ask((client) => judgeFinal(report, client, truth, scope));
  return report.failedKinds();
}

function verdict(print: (line: string) => void, name: string, expected: readonly string[], failed: readonly string[]): boolean {
  const isGood = expected.length === 0 ? failed.length === 0 : expected.every((kind) => failed.includes(kind));
  print(`  ${name.padEnd(22)} ${isGood ? "OK  " : "FAIL"} reported: ${failed.join(", ") || "nothing"}`);
  return isGood;
}

/** The newest day with two papers whose votes differ, one of which has a record and a repository that is there. */
function chooseTarget(truth: FinalTruth): FaultTarget {
  for (const day of truth.readings.days().reverse()) {
    const lines = truth.readings.of(day).at(-1)?.lines ?? [];
    const chosen = lines.find(({ id }) => truth.records.has(id) && truth.links.get(id)?.link.status === 200);
    const other = lines.find(({ upvotes }) => chosen !== undefined && upvotes !== chosen.upvotes);
    if (chosen && other) return { day, arxivId: chosen.id, otherArxivId: other.id };
  }
  throw new Error("no day has a paper with a record and a repository");
}

/** Opens the product's own database while no product runs on it. */
async function withDatabase<Result>(bench: Bench, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  await bench.stopServing();
  const dataDir = bench.database === null ? bench.dataDir : null;
  const database = await openDatabase({ url: bench.database, dataDir, log: createLogger({ level: "error" }) });
  try {
    return await work(database.sql);
  } finally {
    await database.close();
  }
}
