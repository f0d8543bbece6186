/** When an instant's work is done. */
import { setTimeout as delay } from "node:timers/promises";
import type { Sql } from "postgres";
import type { Product } from "../accept/product.ts";
import type { Instant, StreamName } from "./calendar.ts";

const LOOK_EVERY_MS = 300;
const WITHIN_MS = 240_000;
/** So long nothing may be left to do before what is missing counts as given up: the workers look at the schedule meanwhile. */
const IDLE_MS = 2_000;

/** How work at an instant came to its end. */
export interface Quiet {
  /** Streams whose tries were used up, and that were run by hand. */
  readonly byHand: number;
}

/**
 * Waits until every stream that is due has been read to its end at this instant and nothing is left to do. A job has so many tries;
 * after that the schedule waits for a clock that stands still here, so what is left is run by hand.
 * @throws {Error} when it takes too long
 */
export async function untilQuiet(sql: Sql, product: Product, { atMs, due }: Instant): Promise<Quiet> {
  const started = performance.now();
  let byHand = 0;
  let idleSince = started;
  for (;;) {
    await delay(LOOK_EVERY_MS);
    const state = await lookAt(sql, atMs, due).catch(() => null);
    if (state === null || state.isBusy) idleSince = performance.now();
    else if (state.missing.length === 0) return { byHand };
    else if (performance.now() - idleSince > IDLE_MS) {
      for (const stream of state.missing) {
        byHand += 1;
        await product.run(["sync", stream]);
      }
    }
    if (performance.now() - started > WITHIN_MS) {
      throw new Error(`at ${new Date(atMs).toISOString()} work did not end: ${JSON.stringify(state)}`);
    }
  }
}

/** `missing`: streams without a run to the end at this instant. */
async function lookAt(sql: Sql, atMs: number, due: readonly StreamName[]): Promise<{ isBusy: boolean; missing: StreamName[] }> {
  const [jobs] = await sql<{ waiting: number }[]>`
    select count(*)::int as waiting from pgboss.job where state < 'completed' and name <> 'sync-dead'`;
  const done = await sql<{ stream: string }[]>`
    select distinct source || '/' || stream as stream from sync_run
    where started_at = ${new Date(atMs)} and outcome in ('SUCCESS', 'PARTIAL') and error_code is null`;
  const names = new Set(done.map(({ stream }) => stream));
  return { isBusy: (jobs?.waiting ?? 0) > 0, missing: due.filter((stream) => !names.has(stream)) };
}
