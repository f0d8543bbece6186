/** The HTTP client that adapters are given: pacing, retries by disposition, conditional requests, time-outs. */
import type { Clock } from "../clock.ts";
import {
  AbortedError,
  AuthenticationError,
  type Exchange,
  type HttpClient,
  type HttpRequest,
  NotFoundError,
  RateLimitedError,
  RefusedError,
  type SourceAdapter,
  SourceError,
  UnavailableError,
  UnreachableError,
} from "../contract/index.ts";
import { createGate, type Gate, MAX_WAIT_MS } from "./gate.ts";
import { retryAfterMs } from "./retry-after.ts";

const TIMEOUT_MS = 120_000;
const MAX_BODY_BYTES = 128 * 1024 * 1024;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** Headers that say something about the content; the rest is not archived. */
const KEPT_HEADERS = ["content-type", "etag", "last-modified", "link", "location"];

/** When an exchange was fetched, and whether it confirms an archived one (304). */
export interface ExchangeStamp {
  readonly fetchedAt: Date;
  readonly isNotModified: boolean;
}

/** An upstream's budget, as its last answer told it. */
export interface BudgetReading {
  readonly limit: number;
  readonly remaining: number;
  readonly resetsInMs: number;
}

/** What a client needs. */
export interface HttpClientOptions {
  readonly source: SourceAdapter;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly userAgent: string;
  readonly fetch: typeof fetch;
  /** Shared by all clients of a source; made anew where it is left out. */
  readonly gate?: Gate;
  /** Compresses our own pauses in simulations. */
  readonly limitTimescale: number;
  /** The newest archived answer (200) to a GET of this URL, for conditional requests; null: none. */
  readonly archived?: (url: string) => Promise<Exchange | null>;
  readonly onBudget?: (budget: BudgetReading) => void;
}

/** An {@link HttpClient} that remembers when it got each exchange. */
export interface StampedHttpClient extends HttpClient {
  /** @throws {RangeError} for an exchange that this client did not return */
  stampOf(exchange: Exchange): ExchangeStamp;
}

/** Makes a client for one run of one source. */
export function createHttpClient(options: HttpClientOptions): StampedHttpClient {
  const { source, clock, signal, limitTimescale } = options;
  const gate = options.gate ?? createGate(source.rate, clock, limitTimescale, source.id);
  const stamps = new WeakMap<Exchange, ExchangeStamp>();

  async function attempt(request: HttpRequest, known: Exchange | null): Promise<Exchange> {
    const leave = await gate.enter(signal);
    let answer: { exchange: Exchange; allHeaders: Record<string, string> };
    try {
      answer = await send(request, known, options);
    } finally {
      leave();
    }
    const { exchange, allHeaders } = answer;
    const seen: Exchange = { ...exchange, headers: allHeaders };
    const nowMs = Date.now();
    const budget = source.rate.budget?.(seen, nowMs);
    if (budget) options.onBudget?.(budget);
    const backOffMs = source.rate.backOff?.(seen, nowMs) ?? null;
    if (backOffMs !== null) gate.holdFor(backOffMs);

    if (exchange.status === 304 && known) {
      const confirmed = { ...known, request: exchange.request };
      stamps.set(confirmed, { fetchedAt: await clock.now(), isNotModified: true });
      return confirmed;
    }
    if ((exchange.status >= 200 && exchange.status < 300) || request.answers?.includes(exchange.status)) {
      stamps.set(exchange, { fetchedAt: await clock.now(), isNotModified: false });
      return exchange;
    }
    throw errorOfStatus(seen, source.id, backOffMs, nowMs);
  }

  return {
    request: async (request) => {
      if (signal.aborted) throw new AbortedError("the run was stopped", { source: source.id });
      const isGet = (request.method ?? "GET") === "GET";
      const known = isGet && options.archived ? await options.archived(request.url) : null;
      for (let tries = 1; ; tries += 1) {
        try {
          return await attempt(request, known);
        } catch (error) {
          if (!(error instanceof SourceError) || error.disposition !== "retry" || tries >= source.rate.maxAttempts) throw error;
          const waitMs = error.retryAfterMs ?? pauseBeforeRetry(tries) * limitTimescale;
          if (waitMs > MAX_WAIT_MS) throw error;
          await clock.sleep(waitMs, signal);
          if (signal.aborted) throw new AbortedError("the run was stopped", { source: source.id });
        }
      }
    },
    stampOf: (exchange) => {
      const stamp = stamps.get(exchange);
      if (!stamp) throw new RangeError("an exchange in a page did not come from the HTTP client");
      return stamp;
    },
  };
}

