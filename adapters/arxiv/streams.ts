/** The streams, each with how often it runs and what it remembers. */
import { z } from "zod";
import { defineStream } from "../../src/contract/index.ts";
import { atomExamples, kaggleExamples, oaiExamples, oaiRawExamples, recordExamples, rssExamples } from "./examples.ts";
import { feedParts, readFeeds } from "./feeds.ts";
import { harvest } from "./harvest.ts";
import { type HarvestCheckpoint, harvestCheckpointSchema, LOOKBACK_DAYS } from "./harvest-checkpoint.ts";
import { kaggleFile } from "./kaggle-page.ts";
import { lookUpByAtom, lookUpRecords } from "./lookup.ts";
import { normalizeAtom } from "./normalize-atom.ts";
import { normalizeKaggle } from "./normalize-kaggle.ts";
import { normalizeOai } from "./normalize-oai.ts";
import { normalizeOaiRaw, normalizeRecord } from "./normalize-oai-raw.ts";
import { normalizeRss } from "./normalize-rss.ts";
import { type RunCheckpoint, runCheckpointSchema } from "./run-checkpoint.ts";
import { reasonWithoutCategories } from "./settings.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Set harvest in the format that has the authors one by one. arXiv adds a batch a day; six hours keep the delay short. */
export const oai = defineStream<HarvestCheckpoint>({
  description: "Papers of ARXIV_CATEGORIES that are new or changed, with authors (OAI-PMH, format arXiv)",
  emits: ["paper"],
  intervalMs: 6 * HOUR_MS,
  isLookup: false,
  checkpoint: harvestCheckpointSchema,
  lookbackMs: (LOOKBACK_DAYS + 1) * DAY_MS,
  isDisabled: reasonWithoutCategories,
  discover: (context, since) => harvest("arXiv", context, since),
  normalize: normalizeOai,
  examples: oaiExamples,
});

/** Set harvest in the format that has the versions. */
export const oaiRaw = defineStream<HarvestCheckpoint>({
  description: "Papers of ARXIV_CATEGORIES that are new or changed, with all versions (OAI-PMH, format arXivRaw)",
  emits: ["paper"],
  intervalMs: 6 * HOUR_MS,
  isLookup: false,
  checkpoint: harvestCheckpointSchema,
  lookbackMs: (LOOKBACK_DAYS + 1) * DAY_MS,
  isDisabled: reasonWithoutCategories,
  discover: (context, since) => harvest("arXivRaw", context, since),
  normalize: normalizeOaiRaw,
  examples: oaiRawExamples,
});

/** Feeds show one day and are sometimes a day late, category by category, so they are read several times a day. */
export const rss = defineStream<RunCheckpoint>({
  description: "What was announced in each of ARXIV_CATEGORIES today, and as what (RSS)",
  emits: ["announcement", "paper"],
  intervalMs: 2 * HOUR_MS,
  isLookup: false,
  checkpoint: runCheckpointSchema,
  lookbackMs: DAY_MS,
  isDisabled: reasonWithoutCategories,
  discover: readFeeds,
  normalize: normalizeRss,
  examples: rssExamples,
  parts: feedParts,
});

/** Quick look-ups of papers that only others have named. */
export const atom = defineStream<RunCheckpoint>({
  description: "Papers that other sources have named, by the hundred (Atom query API)",
  emits: ["paper"],
  intervalMs: 10 * MINUTE_MS,
  isLookup: true,
  checkpoint: runCheckpointSchema,
  lookbackMs: 0,
  discover: lookUpByAtom,
  normalize: normalizeAtom,
  examples: atomExamples,
});

/** Versions and licences of papers that no set harvest has brought. */
export const records = defineStream<RunCheckpoint>({
  description: "Versions and licences of papers that other sources have named, one by one (OAI-PMH GetRecord)",
  emits: ["paper"],
  intervalMs: 10 * MINUTE_MS,
  isLookup: true,
  checkpoint: runCheckpointSchema,
  lookbackMs: 0,
  discover: lookUpRecords,
  normalize: normalizeRecord,
  examples: recordExamples,
});

/** The snapshot of all metadata that arXiv publishes on Kaggle; a user brings the file. */
export const kaggle = defineStream<never>({
  description: "All papers up to a day, with authors and versions (snapshot file, `papergraph import kaggle FILE`)",
  emits: ["paper"],
  intervalMs: 7 * DAY_MS,
  isLookup: false,
  checkpoint: z.never(),
  lookbackMs: 0,
  isDisabled: () => "read from a file: papergraph import kaggle FILE",
  discover: async function* () {},
  normalize: normalizeKaggle,
  file: kaggleFile,
  examples: kaggleExamples,
});
