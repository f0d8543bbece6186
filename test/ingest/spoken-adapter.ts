/** An adapter whose answers are its records: lets a test say anything that any source could say. */
import { z } from "zod";
import { defineAdapter, defineStream, type NormalizedRecord, type SourceAdapter } from "../../src/contract/index.ts";
import type { ImportedPage } from "../../src/ingest/ingest.ts";

/** A source that says what it is given, in the streams named. */
export function spokenAdapter(id: string, streams: readonly string[] = ["words"]): SourceAdapter {
  const stream = defineStream({
    description: "Says what the test wrote.",
    emits: ["paper"],
    intervalMs: 1000,
    isLookup: false,
    checkpoint: z.object({}),
    lookbackMs: 0,
    discover: async function* () {},
    normalize: ([exchange]) => ({ rejected: [], ...JSON.parse(exchange?.body ?? "{}") }),
    examples: [{ name: "none", because: "a test's own", exchanges: [], records: "none" }],
  });
  return defineAdapter({
    id,
    name: id,
    references: {
      homepage: "https://example.org",
      api: "https://example.org",
      rateLimits: "https://example.org",
      terms: "https://example.org",
    },
    normalizerVersion: 1,
    rate: { minIntervalMs: 0, maxConcurrent: 1, maxAttempts: 1 },
    settings: [],
    identifies: [],
    streams: Object.fromEntries(streams.map((name) => [name, stream])),
  });
}

/** A page that says these records at this instant. */
export function said(at: string, records: readonly NormalizedRecord[], precedence = ""): ImportedPage {
  return {
    fetchedAt: new Date(at),
    exchanges: [
      {
        request: { method: "GET", url: `https://example.org/${encodeURIComponent(at)}/${precedence}`, body: null },
        status: 200,
        headers: {},
        body: JSON.stringify({ records, precedence }),
      },
    ],
  };
}