/** Doubles from a second to a minute; equal jitter, so that it never shrinks to nothing. */
function pauseBeforeRetry(tries: number): number {
  const full = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries - 1));
  return full / 2 + Math.random() * (full / 2);
}

async function send(
  request: HttpRequest,
  known: Exchange | null,
  { source, signal, userAgent, fetch: get }: HttpClientOptions,
): Promise<{ exchange: Exchange; allHeaders: Record<string, string> }> {
  const method = request.method ?? "GET";
  const headers: Record<string, string> = { "user-agent": userAgent, ...request.headers };
  const etag = known?.headers["etag"];
  const modified = known?.headers["last-modified"];
  if (etag !== undefined) headers["if-none-match"] = etag;
  else if (modified !== undefined) headers["if-modified-since"] = modified;
  const isRedirectAnswer = [301, 302, 307, 308].some((status) => request.answers?.includes(status));
  try {
    const response = await get(request.url, {
      method,
      headers,
      redirect: isRedirectAnswer ? "manual" : "follow",
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const body = await readBody(response, source.id, request.url);
    const allHeaders = Object.fromEntries(response.headers);
    const kept = Object.fromEntries(Object.entries(allHeaders).filter(([name]) => KEPT_HEADERS.includes(name)));
    const exchange = {
      request: { method, url: request.url, body: request.body ?? null },
      status: response.status,
      headers: kept,
      body,
    };
    return { exchange, allHeaders };
  } catch (cause) {
    if (cause instanceof SourceError) throw cause;
    if (signal.aborted) throw new AbortedError("the run was stopped", { source: source.id, cause });
    throw new UnreachableError(`no answer from ${originOf(request.url)}: ${reasonOf(cause)}`, {
      source: source.id,
      url: request.url,
      cause,
    });
  }
}

async function readBody(response: Response, source: string, url: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  if (response.body) {
    for await (const part of response.body as AsyncIterable<Uint8Array>) {
      size += part.byteLength;
      if (size > MAX_BODY_BYTES)
        throw new UnavailableError("the answer is larger than 128 MB", { source, url, status: response.status });
      parts.push(part);
    }
  }
  return Buffer.concat(parts).toString("utf8");
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

function reasonOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(inner instanceof Error)) return String(inner);
  const code = (inner as NodeJS.ErrnoException).code;
  return code === undefined ? inner.message || inner.name : code;
}

/** The status table of the conformance kit (rule 12). */
function errorOfStatus(exchange: Exchange, source: string, backOffMs: number | null, nowMs: number): SourceError {
  const { status } = exchange;
  const asked = retryAfterMs(exchange.headers["retry-after"], nowMs) ?? backOffMs;
  const details = { source, url: exchange.request.url, status, ...(asked === null ? {} : { retryAfterMs: asked }) };
  const where = `${originOf(exchange.request.url)} answered ${status}`;
  if (status === 429) return new RateLimitedError(`${where}: too many requests`, details);
  if (status === 403 && asked !== null) return new RateLimitedError(`${where}: throttled`, details);
  if (status >= 500 || status === 408 || status === 425) return new UnavailableError(where, details);
  if (status === 404 || status === 410) return new NotFoundError(where, details);
  if (status === 401) return new AuthenticationError(`${where}: the credentials are not accepted`, details);
  return new RefusedError(where, details);
}
