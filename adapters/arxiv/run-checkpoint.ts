/** What streams remember that are led by something else than a position: the feed as it is now, or what is wanted. */
import { z } from "zod";
import { type DiscoverContext, instantSchema } from "../../src/contract/index.ts";

/** When the last run that got an answer began. */
export const runCheckpointSchema = z.strictObject({ readAt: instantSchema });
/** See {@link runCheckpointSchema}. */
export type RunCheckpoint = z.infer<typeof runCheckpointSchema>;

/** The checkpoint of this run. */
export function runCheckpoint({ now }: DiscoverContext): RunCheckpoint {
  return { readAt: now.toISOString() };
}

/** Whether the checkpoint is ahead of the clock, and nobody asked for a range all the same. */
export function isAhead(since: RunCheckpoint | null, { range, now }: DiscoverContext): boolean {
  return since !== null && range.since === null && Date.parse(since.readAt) > now.getTime();
}

/** Whether the run is to go as far as it can: one that was asked for with `--since`, or a first one. Scheduled runs are kept short. */
export function isWhole({ range }: DiscoverContext): boolean {
  return range.since !== null;
}
