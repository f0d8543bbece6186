/** Recorded answers, and why each is kept. */
import type { StreamExample } from "../../src/contract/index.ts";

/** Examples of the stream `papers`. */
export const examples: readonly [StreamExample, ...StreamExample[]] = [
  {
    name: "batch",
    because: "recorded papers asked for by DOI and by their own id, an unknown one null in its place, no venue, no abstract",
    exchanges: ["batch.http.json"],
    records: "batch.records.json",
  },
  {
    name: "none-known",
    because: "400 when none of the papers is known: after the documentation, never recorded for papers that look sound",
    exchanges: ["none-known.http.json"],
    records: "none-known.records.json",
  },
];
