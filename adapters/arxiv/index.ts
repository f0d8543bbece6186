/** arXiv. "Thank you to arXiv for use of its open access interoperability." */
import { defineAdapter } from "../../src/contract/index.ts";
import { rate } from "./client.ts";
import { arxivIds, journalDois } from "./identify.ts";
import { settings } from "./settings.ts";
import { atom, kaggle, oai, oaiRaw, records, rss } from "./streams.ts";

/** Metadata of papers: authors, versions, categories, licences, identifiers, and the days of their announcements. */
export const arxiv = defineAdapter({
  id: "arxiv",
  name: "arXiv",
  references: {
    homepage: "https://arxiv.org",
    api: "https://info.arxiv.org/help/api/index.html",
    rateLimits: "https://info.arxiv.org/help/api/tou.html",
    terms: "https://info.arxiv.org/help/api/tou.html",
    attribution: "Thank you to arXiv for use of its open access interoperability.",
  },
  normalizerVersion: 2,
  rate,
  settings,
  identifies: [arxivIds, journalDois],
  streams: { oai, "oai-raw": oaiRaw, rss, atom, records, kaggle },
});
