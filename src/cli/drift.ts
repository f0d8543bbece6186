/** `papergraph drift`: what changed in the answers of sources. */
import { readDriftReports } from "../ingest/drift.ts";
import { parseTarget } from "./arguments.ts";
import { EXIT, type ExitCode } from "./failure.ts";
import { settle, type World, withDatabase } from "./runtime.ts";
import { table } from "./table.ts";

/** Prints the reports, newest day first. */
export async function drift(world: World, targetText: string | undefined, flags: { limit: number }): Promise<ExitCode> {
  const target = parseTarget(targetText, world.adapters);
  const reports = await withDatabase(settle(world), false, ({ sql }) => readDriftReports(sql, { ...target, limit: flags.limit }));
  const lines = reports.map(({ day, source, stream, kind, path, detail }) => [
    day,
    `${source}/${stream}`,
    kind,
    path || "-",
    detail,
  ]);
  world.print(reports.length === 0 ? "no drift was noticed\n" : table(["day", "stream", "kind", "path", "detail"], lines));
  return EXIT.success;
}
