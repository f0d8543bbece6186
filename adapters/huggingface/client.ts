/** Hugging Face's endpoints: addresses, paging, budgets. The only file that knows them. https://huggingface.co/docs/hub/rate-limits */
import {
  AbortedError,
  type DiscoverContext,
  type Exchange,
  type InvalidPayloadError,
  type RatePolicy,
  RefusedError,
} from "../../src/contract/index.ts";
import { paperIdentifier } from "./identify.ts";
import { checkAnswer, idOf, invalid, isRefusedDay, type NextAnswer, nextAnswer, readItems } from "./wire.ts";

/** Items asked for per answer: the most that the upstream gives. Without it an answer silently ends at 50. */
const PAGE_SIZE = 100;
/** The longest list ever seen is below 200; this many full answers mean that the upstream ignores `p`. */
const MAX_PAGES = 50;

/** Readings of a day while papers move between its answers, and tries of an answer that ends a list against its word. */
const MOST_TRIES = 3;

/** A day's list as asked for: all its answers in order, and what they come to. */
interface DayReading {
  readonly exchanges: readonly Exchange[];
  /** False: the upstream refused the day as not begun yet. */
  readonly isOpen: boolean;
  readonly isEmpty: boolean;
  /** False: an item does not name its paper, so it is not known who is on the list. */
  readonly isComplete: boolean;
}

/**
 * Asks for a day's list until it ends. A paper on two answers shows that places moved meanwhile, and then another may be
 * on none: the list is read anew, until nothing moves or it is clear that the upstream lists the paper twice.
 * @throws {InvalidPayloadError} when an answer is not a list or the list does not end
 * @throws {RefusedError} when the day is refused for another reason than that it has not begun
 */
export async function readDay(context: DiscoverContext, day: string): Promise<DayReading> {
  for (let tries = 1; ; tries += 1) {
    const reading = await readOnce(context, day);
    if (tries >= MOST_TRIES || !hasMoved(reading.exchanges)) return reading;
  }
}

async function readOnce(context: DiscoverContext, day: string): Promise<DayReading> {
  const exchanges: Exchange[] = [];
  let isComplete = true;
  let next: NextAnswer | null = { limit: PAGE_SIZE, page: 0, isPromised: false };
  while (next !== null) {
    if (exchanges.length >= MAX_PAGES) throw endless(day, exchanges);
    const exchange = await askAgainWhileEmpty(context, day, next);
    if (exchange.status === 400) {
      if (!isRefusedDay(exchange)) throw refused(exchange);
      return { exchanges: [exchange], isOpen: false, isEmpty: true, isComplete: true };
    }
    const items = readItems(exchange);
    if (items.length > 0 && exchanges.some(({ body }) => body === exchange.body)) throw endless(day, exchanges);
    exchanges.push(exchange);
    isComplete &&= items.every((item) => paperIdentifier(idOf(item) ?? "") !== null);
    next = nextAnswer(exchange, items.length);
  }
  return {
    exchanges,
    isOpen: true,
    isEmpty: exchanges.length === 1 && readItems(exchanges[0] as Exchange).length === 0,
    isComplete,
  };
}

/**
 * One answer. An empty one ends a list: where the one before promised more it is believed when it comes again and again, since
 * the upstream names a next answer even after the last one. An empty first answer is left to later readings to confirm.
 */
async function askAgainWhileEmpty(context: DiscoverContext, day: string, next: NextAnswer): Promise<Exchange> {
  for (let tries = 1; ; tries += 1) {
    const exchange = await ask(context, day, next);
    if (!next.isPromised || tries >= MOST_TRIES || exchange.status !== 200 || readItems(exchange).length > 0) return exchange;
  }
}

async function ask({ http, settings, signal }: DiscoverContext, day: string, { limit, page }: NextAnswer): Promise<Exchange> {
  if (signal.aborted) throw new AbortedError("The run was stopped", { source: "huggingface" });
  const base = (settings["HUGGINGFACE_URL"] ?? "").replace(/\/+$/, "");
  const token = settings["HF_TOKEN"];
  const headers = { accept: "application/json", ...(token && { authorization: `Bearer ${token}` }) };
  const url = `${base}/daily_papers?date=${day}&limit=${limit}&p=${page}`;
  const request = { url, headers, check: checkAnswer };
  // Only a first answer can be the refusal of a day; a refused later page is an error like any other.
  return await http.request(page === 0 ? { ...request, answers: [400] } : request);
}

/** Whether a paper stands on two of the answers. */
function hasMoved(exchanges: readonly Exchange[]): boolean {
  if (exchanges.length < 2 || exchanges.some(({ status }) => status !== 200)) return false;
  const seen = new Set<string>();
  for (const exchange of exchanges) {
    const ids = new Set(readItems(exchange).flatMap((item) => idOf(item) ?? []));
    for (const id of ids) {
      if (seen.has(id)) return true;
      seen.add(id);
    }
  }
  return false;
}

function endless(day: string, [first]: readonly Exchange[]): InvalidPayloadError {
  return invalid(`The list of ${day} does not end`, first?.request.url ?? "", { code: "ERR_SOURCE_MISMATCH" });
}

function refused({ request, status }: Exchange): RefusedError {
  return new RefusedError("The day is refused for another reason than its date", {
    source: "huggingface",
    url: request.url,
    status,
  });
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
