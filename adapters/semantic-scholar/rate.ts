/** How often Semantic Scholar may be asked: https://www.semanticscholar.org/product/api#api-key */
import type { RatePolicy } from "../../src/contract/index.ts";

/** A 429 of the shared pool does not say for how long. */
const UNSAID_WAIT_MS = 10_000;

/** One request a second over all endpoints, with a margin. The runner's retries back off exponentially, as is compulsory. */
export const rate: RatePolicy = {
  minIntervalMs: 1_200,
  maxConcurrent: 1,
  maxAttempts: 5,
  backOff: ({ status, headers }, nowMs) => {
    if (status !== 429) return null;
    const asked = headers["retry-after"] ?? "";
    if (/^\d{1,9}$/.test(asked)) return Number(asked) * 1_000;
    const instant = Date.parse(asked);
    return Number.isNaN(instant) ? UNSAID_WAIT_MS : Math.max(0, instant - nowMs);
  },
};
