/** How often GitHub may be asked: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
import type { Exchange, RatePolicy } from "../../src/contract/index.ts";

/** GitHub asks for "at least one minute" where it throttles without saying for how long. */
const UNSAID_WAIT_MS = 60_000;
/** An hour's budget ends on a second of GitHub's clock, not of ours. */
const RESET_MARGIN_MS = 1_000;
const THROTTLED = /rate limit|abuse detection/i;

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** `Retry-After` as seconds or as a date; null: absent or not readable. */
function retryAfterMs(text: string | undefined, nowMs: number): number | null {
  const seconds = wholeNumber(text);
  if (seconds !== null) return seconds * 1_000;
  const instant = Date.parse(text ?? "");
  return Number.isNaN(instant) ? null : Math.max(0, instant - nowMs);
}

/** Until the budget is full again; null: it is not used up, or the answer does not say. */
function untilResetMs({ headers }: Exchange, nowMs: number): number | null {
  const reset = wholeNumber(headers["x-ratelimit-reset"]);
  if (headers["x-ratelimit-remaining"] !== "0" || reset === null) return null;
  return Math.max(0, reset * 1_000 - nowMs) + RESET_MARGIN_MS;
}

/** Throttled without figures: 429, 403 that says so, and GraphQL, which says so with status 200. */
function isThrottled({ status, body }: Exchange): boolean {
  if (status === 429) return true;
  if (status === 403) return THROTTLED.test(body.slice(0, 2_000));
  return status === 200 && body.length < 10_000 && /"type"\s*:\s*"RATE_LIMITED"/.test(body);
}

/** One request at a time, as GitHub advises; the hourly budget is read from each answer. */
export const rate: RatePolicy = {
  minIntervalMs: 100,
  maxConcurrent: 1,
  maxAttempts: 4,
  backOff: (exchange, nowMs) =>
    retryAfterMs(exchange.headers["retry-after"], nowMs) ??
    untilResetMs(exchange, nowMs) ??
    (isThrottled(exchange) ? UNSAID_WAIT_MS : null),
  budget: ({ headers }, nowMs) => {
    const limit = wholeNumber(headers["x-ratelimit-limit"]);
    const remaining = wholeNumber(headers["x-ratelimit-remaining"]);
    const reset = wholeNumber(headers["x-ratelimit-reset"]);
    if (limit === null || remaining === null || reset === null) return null;
    return { limit, remaining, resetsInMs: Math.max(0, reset * 1_000 - nowMs) };
  },
};
