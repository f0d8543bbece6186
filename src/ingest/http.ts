/** The HTTP client that adapters are given: pacing, retries by disposition, conditional requests, time-outs. */
import type { Clock } from "../clock.ts";
import {
  AbortedError,
  AuthenticationError,
  type Exchange,
  type HttpClient,
  type HttpRequest,
  InvalidPayloadError,
  NotFoundError,
  RateLimitedError,
  RefusedError,
  type SourceAdapter,
  SourceError,
  UnavailableError,
  UnreachableError,
} from "../contract/index.ts";
import { BreakerOpenError, createGate, type Gate, type GateOutcome, MAX_WAIT_MS } from "./gate.ts";
import { createMemoryGateStore } from "./gate-store.ts";
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
  /** Shared by all clients of a source; where it is left out, one of this client's own, in memory. */
  readonly gate?: Gate;
  /** Compresses our own pauses in simulations. */
  readonly limitTimescale: number;
  /** The newest archived answer (200) to a GET of this URL, for conditional requests; null: none. */
  readonly archived?: (url: string) => Promise<Exchange | null>;
  readonly onBudget?: (budget: BudgetReading) => void;
  /** Told of each answer that was no answer: of the wrong shape, or the upstream's own failure. */
  readonly onFailedAnswer?: (exchange: Exchange, error: SourceError) => void;
}

/** An {@link HttpClient} that remembers when it got each exchange. */
export interface StampedHttpClient extends HttpClient {
  /** @throws {RangeError} for an exchange that this client did not return */
  stampOf(exchange: Exchange): ExchangeStamp;
}

/** What came back for one try, and what it means. */
interface Attempt {
  readonly outcome: GateOutcome;
  readonly result: { readonly exchange: Exchange; readonly isNotModified: boolean } | SourceError;
}

/** What was sent back. `cutBy`: why the body ended before its promised end; null: it is whole. */
interface SentAnswer {
  readonly exchange: Exchange;
  readonly allHeaders: Record<string, string>;
  readonly cutBy: string | null;
}

