/** How often Crossref may be asked: https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/ */
import type { RatePolicy } from "../../src/contract/index.ts";

/** A 429 that does not say for how long. */
const UNSAID_WAIT_MS = 10_000;
/** Five a second, of ten that are reported for callers who say who they are. */
const INTERVAL_MS = 200;

/** `x-rate-limit-limit: 50` and `x-rate-limit-interval: 1s` to the least time between requests; null: not told. */
function toldIntervalMs(headers: Readonly<Record<string, string>>): number | null {
  const limit = Number(headers["x-rate-limit-limit"]);
  const seconds = /^(\d{1,5})s$/.exec(headers["x-rate-limit-interval"] ?? "")?.[1];
  return seconds === undefined || !Number.isInteger(limit) || limit < 1 ? null : Math.ceil((Number(seconds) * 1_000) / limit);
}

/** Crossref changes its limits; what an answer tells counts when it is stricter than our own pace. */
export const rate: RatePolicy = {
  minIntervalMs: INTERVAL_MS,
  maxConcurrent: 1,
  maxAttempts: 4,
  backOff: ({ status, headers }, nowMs) => {
    const told = toldIntervalMs(headers);
    const pace = told !== null && told > INTERVAL_MS ? told : null;
    if (status !== 429) return pace;
    const asked = headers["retry-after"] ?? "";
    if (/^\d{1,9}$/.test(asked)) return Number(asked) * 1_000;
    const instant = Date.parse(asked);
    return Number.isNaN(instant) ? UNSAID_WAIT_MS : Math.max(0, instant - nowMs);
  },
};
