/** `papergraph backtest FILE`: formulas compared over the past that the tables hold. */
import { accessSync, constants, existsSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Sql } from "postgres";
import { metricSources } from "../claims/metric-rule.ts";
import { readerOver } from "../ingest/seal.ts";
import { listQuestion, metricQuestion } from "../ranking/ask.ts";
import { type BacktestReader, backtest } from "../ranking/backtest.ts";
import { MEASURES } from "../ranking/judge-ranking.ts";
import { readListRanking } from "../ranking/list-ranking.ts";
import { openMetricRanking } from "../ranking/metric-ranking.ts";
import { readOutcomes, wasReadOn } from "../ranking/outcome.ts";
import { EVERYTHING, NO_FILTER } from "../ranking/ranking-question.ts";
import { type Contestant, readBacktestFile } from "./backtest-file.ts";
import { backtestChart, backtestCsv, backtestTable } from "./backtest-report.ts";
import { CommandError, EXIT, type ExitCode, UsageError } from "./failure.ts";
import { settle, type World, withDatabase } from "./runtime.ts";

/** As given by flags; `csv`, `svg`: files to write. `measure`: of the chart. */
export interface BacktestFlags {
  readonly csv?: string;
  readonly svg?: string;
  readonly measure: string;
}

/** Whose daily lists the formula DAILY is of. */
const LISTING_SOURCE = "huggingface";
const NOTE_EVERY_MS = 3000;

/** Prints the table and writes the files. @throws {UsageError} for what is no backtest @throws {CommandError} for files */
export async function backtestCommand(world: World, file: string, { csv, svg, measure }: BacktestFlags): Promise<ExitCode> {
  const { contestants, plan } = readBacktestFile(file);
  const plotted = MEASURES.find((one) => one === measure);
  if (plotted === undefined) throw new UsageError("ERR_USAGE", `--measure is one of ${MEASURES.join(", ")}`);
  for (const target of [csv, svg]) if (target !== undefined) checkTarget(target);
  const settled = settle(world);
  const now = await settled.clock.now();
  const series = await withDatabase(settled, false, async ({ sql }) => {
    const reader = backtestReader(
      sql,
      contestants,
      world.adapters.map(({ id }) => id),
    );
    const names = contestants.map(({ name }) => name);
    return await backtest(reader, names, plan, now, progressOf(world));
  });
  world.print(backtestTable(series, plan));
  if (csv !== undefined) write(csv, backtestCsv(series));
  if (svg !== undefined) write(svg, backtestChart(series, plan, plotted));
  return EXIT.success;
}

/** Reads rankings and outcomes from the tables. @param installed ids of the adapters there are */
export function backtestReader(sql: Sql, contestants: readonly Contestant[], installed: readonly string[]): BacktestReader {
  const sources = metricSources(installed);
  return {
    rank: async (name, day, asOf, top) => {
      const contestant = contestants.find((one) => one.name === name) as Contestant;
      const entries = await rank(contestant, day, asOf, top);
      return entries.flatMap(({ subjectId }) => subjectId ?? []);
    },
    outcomes: (asOf, horizonDays) => readOutcomes(sql, asOf, horizonDays, sources.UPVOTES),
    wasReadOn: (asOf) => wasReadOn(sql, asOf),
  };

  async function rank({ name, own }: Contestant, day: string, asOf: Date, top: number) {
    const about = { subject: "PAPER" as const, scope: EVERYTHING, asOf };
    if (own === null && name === "DAILY") {
      const question = listQuestion("DAILY", { ...about, source: LISTING_SOURCE, day });
      return (await readListRanking(readerOver(sql), question, false)).entries.slice(0, top);
    }
    const question =
      own === null
        ? metricQuestion(name as "TRENDING" | "RISING", { ...about, formula: null, filter: NO_FILTER })
        : metricQuestion(null, { ...about, ...own });
    return await openMetricRanking(sql, question, sources, false).entries({ after: 0, count: top });
  }
}

function progressOf({ note, signal }: World): (done: number, total: number) => void {
  let toldAt = performance.now();
  return (done, total) => {
    signal.throwIfAborted();
    const now = performance.now();
    if (now - toldAt < NOTE_EVERY_MS) return;
    toldAt = now;
    note(`${done} of ${total} days\n`);
  };
}

/** Before anything is computed, which may take minutes. */
function checkTarget(file: string): void {
  if (existsSync(file)) throw new CommandError("ERR_FILE_EXISTS", `${file} was not written: it is there already`);
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch (cause) {
    throw new CommandError("ERR_FILE_NOT_WRITTEN", `${file} cannot be written: ${(cause as Error).message}`, { cause });
  }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: "wx" });
  } catch (cause) {
    throw new CommandError("ERR_FILE_NOT_WRITTEN", `${file} was not written: ${(cause as Error).message}`, { cause });
  }
}
