/** Hugging Face's endpoints: addresses, paging, budgets. The only file that knows them. https://huggingface.co/docs/hub/rate-limits */
import {
  AbortedError,
  type DiscoverContext,
  type Exchange,
  InvalidPayloadError,
  type RatePolicy,
} from "../../src/contract/index.ts";
import { isLastAnswer, readItems } from "./wire.ts";

/** Items asked for per answer: the most that the upstream gives. Without it an answer silently ends at 50. */
const PAGE_SIZE = 100;
/** The longest list ever seen is below 200; this many full answers mean that the upstream ignores `p`. */
const MAX_PAGES = 50;

/** A day's list as asked for: all its answers in order, and what they come to. */
interface DayReading {
  readonly exchanges: readonly Exchange[];
  /** False: the upstream refused the day as not begun yet. */
  readonly isOpen: boolean;
  readonly isEmpty: boolean;
}

/**
 * Asks for a day's list until it ends.
 * @throws {InvalidPayloadError} when an answer is not a list or the list does not end
 */
export async function readDay({ http, settings, signal }: DiscoverContext, day: string): Promise<DayReading> {
  const base = (settings["HUGGINGFACE_URL"] ?? "").replace(/\/+$/, "");
  const token = settings["HF_TOKEN"];
  const headers = { accept: "application/json", ...(token && { authorization: `Bearer ${token}` }) };
  const exchanges: Exchange[] = [];
  for (let page = 0; page < MAX_PAGES; page++) {
    if (signal.aborted) throw new AbortedError("The run was stopped", { source: "huggingface" });
    const url = `${base}/daily_papers?date=${day}&limit=${PAGE_SIZE}&p=${page}`;
    // Only a first answer can be the refusal of a day; a refused later page is an error like any other.
    const exchange = await http.request(page === 0 ? { url, headers, answers: [400] } : { url, headers });
    if (exchange.status === 400) return { exchanges: [exchange], isOpen: false, isEmpty: true };
    const items = readItems(exchange);
    if (items.length > 0 && exchanges.some(({ body }) => body === exchange.body)) break;
    exchanges.push(exchange);
    if (isLastAnswer(exchange, items.length)) return { exchanges, isOpen: true, isEmpty: page === 0 && items.length === 0 };
  }
  const url = exchanges[0]?.request.url;
  throw new InvalidPayloadError(`The list of ${day} does not end`, { source: "huggingface", ...(url !== undefined && { url }) });
}

/** `RateLimit: "api";r=499;t=297` with `RateLimit-Policy: "fixed window";"api";q=500;w=300`; null for what is not there. */
function readBudget({ headers }: Exchange): { limit: number | null; remaining: number | null; resetsInMs: number | null } {
  const parameter = (header: string, name: string) => {
    // Several buckets may stand in one header, separated by commas; ours is "api".
    const buckets = (headers[header] ?? "").split(",");
    const bucket = buckets.find((text) => text.includes('"api"')) ?? buckets[0] ?? "";
    const value = new RegExp(`;\\s*${name}=(\\d+)`).exec(bucket)?.[1];
    return value === undefined ? null : Number(value);
  };
  const seconds = parameter("ratelimit", "t");
  return {
    limit: parameter("ratelimit-policy", "q"),
    remaining: parameter("ratelimit", "r"),
    resetsInMs: seconds === null ? null : seconds * 1000,
  };
}

function retryAfterMs({ headers }: Exchange, nowMs: number): number | null {
  const text = headers["retry-after"]?.trim();
  if (text === undefined || text === "") return null;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? null : Math.max(0, instant - nowMs);
}

/** 500 requests per five minutes without a token, 1,000 with one, counted by the upstream in fixed windows that its answers tell. */
export const rate: RatePolicy = {
  minIntervalMs: 100,
  maxConcurrent: 1,
  maxAttempts: 5,
  backOff(exchange, nowMs) {
    const asked = retryAfterMs(exchange, nowMs);
    const { remaining, resetsInMs } = readBudget(exchange);
    const isSpent = exchange.status === 429 || remaining === 0;
    const waits = [asked, isSpent ? resetsInMs : null].filter((wait) => wait !== null);
    return waits.length === 0 ? null : Math.max(...waits);
  },
  budget(exchange) {
    const { limit, remaining, resetsInMs } = readBudget(exchange);
    return limit === null || remaining === null || resetsInMs === null ? null : { limit, remaining, resetsInMs };
  },
};
