/** The stream `works`: looks up every paper by its DOI, arXiv's own included. */
import { z } from "zod";
import {
  type DiscoverContext,
  defineStream,
  type Identifier,
  type Page,
  RateLimitedError,
  type Scheme,
} from "../../src/contract/index.ts";
import { askForWork } from "./client.ts";
import { examples } from "./examples.ts";
import { normalize } from "./normalize.ts";

const HOUR_MS = 3_600_000;
/** Citations move slowly. */
const REFRESH_MS = 7 * 24 * HOUR_MS;
/** Works of a scheduled run: three to four minutes at ten a second. */
const LIMIT = 2_000;
/** On a run that somebody asked for, or a first one: in effect everything. */
const WHOLE_LIMIT = 100_000;
const ASKED: readonly Scheme[] = ["arxiv", "doi", "openalex"];

/** Look-ups need no position: what is due follows from the answers stored. This says when the last page was read. */
interface Checkpoint {
  readonly ranAt: string;
}

async function* discover(context: DiscoverContext): AsyncGenerator<Page<Checkpoint>> {
  const checkpoint = { ranAt: context.now.toISOString() };
  const notSeenSince = new Date(context.now.getTime() - REFRESH_MS);
  let left = context.range.since === null ? LIMIT : WHOLE_LIMIT;
  let pages = 0;
  for (const scheme of ASKED) {
    if (left === 0) return;
    const wanted: Identifier[] = [];
    for await (const one of context.wanted(scheme, { notSeenSince, limit: left, isBest: true })) wanted.push(one);
    left -= wanted.length;
    for (const identifier of wanted) {
      try {
        yield { exchanges: await askForWork(context, identifier), checkpoint };
        pages += 1;
      } catch (error) {
        // The day's budget is used up: what is left is asked for first next time.
        if (error instanceof RateLimitedError && pages > 0) return;
        throw error;
      }
    }
  }
}

/** See this file's head. */
export const works = defineStream<Checkpoint>({
  description: "Citations, further identifiers, venue, retraction, ORCID and ROR identities of papers held",
  emits: ["paper", "metric", "organization"],
  intervalMs: HOUR_MS,
  isLookup: true,
  checkpoint: z.strictObject({ ranAt: z.iso.datetime() }),
  lookbackMs: 0,
  isDisabled: (settings) =>
    settings["OPENALEX_KEY"]?.trim()
      ? null
      : "set OPENALEX_KEY to a key of openalex.org/settings/api (free of charge) to switch it on",
  discover,
  normalize,
  examples,
});
