/** A sound adapter of an upstream that does not exist: what the kit's proof breaks, rule by rule. */
import { type AnySourceStream, defineAdapter, type SourceAdapter } from "../../../src/contract/index.ts";
import { days } from "./days.ts";
import { papers } from "./papers.ts";

const PAPER_PAGE = /^https?:\/\/(?:www\.)?arxiv\.org\/abs\/(\d{4}\.\d{5})$/;

/** Two streams: `days`, a feed read page by page, and `papers`, a look-up. */
export const toy: SourceAdapter = defineAdapter({
  id: "toy",
  name: "Toy index",
  references: {
    homepage: "https://toy.example/",
    api: "https://toy.example/docs",
    rateLimits: "https://toy.example/docs/limits",
    terms: "https://toy.example/terms",
  },
  normalizerVersion: 1,
  rate: {
    minIntervalMs: 500,
    maxConcurrent: 1,
    maxAttempts: 3,
    backOff: ({ headers }) => (headers["x-toy-hold"] ? 1_000 : null),
  },
  settings: [
    { name: "TOY_URL", kind: "url", default: "https://toy.example/api", purpose: "Base address" },
    { name: "TOY_TOKEN", kind: "secret", purpose: "Not needed" },
  ],
  identifies: [
    {
      scheme: "arxiv",
      parse: (text) => {
        const [, value] = PAPER_PAGE.exec(text) ?? [];
        return value === undefined ? null : { scheme: "arxiv", value };
      },
      accepts: { "https://www.arxiv.org/abs/2401.00001": "2401.00001" },
      rejects: ["https://toy.example/abs/2401.00001", "2401.00001"],
    },
  ],
  streams: { days, papers },
});

/** The toy with one stream changed. */
export function withStream(name: "days" | "papers", change: Partial<AnySourceStream>): SourceAdapter {
  const stream = name === "days" ? days : papers;
  return { ...toy, streams: { ...toy.streams, [name]: { ...stream, ...change } } };
}
