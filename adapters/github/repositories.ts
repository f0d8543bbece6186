/** The stream `repositories`: looks up every repository that a paper of any source links to. */
import { z } from "zod";
import {
  type DiscoverContext,
  defineStream,
  type Exchange,
  type Page,
  RateLimitedError,
  RefusedError,
} from "../../src/contract/index.ts";
import { askBatch, askByName, SMALLEST_BATCH, tokenOf } from "./client.ts";
import { examples } from "./examples.ts";
import { normalize } from "./normalize.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A run an hour after the last one must find what that one asked for due again, although its answers came minutes after its start. */
const SLACK_MS = 5 * MINUTE_MS;
/** One point of 5,000 an hour buys a hundred repositories. */
const BATCH_SIZE = 100;
const MOST_WITH_TOKEN = 50_000;
/** Of the 60 requests an hour without a token; the rest is for redirects. */
const MOST_WITHOUT_TOKEN = 50;
/** So many refusals one after the other are no longer a matter of single repositories. */
const MOST_REFUSED = 10;

/** Look-ups need no position: what is due follows from the answers stored. This says when the last page was read. */
interface Checkpoint {
  readonly ranAt: string;
}

async function* discover(context: DiscoverContext): AsyncGenerator<Page<Checkpoint>> {
  const checkpoint = { ranAt: context.now.toISOString() };
  const read = tokenOf(context) === null ? oneByOne(context) : inBatches(context);
  for await (const exchanges of read) yield { exchanges, checkpoint };
}

async function namesFor(context: DiscoverContext, everyMs: number, limit: number): Promise<string[]> {
  const names: string[] = [];
  const notSeenSince = new Date(context.now.getTime() - everyMs + SLACK_MS);
  for await (const { value } of context.wanted("github-name", { notSeenSince, limit })) names.push(value);
  return names;
}

async function* inBatches(context: DiscoverContext): AsyncGenerator<Exchange[]> {
  const names = await namesFor(context, HOUR_MS, MOST_WITH_TOKEN);
  let size = BATCH_SIZE;
  for (let done = 0; done < names.length; ) {
    const batch = names.slice(done, done + size);
    const exchange = await askBatch(context, batch);
    if (exchange === null) {
      size = Math.max(SMALLEST_BATCH, Math.floor(batch.length / 2));
      continue;
    }
    done += batch.length;
    yield [exchange];
  }
}

async function* oneByOne(context: DiscoverContext): AsyncGenerator<Exchange[]> {
  const names = await namesFor(context, 24 * HOUR_MS, MOST_WITHOUT_TOKEN);
  let pages = 0;
  let refused = 0;
  for (const name of names) {
    let exchanges: Exchange[];
    try {
      exchanges = await askByName(context, name);
    } catch (error) {
      // The hour's budget is used up: what is left is asked for first next time.
      if (error instanceof RateLimitedError && pages > 0) return;
      // One refused repository must not keep all after it from being asked for.
      if (error instanceof RefusedError && ++refused < MOST_REFUSED) continue;
      throw error;
    }
    yield exchanges;
    pages += 1;
    refused = 0;
  }
}

/** See this file's head. */
export const repositories = defineStream<Checkpoint>({
  description: "Repositories that papers link to: state, present name, stars, forks, licence, topics",
  emits: ["repository", "metric"],
  intervalMs: HOUR_MS,
  isLookup: true,
  checkpoint: z.strictObject({ ranAt: z.iso.datetime() }),
  lookbackMs: 0,
  discover,
  normalize,
  examples,
});
