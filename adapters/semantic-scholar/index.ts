/** Semantic Scholar. */
import { defineAdapter } from "../../src/contract/index.ts";
import { paperPages } from "./identify.ts";
import { papers } from "./papers.ts";
import { rate } from "./rate.ts";

/** Citations and venues, preprint and published version counted as one. */
export const semanticScholar = defineAdapter({
  id: "semantic-scholar",
  name: "Semantic Scholar",
  references: {
    homepage: "https://www.semanticscholar.org",
    api: "https://api.semanticscholar.org/api-docs/graph",
    rateLimits: "https://www.semanticscholar.org/product/api#api-key",
    terms: "https://www.semanticscholar.org/product/api/license",
    attribution: "Data from Semantic Scholar (https://www.semanticscholar.org)",
  },
  normalizerVersion: 1,
  rate,
  settings: [
    {
      name: "SEMANTIC_SCHOLAR_URL",
      kind: "url",
      default: "https://api.semanticscholar.org/graph/v1",
      purpose: "Base address of Semantic Scholar's graph API",
    },
    {
      name: "SEMANTIC_SCHOLAR",
      kind: "text",
      purpose: "1 switches the source on without a key: a pool shared by everybody, often busy",
    },
    { name: "SEMANTIC_SCHOLAR_KEY", kind: "secret", purpose: "Key for one request a second; switches the source on" },
  ],
  identifies: [paperPages],
  streams: { papers },
});
