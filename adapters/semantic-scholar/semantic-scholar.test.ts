import { describe, expect, it } from "vitest";
import {
  type DiscoverContext,
  type Exchange,
  type Identifier,
  InvalidPayloadError,
  RateLimitedError,
  RefusedError,
} from "../../src/contract/index.ts";
import { createHttpClient } from "../../src/ingest/http.ts";
import { describeAdapter } from "../../test/kit/describe-adapter.ts";
import { createFakeFetch } from "../../test/kit/fake-fetch.ts";
import { createFakeClock } from "../../test/kit/fake-time.ts";
import { readExchange } from "../../test/kit/fixture.ts";
import { type Answer, createReplay, type Upstream } from "../../test/kit/replay-http.ts";
import { askedIn, batchBody } from "./batch.ts";
import { semanticScholar } from "./index.ts";
import { normalize } from "./normalize.ts";
import { papers } from "./papers.ts";

const folder = new URL(".", import.meta.url).pathname;
const recorded = readExchange(folder, "batch.http.json");
const on = { SEMANTIC_SCHOLAR: "1" };

/** Every paper of the recorded batch in its place, null for others; only unknown ones are a 400. */
const upstream: Upstream = ({ body }) => {
  const known = askedIn(recorded.request.body).map((one) => JSON.stringify(one));
  const places = JSON.parse(recorded.body) as unknown[];
  const answers = askedIn(body ?? null).map((one) => places[known.indexOf(JSON.stringify(one))] ?? null);
  if (answers.every((one) => one === null)) return { status: 400, body: '{"error":"No valid paper ids given"}' };
  return { status: 200, body: JSON.stringify(answers) };
};

describeAdapter(semanticScholar, import.meta.url, {
  upstream,
  runs: [
    { stream: "papers", settings: on },
    { stream: "papers", settings: { SEMANTIC_SCHOLAR_KEY: "given" } },
  ],
  spoil: (exchange) => {
    if (exchange.status !== 200) return null;
    const asked = askedIn(exchange.request.body).filter((one) => one !== null);
    const body = batchBody([...asked, { scheme: "doi", value: "10.1234/spoilt" }]);
    return {
      ...exchange,
      request: { ...exchange.request, body },
      body: JSON.stringify([...(JSON.parse(exchange.body) as unknown[]), { paperId: 7 }]),
    };
  },
});

async function run(answer: Upstream, wanted: readonly Identifier[]) {
  const { signal } = new AbortController();
  const replay = createReplay({ exchanges: [], upstream: answer, signal });
  const context: DiscoverContext = {
    ...{ http: replay.http, signal, now: new Date("2026-08-20T12:00:00Z"), range: { since: null, until: null } },
    settings: { SEMANTIC_SCHOLAR_URL: "https://api.semanticscholar.org/graph/v1", ...on },
    wanted: async function* (scheme, { limit }) {
      yield* wanted.filter((one) => one.scheme === scheme).slice(0, limit);
    },
  };
  const pages: Exchange[] = [];
  let error: unknown;
  try {
    for await (const { exchanges } of papers.discover(context, null)) pages.push(...exchanges);
  } catch (caught) {
    error = caught;
  }
  return { pages, requests: replay.requests, error };
}

const arxiv = (count: number): Identifier[] =>
  Array.from({ length: count }, (_, at) => ({ scheme: "arxiv", value: `2401.${String(at + 1).padStart(5, "0")}` }));
const nulls: Upstream = ({ body }): Answer => ({ status: 200, body: JSON.stringify(askedIn(body ?? null).map(() => null)) });

describe("semantic-scholar", () => {
  it("asks for five hundred at once and keeps the order; what is unknown is said so in its place", async () => {
    const { pages, requests } = await run(nulls, arxiv(1_001));
    expect(requests.map(({ body }) => askedIn(body ?? null).length)).toEqual([500, 500, 1]);
    const { records } = normalize(pages);
    expect(records).toHaveLength(1_001);
    expect(records[1_000]).toEqual({
      kind: "paper",
      subject: { scheme: "arxiv", value: "2401.01001" },
      entry: null,
      isKnown: false,
    });
  });

  it("takes an answer with fewer places for no answer", async () => {
    const { error } = await run(() => ({ status: 200, body: "[null]" }), arxiv(2));
    expect(error).toBeInstanceOf(InvalidPayloadError);
    expect(error).toMatchObject({ code: "ERR_SOURCE_MISMATCH" });
  });

  it("is refused when the question is bad, and stops when the pool is used up", async () => {
    expect((await run(() => ({ status: 400, body: '{"error":"Unrecognized field"}' }), arxiv(1))).error).toBeInstanceOf(
      RefusedError,
    );
    const first = await run(() => ({ status: 429, body: "{}" }), arxiv(1));
    expect(first.error).toBeInstanceOf(RateLimitedError);
    let asked = 0;
    const second = await run((request) => (asked++ === 0 ? nulls(request) : { status: 429, body: "{}" }), arxiv(501));
    expect(second).toMatchObject({ error: undefined, pages: { length: 1 } });
  });

  it("a 429 without a word is waited out and asked again", async () => {
    const clock = createFakeClock();
    const get = createFakeFetch(clock, [
      { status: 429, body: '{"message":"Too Many Requests"}' },
      { status: 200, body: "[null]" },
    ]);
    const { signal } = new AbortController();
    const client = createHttpClient({
      ...{ source: semanticScholar, clock, signal, userAgent: "test", fetch: get.fetch, limitTimescale: 1 },
    });
    const url = "https://api.semanticscholar.org/graph/v1/paper/batch";
    expect((await client.request({ method: "POST", url, body: '{"ids":["ARXIV:2401.00001"]}' })).status).toBe(200);
    expect((get.calls[1]?.startMs ?? 0) - (get.calls[0]?.endMs ?? 0)).toBeGreaterThanOrEqual(10_000);
  });
});
