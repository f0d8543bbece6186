/** An HttpClient without a network: answers from recorded exchanges and from a small upstream in memory, and keeps a log. */
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
  type SourceError,
  UnavailableError,
} from "../../src/contract/index.ts";

/** What an upstream in memory answers. An {@link Exchange} is one too. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A small upstream in memory; null: it does not know the address, the recorded exchanges are then tried. */
export type Upstream = (request: HttpRequest) => Answer | null;

/** What a replay is made of. */
export interface ReplayOptions {
  readonly exchanges: readonly Exchange[];
  /** Asked before the recorded exchanges. */
  readonly upstream?: Upstream | undefined;
  readonly signal: AbortSignal;
  /** From the address asked to the address under which answers are kept; for runs with other base URLs. */
  readonly translate?: (url: string) => string;
  /** Called after each answer with the number of answers so far; a test aborts here. */
  readonly onAnswer?: (count: number) => void;
  /** Tries per request while its `check` refuses the answer, as a rate policy's `maxAttempts` says. Default: one. */
  readonly attempts?: number;
}

/** The client and what was asked of it. */
export interface Replay {
  readonly http: HttpClient;
  /** Every request that was answered or refused by its status, in order. */
  readonly requests: readonly HttpRequest[];
  /** Every answer that came back, with the request that it answers. */
  readonly answers: readonly { readonly request: HttpRequest; readonly exchange: Exchange }[];
  /** How often the client was called although its signal was already aborted; each call was refused. */
  callsAfterAbort(): number;
}

/** Of two recorded exchanges of one request the first one answers. An address that nobody knows is a fault of the test's set-up, not an answer. */
export function createReplay(options: ReplayOptions): Replay {
  const { signal, upstream, translate = (url: string) => url } = options;
  const recorded = new Map<string, Exchange>();
  for (const exchange of options.exchanges) {
    const key = keyOf(exchange.request.method, exchange.request.url, exchange.request.body);
    if (!recorded.has(key)) recorded.set(key, exchange);
  }
  const requests: HttpRequest[] = [];
  const answers: { request: HttpRequest; exchange: Exchange }[] = [];
  let refused = 0;

  async function request(asked: HttpRequest): Promise<Exchange> {
    for (let tries = 1; ; tries += 1) {
      const exchange = await ask(asked);
      try {
        asked.check?.(exchange);
      } catch (error) {
        if (error instanceof InvalidPayloadError && tries < (options.attempts ?? 1)) continue;
        throw error;
      }
      answers.push({ request: asked, exchange });
      return exchange;
    }
  }

  async function ask(asked: HttpRequest): Promise<Exchange> {
    if (signal.aborted) {
      refused += 1;
      // One call may learn of the abort; a caller that goes on would never end, so it is left hanging.
      if (refused > 1) await new Promise<never>(() => undefined);
      throw new AbortedError("the run was stopped", { url: asked.url });
    }
    const method = asked.method ?? "GET";
    const known = { ...asked, url: translate(asked.url) };
    const answer = upstream?.(known) ?? recorded.get(keyOf(method, known.url, asked.body ?? null));
    if (!answer) throw new Error(`no fixture and no upstream answers ${method} ${known.url} ${asked.body ?? ""}`.trimEnd());
    requests.push(asked);
    options.onAnswer?.(requests.length);
    const isAnswer = (answer.status >= 200 && answer.status < 300) || asked.answers?.includes(answer.status) === true;
    if (!isAnswer) throw errorOfStatus(answer.status, asked.url);
    return {
      request: { method, url: asked.url, body: asked.body ?? null },
      status: answer.status,
      headers: answer.headers ?? {},
      body: answer.body,
    };
  }

  return { http: { request }, requests, answers, callsAfterAbort: () => refused };
}

function keyOf(method: string, url: string, body: string | null): string {
  return `${method} ${url} ${body ?? ""}`;
}

/** The error of a status that the caller did not name in `answers`. */
function errorOfStatus(status: number, url: string): SourceError {
  const details = { url, status };
  const message = `HTTP ${status}`;
  if (status === 429) return new RateLimitedError(message, details);
  if (status === 408 || status === 425 || status >= 500) return new UnavailableError(message, details);
  if (status === 404 || status === 410) return new NotFoundError(message, details);
  if (status === 401) return new AuthenticationError(message, details);
  return new RefusedError(message, details);
}
