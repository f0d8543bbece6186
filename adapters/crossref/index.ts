/** Crossref. */
import { defineAdapter } from "../../src/contract/index.ts";
import { rate } from "./rate.ts";
import { works } from "./works.ts";

/** Publishers' own records of papers with a DOI. */
export const crossref = defineAdapter({
  id: "crossref",
  name: "Crossref",
  references: {
    homepage: "https://www.crossref.org",
    api: "https://www.crossref.org/documentation/retrieve-metadata/rest-api/",
    rateLimits: "https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/",
    terms: "https://www.crossref.org/documentation/retrieve-metadata/rest-api/rest-api-metadata-license-information/",
  },
  normalizerVersion: 1,
  rate,
  settings: [
    { name: "CROSSREF_URL", kind: "url", default: "https://api.crossref.org", purpose: "Base address of Crossref's REST API" },
    {
      name: "CROSSREF_MAILTO",
      kind: "text",
      purpose: "E-mail address that Crossref is told with each request, for its polite pool; switches the source on",
    },
  ],
  // DOIs are read by the arXiv adapter, which has to tell arXiv's own from the others.
  identifies: [],
  streams: { works },
});
