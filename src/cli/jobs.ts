/** `papergraph jobs`: what the workers have before them, and what they gave up. */
import { readJobs } from "../ingest/job-report.ts";
import { EXIT, type ExitCode } from "./failure.ts";
import { settle, type World, withDatabase } from "./runtime.ts";
import { table } from "./table.ts";

/** Prints the queue. `limit`: so many dead jobs at most. */
export async function jobs(world: World, { limit }: { readonly limit: number }): Promise<ExitCode> {
  const found = await withDatabase(settle(world), false, ({ sql }) => readJobs(sql, limit));
  const lines = found.map((job) => [
    job.target,
    job.state,
    job.retries ?? "-",
    job.createdAt.toISOString(),
    job.startsAt?.toISOString() ?? "-",
    job.succeededAt?.toISOString() ?? "-",
    job.error?.replace(/\s+/g, " ") ?? "-",
  ]);
  world.print(
    found.length === 0
      ? "no jobs: nothing is due, or no worker has run\n"
      : table(["stream", "state", "retries", "created", "not before", "succeeded since", "last error"], lines),
  );
  return EXIT.success;
}
