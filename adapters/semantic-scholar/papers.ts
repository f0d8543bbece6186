/** The stream `papers`: looks up every paper that is held, five hundred at a time. */
import { z } from "zod";
import {
  type DiscoverContext,
  defineStream,
  type Identifier,
  type Page,
  RateLimitedError,
  type Scheme,
} from "../../src/contract/index.ts";
import { askBatch, BATCH_SIZE } from "./client.ts";
import { examples } from "./examples.ts";
import { normalize } from "./normalize.ts";

const HOUR_MS = 3_600_000;
/** Citations move slowly. */
const REFRESH_MS = 7 * 24 * HOUR_MS;
/** Papers of a scheduled run: twenty questions. */
const LIMIT = 20 * BATCH_SIZE;
/** On a run that somebody asked for, or a first one: in effect everything. */
const WHOLE_LIMIT = 1_000_000;
const ASKED: readonly Scheme[] = ["arxiv", "doi", "semantic-scholar"];

/** Look-ups need no position: what is due follows from the answers stored. This says when the last page was read. */
interface Checkpoint {
  readonly ranAt: string;
}

async function* discover(context: DiscoverContext): AsyncGenerator<Page<Checkpoint>> {
  const checkpoint = { ranAt: context.now.toISOString() };
  const notSeenSince = new Date(context.now.getTime() - REFRESH_MS);
  const limit = context.range.since === null ? LIMIT : WHOLE_LIMIT;
  const wanted: Identifier[] = [];
  for (const scheme of ASKED) {
    if (wanted.length >= limit) break;
    for await (const one of context.wanted(scheme, { notSeenSince, limit: limit - wanted.length, isBest: true }))
      wanted.push(one);
  }
  for (let start = 0; start < wanted.length; start += BATCH_SIZE) {
    try {
      yield { exchanges: [await askBatch(context, wanted.slice(start, start + BATCH_SIZE))], checkpoint };
    } catch (error) {
      // The shared pool is used up: what is left is asked for first next time.
      if (error instanceof RateLimitedError && start > 0) return;
      throw error;
    }
  }
}

/** See this file's head. */
export const papers = defineStream<Checkpoint>({
  description: "Citations, further identifiers and venue of papers held",
  emits: ["paper", "metric"],
  intervalMs: HOUR_MS,
  isLookup: true,
  checkpoint: z.strictObject({ ranAt: z.iso.datetime() }),
  lookbackMs: 0,
  isDisabled: (settings) =>
    settings["SEMANTIC_SCHOLAR_KEY"]?.trim() || settings["SEMANTIC_SCHOLAR"] === "1"
      ? null
      : "set SEMANTIC_SCHOLAR_KEY to a key, or SEMANTIC_SCHOLAR=1 to use the pool that all callers without a key share, to switch it on",
  discover,
  normalize,
  examples,
});
