/** The stream `works`: looks up the published versions of papers by their publishers' DOIs. */
import { z } from "zod";
import { type DiscoverContext, defineStream, type Page, RateLimitedError } from "../../src/contract/index.ts";
import { askForWork } from "./client.ts";
import { examples } from "./examples.ts";
import { normalize } from "./normalize.ts";

const HOUR_MS = 3_600_000;
/** What publishers say of a paper seldom changes; retractions must not wait for ever. */
const REFRESH_MS = 14 * 24 * HOUR_MS;
/** DOIs of a scheduled run: some seven minutes at five a second. */
const LIMIT = 2_000;
/** On a run that somebody asked for, or a first one: in effect everything. */
const WHOLE_LIMIT = 100_000;

/** Look-ups need no position: what is due follows from the answers stored. This says when the last page was read. */
interface Checkpoint {
  readonly ranAt: string;
}

async function* discover(context: DiscoverContext): AsyncGenerator<Page<Checkpoint>> {
  const checkpoint = { ranAt: context.now.toISOString() };
  const notSeenSince = new Date(context.now.getTime() - REFRESH_MS);
  const limit = context.range.since === null ? LIMIT : WHOLE_LIMIT;
  let pages = 0;
  const dois: string[] = [];
  for await (const { value } of context.wanted("doi", { notSeenSince, limit })) dois.push(value);
  for (const doi of dois) {
    try {
      yield { exchanges: [await askForWork(context, doi)], checkpoint };
      pages += 1;
    } catch (error) {
      // Crossref is busy: what is left is asked for first next time.
      if (error instanceof RateLimitedError && pages > 0) return;
      throw error;
    }
  }
}

/** See this file's head. */
export const works = defineStream<Checkpoint>({
  description: "What publishers say of papers: venue, date, preprints, corrections and retractions, citations",
  emits: ["paper", "metric", "organization"],
  intervalMs: HOUR_MS,
  isLookup: true,
  checkpoint: z.strictObject({ ranAt: z.iso.datetime() }),
  lookbackMs: 0,
  isDisabled: (settings) =>
    settings["CROSSREF_MAILTO"]?.trim()
      ? null
      : "set CROSSREF_MAILTO to an e-mail address under which Crossref can reach you to switch it on",
  discover,
  normalize,
  examples,
});
