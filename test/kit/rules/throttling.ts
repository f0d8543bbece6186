/** Rules 11 and 12: what the runner's client makes of the adapter's rate policy. They drive the real client on a fake clock. */
import { type Exchange, type SourceAdapter, SourceError } from "../../../src/contract/index.ts";
import { createHttpClient } from "../../../src/ingest/http.ts";
import { createFakeFetch, type FakeFetch } from "../fake-fetch.ts";
import { createFakeClock } from "../fake-time.ts";
import type { Answer } from "../replay-http.ts";
import type { Subject } from "../subject.ts";
import { demand, type Rule, shown } from "./rule.ts";

const PLAIN: Answer = { status: 200, headers: { "content-type": "application/json" }, body: "{}" };
const REFUSED_BODY = '{"message":"Resource not accessible"}';
const ASKED_WAIT_S = 7;

interface Bench {
  readonly client: ReturnType<typeof createHttpClient>;
  readonly upstream: FakeFetch;
  /** Resolves with the error, or undefined where an answer came. */
  failure(answers?: readonly number[]): Promise<unknown>;
}

function bench(source: SourceAdapter, answers: readonly [Answer, ...Answer[]]): Bench {
  const clock = createFakeClock();
  const upstream = createFakeFetch(clock, answers);
  const signal = new AbortController().signal;
  const client = createHttpClient({
    source,
    clock,
    signal,
    userAgent: "papergraph-kit",
    fetch: upstream.fetch,
    limitTimescale: 1,
  });
  const failure = (named?: readonly number[]) =>
    client.request({ url: "https://upstream.test/thing", ...(named && { answers: named }) }).then(
      () => undefined,
      (error: unknown) => error,
    );
  return { client, upstream, failure };
}

/** Rule 11. */
export const rulePacing: Rule = {
  number: 11,
  title: "requests keep minIntervalMs, maxConcurrent and maxAttempts; Retry-After and backOff are honoured",
  run: async (subject) => {
    const { adapter } = subject;
    const { rate, id } = adapter;
    demand(Number.isFinite(rate.minIntervalMs) && rate.minIntervalMs >= 0, `${id}: rate.minIntervalMs is ${rate.minIntervalMs}`);
    for (const name of ["maxConcurrent", "maxAttempts"] as const) {
      demand(Number.isInteger(rate[name]) && rate[name] >= 1, `${id}: rate.${name} is ${rate[name]}, not a whole number from 1`);
    }
    checkBackOff(subject);

    // Without the adapter's own reading of answers: this part is about the declared figures.
    const { backOff: _backOff, ...figures } = rate;
    const plain = { ...adapter, rate: figures };
    const paced = bench(plain, [PLAIN]);
    await Promise.all(Array.from({ length: rate.maxConcurrent + 3 }, () => paced.failure()));
    demand(paced.upstream.mostAtOnce() <= rate.maxConcurrent, `${id}: ${paced.upstream.mostAtOnce()} requests at once`);
    checkGaps(paced.upstream, rate.minIntervalMs, rate.maxConcurrent, id);

    const failing = bench(plain, [{ status: 503, body: "" }]);
    demand((await failing.failure()) instanceof SourceError, `${id}: an upstream that always fails gives no SourceError`);
    const tries = failing.upstream.calls.length;
    demand(tries === rate.maxAttempts, `${id}: ${tries} tries against a failing upstream, maxAttempts is ${rate.maxAttempts}`);

    if (rate.maxAttempts > 1) {
      const throttled = bench(plain, [{ status: 429, headers: { "retry-after": String(ASKED_WAIT_S) }, body: "" }, PLAIN]);
      demand((await throttled.failure()) === undefined, `${id}: one 429 with Retry-After ends the request`);
      checkWait(throttled.upstream, ASKED_WAIT_S * 1000, `${id}: Retry-After: ${ASKED_WAIT_S}`);
    }
    const held = bench({ ...adapter, rate: { ...figures, backOff: () => 5_000 } }, [PLAIN]);
    await held.failure();
    await held.failure();
    checkWait(held.upstream, 5_000, `${id}: a backOff of 5 s`);
  },
};