/** Makes a client for one run of one source. */
export function createHttpClient(options: HttpClientOptions): StampedHttpClient {
  const { source, clock, signal, limitTimescale } = options;
  const gate =
    options.gate ??
    createGate(
      createMemoryGateStore(source.rate, () => clock.monotonicMs(), limitTimescale),
      source.rate,
      clock,
      source.id,
    );
  const stamps = new WeakMap<Exchange, ExchangeStamp>();

  async function attempt(request: HttpRequest, known: Exchange | null): Promise<Exchange> {
    const pass = await gate.enter(signal);
    let outcome: GateOutcome = { kind: "ABANDONED", holdMs: null, budget: null };
    let result: Attempt["result"];
    try {
      ({ outcome, result } = judgeAnswer(request, known, await send(request, known, options), options));
    } catch (error) {
      if (error instanceof UnreachableError || error instanceof UnavailableError) outcome = { ...outcome, kind: "FAILED" };
      throw error;
    } finally {
      await pass.leave(outcome);
    }
    if (result instanceof SourceError) throw result;
    stamps.set(result.exchange, { fetchedAt: await clock.now(), isNotModified: result.isNotModified });
    return result.exchange;
  }

  return {
    request: async (request) => {
      if (signal.aborted) throw new AbortedError("the run was stopped", { source: source.id });
      const isGet = (request.method ?? "GET") === "GET";
      const known = isGet && options.archived ? await options.archived(request.url) : null;
      let before: SourceError | null = null;
      for (let tries = 1; ; tries += 1) {
        try {
          return await attempt(request, known);
        } catch (error) {
          if (!(error instanceof SourceError) || error.disposition !== "retry" || tries >= source.rate.maxAttempts) throw error;
          if (error instanceof BreakerOpenError) throw before ?? error;
          before = error;
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

/** What an answer means for the run, and for everybody who waits at the gate. */
function judgeAnswer(
  request: HttpRequest,
  known: Exchange | null,
  { exchange, allHeaders, cutBy }: SentAnswer,
  { source, onBudget, onFailedAnswer }: HttpClientOptions,
): Attempt {
  const seen: Exchange = { ...exchange, headers: allHeaders };
  const nowMs = Date.now();
  const budget = source.rate.budget?.(seen, nowMs) ?? null;
  if (budget) onBudget?.(budget);
  const holdMs = source.rate.backOff?.(seen, nowMs) ?? null;
  const answered: GateOutcome = { kind: "ANSWERED", holdMs, budget };

  if (exchange.status === 304 && known) {
    return { outcome: answered, result: { exchange: { ...known, request: exchange.request }, isNotModified: true } };
  }
  const isAnswer = (exchange.status >= 200 && exchange.status < 300) || request.answers?.includes(exchange.status);
  const error = !isAnswer
    ? errorOfStatus(seen, source.id, holdMs, nowMs)
    : cutBy !== null
      ? errorOfCut(exchange, source.id, cutBy)
      : errorOfShape(request, exchange, source.id);
  if (error === null) return { outcome: answered, result: { exchange, isNotModified: false } };
  const isFailure = error instanceof UnavailableError || error instanceof InvalidPayloadError;
  if (isFailure) onFailedAnswer?.(exchange, error);
  // A throttled request says nothing against the upstream: the pause it asks for is kept, the breaker stays closed.
  return { outcome: { ...answered, kind: isFailure ? "FAILED" : "ANSWERED" }, result: error };
}

function errorOfCut({ request: { url }, status }: Exchange, source: string, reason: string): SourceError {
  const code = "ERR_SOURCE_TRUNCATED";
  return new InvalidPayloadError(`the answer of ${originOf(url)} breaks off: ${reason}`, { source, url, status, code });
}

/** Null: the shape is right, or nobody looks at it. */
function errorOfShape(request: HttpRequest, exchange: Exchange, source: string): SourceError | null {
  try {
    request.check?.(exchange);
    return null;
  } catch (error) {
    if (error instanceof SourceError) return error;
    return new InvalidPayloadError("the answer has a shape that its check cannot read", {
      source,
      url: exchange.request.url,
      cause: error,
    });
  }
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
): Promise<SentAnswer> {
  const method = request.method ?? "GET";
  const headers: Record<string, string> = { "user-agent": userAgent, ...request.headers };
  const etag = known?.headers["etag"];
  const modified = known?.headers["last-modified"];
  if (etag !== undefined) headers["if-none-match"] = etag;
  else if (modified !== undefined) headers["if-modified-since"] = modified;
  const isRedirectAnswer = [301, 302, 307, 308].some((status) => request.answers?.includes(status));
  try {
    const response = await get(addressOf(request), {
      method,
      headers,
      redirect: isRedirectAnswer ? "manual" : "follow",
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const { body, cutBy } = await readBody(response, source.id, request.url);
    const allHeaders = Object.fromEntries([...response.headers].map(([name, value]) => [name, withoutSecrets(value, request)]));
    const kept = Object.fromEntries(Object.entries(allHeaders).filter(([name]) => KEPT_HEADERS.includes(name)));
    const exchange = {
      request: { method, url: request.url, body: request.body ?? null },
      status: response.status,
      headers: kept,
      body,
    };
    if (cutBy === null) return { exchange, allHeaders, cutBy: null };
    if (signal.aborted || isTimeout(cutBy) || body === "") throw cutBy;
    return { exchange, allHeaders, cutBy: reasonOf(cutBy) };
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

/** The address with what only the upstream is told. */
function addressOf({ url, secretQuery = {} }: HttpRequest): string {
  const secret = new URLSearchParams(secretQuery).toString();
  return secret === "" ? url : `${url}${url.includes("?") ? "&" : "?"}${secret}`;
}

/** Redirects repeat the address that was asked. */
function withoutSecrets(text: string, { secretQuery = {} }: HttpRequest): string {
  return Object.entries(secretQuery).reduce(
    (rest, secret) => rest.replaceAll(new URLSearchParams([secret]).toString(), `${secret[0]}=`),
    text,
  );
}

/** The body, as far as it came. `cutBy`: what ended it before its promised end; null: it is whole. */
async function readBody(response: Response, source: string, url: string): Promise<{ body: string; cutBy: unknown }> {
  const parts: Uint8Array[] = [];
  let size = 0;
  let cutBy: unknown = null;
  try {
    for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      size += part.byteLength;
      if (size > MAX_BODY_BYTES)
        throw new UnavailableError("the answer is larger than 128 MB", { source, url, status: response.status });
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof SourceError) throw error;
    cutBy = error;
  }
  return { body: Buffer.concat(parts).toString("utf8"), cutBy };
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === "TimeoutError";
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
