/** How often OpenAlex may be asked: https://developers.openalex.org/api-reference/authentication */
import type { RatePolicy } from "../../src/contract/index.ts";

/** A 429 that does not say for how long. */
const UNSAID_WAIT_MS = 10_000;
/** Reset times beyond this are instants (epoch seconds), not distances. */
const LONGEST_RESET_S = 1_000_000_000;

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function resetsInMs(text: string | undefined, nowMs: number): number | null {
  const seconds = wholeNumber(text);
  if (seconds === null) return null;
  return seconds < LONGEST_RESET_S ? seconds * 1_000 : Math.max(0, seconds * 1_000 - nowMs);
}

/** Ten a second, of a hundred allowed; works asked for by identifier cost nothing. */
export const rate: RatePolicy = {
  minIntervalMs: 100,
  maxConcurrent: 1,
  maxAttempts: 4,
  backOff: ({ status, headers }, nowMs) => {
    if (status !== 429) return null;
    const asked = headers["retry-after"];
    const seconds = wholeNumber(asked);
    if (seconds !== null) return seconds * 1_000;
    const instant = Date.parse(asked ?? "");
    if (!Number.isNaN(instant)) return Math.max(0, instant - nowMs);
    return headers["x-ratelimit-remaining"] === "0"
      ? (resetsInMs(headers["x-ratelimit-reset"], nowMs) ?? UNSAID_WAIT_MS)
      : UNSAID_WAIT_MS;
  },
  budget: ({ headers }, nowMs) => {
    const limit = wholeNumber(headers["x-ratelimit-limit"]);
    const remaining = wholeNumber(headers["x-ratelimit-remaining"]);
    const resets = resetsInMs(headers["x-ratelimit-reset"], nowMs);
    return limit === null || remaining === null || resets === null ? null : { limit, remaining, resetsInMs: resets };
  },
};