/** From the end of an answer to the start of the next request. With several at once the distance is between starts. */
function checkGaps({ calls }: FakeFetch, minIntervalMs: number, maxConcurrent: number, id: string): void {
  for (const [at, call] of calls.entries()) {
    const before = calls[at - 1];
    if (!before) continue;
    const gap = call.startMs - (maxConcurrent === 1 ? before.endMs : before.startMs);
    demand(gap >= minIntervalMs, `${id}: request ${at} starts ${gap} ms after the one before, minIntervalMs is ${minIntervalMs}`);
  }
}

function checkWait({ calls }: FakeFetch, waitMs: number, what: string): void {
  const [first, second] = calls;
  demand(first !== undefined && second !== undefined, `${what}: no second request was made`);
  const gap = second.startMs - first.endMs;
  demand(gap >= waitMs, `${what}: the next request starts after ${gap} ms`);
}

const ODD_HEADERS: readonly Readonly<Record<string, string>>[] = [
  {},
  { "retry-after": "7" },
  { "retry-after": "Thu, 20 Aug 2026 12:00:30 GMT" },
  { "retry-after": "Thu, 20 Aug 2020 12:00:30 GMT" },
  { "retry-after": "soon" },
  { "x-ratelimit-remaining": "0" },
  { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "never" },
  { ratelimit: '"api";r=0;t=17', "ratelimit-policy": '"fixed window";"api";q=500;w=300' },
  { ratelimit: "nonsense" },
];

/** `backOff` and `budget` read any answer without falling over: recorded ones, and failures with odd or missing headers. */
function checkBackOff({ adapter, cases }: Subject): void {
  const nowMs = Date.parse("2026-08-20T12:00:00Z");
  const recorded = cases().flatMap(({ exchanges }) => exchanges);
  const request = { method: "GET", url: "https://upstream.test/thing", body: null } as const;
  const odd = [200, 403, 429, 500, 503].flatMap((status) =>
    ODD_HEADERS.map((headers): Exchange => ({ request, status, headers, body: "" })),
  );
  for (const exchange of [...recorded, ...odd]) {
    const where = `${adapter.id}: on ${exchange.status} with ${shown(exchange.headers)}`;
    const wait = adapter.rate.backOff?.(exchange, nowMs) ?? null;
    demand(wait === null || (Number.isFinite(wait) && wait >= 0), `${where} backOff gives ${wait}`);
    const budget = adapter.rate.budget?.(exchange, nowMs) ?? null;
    for (const [name, value] of Object.entries(budget ?? {})) {
      demand(Number.isFinite(value) && value >= 0, `${where} budget.${name} is ${value}`);
    }
  }
}

const STATUS_TABLE: readonly (readonly [number, SourceError["disposition"]])[] = [
  [429, "retry"],
  [500, "retry"],
  [502, "retry"],
  [503, "retry"],
  [504, "retry"],
  [404, "skip"],
  [410, "skip"],
  [401, "fail"],
  [403, "fail"],
  [400, "fail"],
  [422, "fail"],
];

/** Rule 12. */
export const ruleStatusTable: Rule = {
  number: 12,
  title:
    "429 and 5xx are retried, 404 and 410 skipped, 401 and a plain 403 fail; a throttled 403 is retried; statuses in `answers` come back",
  run: async ({ adapter }) => {
    for (const [status, disposition] of STATUS_TABLE) {
      const answer: Answer = { status, headers: { "content-type": "application/json" }, body: REFUSED_BODY };
      const { failure, upstream } = bench(adapter, [answer]);
      const error = await failure();
      const found = error instanceof SourceError ? error.disposition : String(error);
      demand(found === disposition, `${adapter.id}: ${status} comes to "${found}", not "${disposition}"`);
      const tries = upstream.calls.length;
      demand(disposition === "retry" || tries === 1, `${adapter.id}: ${status} is asked ${tries} times`);
      const named = await bench(adapter, [answer]).failure([status]);
      demand(named === undefined, `${adapter.id}: ${status} is named in answers, but does not come back: ${String(named)}`);
    }
    const throttled = await bench(adapter, [{ status: 403, headers: { "retry-after": "1" }, body: REFUSED_BODY }]).failure();
    const found = throttled instanceof SourceError ? throttled.disposition : String(throttled);
    demand(found === "retry", `${adapter.id}: 403 with Retry-After comes to "${found}", not "retry"`);
  },
};
