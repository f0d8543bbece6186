/** OpenAlex. */
import { defineAdapter } from "../../src/contract/index.ts";
import { workPages } from "./identify.ts";
import { rate } from "./rate.ts";
import { works } from "./works.ts";

/** Citations, venues, retractions, people and institutions from an open index of scholarly works. */
export const openalex = defineAdapter({
  id: "openalex",
  name: "OpenAlex",
  references: {
    homepage: "https://openalex.org",
    api: "https://developers.openalex.org/api-reference/works",
    rateLimits: "https://developers.openalex.org/api-reference/authentication",
    terms: "https://openalex.org/OpenAlex_termsofservice.pdf",
  },
  normalizerVersion: 1,
  rate,
  settings: [
    { name: "OPENALEX_URL", kind: "url", default: "https://api.openalex.org", purpose: "Base address of OpenAlex's API" },
    { name: "OPENALEX_KEY", kind: "secret", purpose: "Key of openalex.org/settings/api, free of charge; switches the source on" },
  ],
  identifies: [workPages],
  streams: { works },
});
