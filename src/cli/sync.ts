/** `papergraph sync`: reads sources now, whether they are due or not. */
import type { StreamSummary, SyncSummary } from "../ingest/ingest.ts";
import { checkRange, parseTarget } from "./arguments.ts";
import { EXIT, type ExitCode } from "./failure.ts";
import { plannedStreams, showProgress } from "./progress.ts";
import { describeSources, ingestOver, settle, type World, withDatabase } from "./runtime.ts";
import { table } from "./table.ts";

/** What was asked for by flags: days, in UTC. */
export interface SyncFlags {
  readonly since?: Date;
  readonly until?: Date;
}

/** Syncs and prints what it came to. */
export async function sync(world: World, targetText: string | undefined, { since, until }: SyncFlags): Promise<ExitCode> {
  const target = parseTarget(targetText, world.adapters);
  checkRange(since, until);
  const settled = settle(world);
  const descriptions = describeSources(world.adapters, settled.config);
  const progress = showProgress(world, plannedStreams(world.adapters, descriptions, target));
  const summary = await withDatabase(settled, true, async (database) => {
    try {
      return await ingestOver(database, world, settled).sync({
        ...(target.source === null ? {} : { source: target.source }),
        ...(target.stream === null ? {} : { stream: target.stream }),
        ...(since ? { since } : {}),
        ...(until ? { until } : {}),
        isDueOnly: false,
        signal: world.signal,
        onProgress: progress.show,
      });
    } finally {
      progress.end();
    }
  });
  const reasons = new Map(
    descriptions.flatMap(({ id, streams }) =>
      streams.map(({ name, disabledReason }) => [`${id}/${name}`, disabledReason] as const),
    ),
  );
  world.print(summaryTable(summary, reasons));
  return exitOf(summary);
}

function summaryTable({ streams }: SyncSummary, reasons: ReadonlyMap<string, string | null>): string {
  const rows = streams.map((one) => {
    const name = `${one.source}/${one.stream}`;
    return [
      name,
      one.outcome,
      one.pages,
      one.records,
      one.rejected,
      one.seconds.toFixed(1),
      note(one, reasons.get(name) ?? null),
    ];
  });
  const total = (pick: (one: StreamSummary) => number) => streams.reduce((sum, one) => sum + pick(one), 0);
  const sums = ["total", "", total((one) => one.pages), total((one) => one.records), total((one) => one.rejected), "", ""];
  return table(["stream", "outcome", "pages", "records", "rejected", "seconds", "note"], [...rows, sums]);
}

function note({ outcome, error }: StreamSummary, disabledReason: string | null): string {
  if (error) return `${error.code}: ${error.message.replace(/\s+/g, " ")}`;
  if (outcome === "DISABLED") return disabledReason ?? "";
  return outcome === "SKIPPED" ? "another process is reading this source, or the sync was stopped" : "";
}

/** Streams that did not run count for nothing. */
function exitOf({ streams }: SyncSummary): ExitCode {
  const outcomes = streams.map(({ outcome }) => outcome).filter((outcome) => outcome !== "SKIPPED" && outcome !== "DISABLED");
  if (outcomes.every((outcome) => outcome === "SUCCESS")) return EXIT.success;
  return outcomes.every((outcome) => outcome === "FAILED") ? EXIT.failed : EXIT.partial;
}
