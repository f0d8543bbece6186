/** `papergraph prune`: the archive without what nothing depends on. */
import { pruneArchive } from "../ingest/retention.ts";
import { EXIT, type ExitCode, UsageError } from "./failure.ts";
import { settle, type World, withDatabase } from "./runtime.ts";

const MOST_DAYS = 36_500;

/** Drops, or only counts. */
export async function pruneCommand(
  world: World,
  flags: { readonly keepDays?: string; readonly dryRun?: boolean },
): Promise<ExitCode> {
  const settled = settle(world);
  const keepDays = flags.keepDays === undefined ? settled.config.archiveDays : daysOf(flags.keepDays);
  const isDryRun = flags.dryRun ?? false;
  const { pages, exchanges, bodies, bytes } = await withDatabase(settled, true, async ({ sql }) =>
    pruneArchive(sql, await settled.clock.now(), { adapters: world.adapters, keepDays, isDryRun, signal: world.signal }),
  );
  const what = `${pages} pages with ${exchanges} answers, ${bodies} bodies of ${(bytes / 1_000_000).toFixed(1)} MB`;
  world.print(isDryRun ? `would drop ${what}\n` : `dropped ${what}\n`);
  return EXIT.success;
}

/** @throws {UsageError} */
function daysOf(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > MOST_DAYS)
    throw new UsageError("ERR_USAGE", `"${text}" is not a number of days from 0 to ${MOST_DAYS}`);
  return Number(text);
}
