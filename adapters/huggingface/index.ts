/** Hugging Face Daily Papers. */
import { defineAdapter } from "../../src/contract/index.ts";
import { rate } from "./client.ts";
import { daily } from "./daily.ts";
import { paperPages } from "./identify.ts";

/** Daily lists of papers with votes, comments, submitters and organisations. */
export const huggingface = defineAdapter({
  id: "huggingface",
  name: "Hugging Face Daily Papers",
  references: {
    homepage: "https://huggingface.co/papers",
    api: "https://huggingface.co/docs/hub/api",
    rateLimits: "https://huggingface.co/docs/hub/rate-limits",
    terms: "https://huggingface.co/terms-of-service",
    changelog: "https://huggingface.co/changelog",
  },
  normalizerVersion: 2,
  rate,
  settings: [
    {
      name: "HUGGINGFACE_URL",
      kind: "url",
      default: "https://huggingface.co/api",
      purpose: "Base address of Hugging Face's API, up to and with `/api`",
    },
    {
      name: "HF_TOKEN",
      kind: "secret",
      purpose: "Access token (read); doubles the budget to 1,000 requests per five minutes. Not needed for anything else",
    },
  ],
  identifies: [paperPages],
  streams: { daily },
});
