import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { DiscoverContext, Exchange, HttpRequest, Identifier, NormalizedRecord } from "../../src/contract/index.ts";
import { createHttpClient } from "../../src/ingest/http.ts";
import { describeAdapter } from "../../test/kit/describe-adapter.ts";
import { createFakeClock } from "../../test/kit/fake-time.ts";
import { readExchange } from "../../test/kit/fixture.ts";
import { type Answer, createReplay, type Upstream } from "../../test/kit/replay-http.ts";
import { askedIn, batchBody } from "./batch.ts";
import { github } from "./index.ts";
import { normalize } from "./normalize.ts";
import { rate } from "./rate.ts";
import { repositories } from "./repositories.ts";

const folder = new URL(".", import.meta.url).pathname;
const NOW = new Date("2026-08-20T12:00:00Z");
const batch = readExchange(folder, "batch.http.json");
const recorded = JSON.parse(batch.body) as {
  data: Record<string, unknown>;
  errors: { type: string; message: string; path: string[] }[];
};
const batchNames = askedIn(batch.request.body)?.map(({ nameWithOwner }) => nameWithOwner) ?? [];
const named = (names: readonly string[]): Identifier[] => names.map((value) => ({ scheme: "github-name", value }));
const madeUp = Array.from({ length: 30 }, (_, at) => `example-org/repository-${at}`);

/** GraphQL in memory: recorded repositories by name, others are not found; more than `most` at once are a time-out. */
function graphql(most: number): Upstream {
  return ({ method, body }: HttpRequest): Answer | null => {
    if (method !== "POST") return null;
    const asked = askedIn(body ?? null) ?? [];
    if (asked.length > most) return { status: 502, body: "<html>Bad gateway</html>" };
    const data: Record<string, unknown> = {};
    const errors: unknown[] = [];
    for (const { alias, nameWithOwner } of asked) {
      const known = `r${batchNames.indexOf(nameWithOwner)}`;
      data[alias] = recorded.data[known] ?? null;
      if (data[alias] !== null) continue;
      const error = recorded.errors.find(({ path }) => path[0] === known) ?? { type: "NOT_FOUND", message: "Could not resolve" };
      errors.push({ ...error, path: [alias] });
    }
    return { status: 200, body: JSON.stringify(errors.length > 0 ? { data, errors } : { data }) };
  };
}

describeAdapter(github, import.meta.url, {
  upstream: graphql(10),
  runs: [
    { stream: "repositories", wanted: named(restNames()) },
    { stream: "repositories", wanted: named([...batchNames, ...madeUp]), settings: { GITHUB_TOKEN: "given" } },
    { stream: "star-history", settings: { GITHUB_STAR_HISTORY: "10" } },
  ],
  spoil: (exchange, stream) => {
    if (stream === "star-history") return exchange.status === 200 ? withBadWeek(exchange) : null;
    return exchange.request.method === "POST" ? spoilt(exchange) : null;
  },
});

function restNames(): string[] {
  const first = repositories.examples
    .flatMap(({ exchanges }) => exchanges.slice(0, 1))
    .filter((file) => file !== "batch.http.json");
  return first.map((file) => /\/repos\/(.+)$/.exec(readExchange(folder, file).request.url)?.[1] ?? "");
}

/** One more name asked for, and something in its place that is no repository. */
function spoilt(exchange: Exchange): Exchange {
  const names = askedIn(exchange.request.body)?.map(({ nameWithOwner }) => nameWithOwner) ?? [];
  const answer = JSON.parse(exchange.body) as { data: object };
  const data = { ...answer.data, [`r${names.length}`]: { databaseId: "seven", nameWithOwner: null } };
  const body = batchBody([...names, "example-org/spoilt"]);
  return { ...exchange, request: { ...exchange.request, body }, body: JSON.stringify({ ...answer, data }) };
}

/** A week more that does not add up. */
function withBadWeek(exchange: Exchange): Exchange {
  const [first, ...rest] = JSON.parse(exchange.body) as object[];
  return { ...exchange, body: JSON.stringify([first, { ...first, total: -1 }, ...rest]) };
}

/** Runs the stream over an upstream in memory. */
async function run(upstream: Upstream, names: readonly string[], settings: Record<string, string> = {}) {
  const { signal } = new AbortController();
  const replay = createReplay({ exchanges: [], upstream, signal });
  const records: NormalizedRecord[] = [];
  const pages: Exchange[][] = [];
  const context: DiscoverContext = {
    ...{ http: replay.http, signal, now: NOW, range: { since: null, until: null } },
    settings: { GITHUB_URL: "https://api.github.com", ...settings },
    wanted: async function* (_scheme, { limit }) {
      yield* named(names.slice(0, limit));
    },
  };
  let error: unknown;
  try {
    for await (const { exchanges } of repositories.discover(context, null)) {
      pages.push([...exchanges]);
      records.push(...normalize(exchanges).records);
    }
  } catch (caught) {
    error = caught;
  }
  return { records, pages, requests: replay.requests, error };
}

const fixture = (name: string): Answer => readExchange(folder, `${name}.http.json`);
const repositoriesOf = (records: readonly NormalizedRecord[]) => records.filter((record) => record.kind === "repository");

describe("github with a token", () => {
  const token = { GITHUB_TOKEN: "given" };

  it("asks for a hundred names at once, with the token in a header", async () => {
    const names = Array.from({ length: 201 }, (_, at) => `example-org/repository-${at}`);
    const { requests, records } = await run(graphql(100), names, token);
    expect(requests.map(({ body }) => askedIn(body ?? null)?.length)).toEqual([100, 100, 1]);
    expect(requests[0]?.headers?.["authorization"]).toBe("Bearer given");
    expect(repositoriesOf(records)).toHaveLength(201);
  });

  it("halves a batch that is too large, and stays with the size that works", async () => {
    const names = Array.from({ length: 100 }, (_, at) => `example-org/repository-${at}`);
    const { requests, records } = await run(graphql(25), names, token);
    expect(requests.map(({ body }) => askedIn(body ?? null)?.length)).toEqual([100, 50, 25, 25, 25, 25]);
    expect(new Set(repositoriesOf(records).map(({ subject }) => subject.value)).size).toBe(100);
  });

  it("gives up on an upstream that fails at every size", async () => {
    const { error, pages } = await run(() => ({ status: 502, body: "" }), madeUp, token);
    expect(error).toMatchObject({ code: "ERR_SOURCE_UNAVAILABLE" });
    expect(pages).toEqual([]);
  });

  it("takes a time-out that GraphQL reports with status 200 for one", async () => {
    const sick = JSON.stringify({ data: null, errors: [{ message: "Something went wrong while executing your query." }] });
    const well = graphql(100);
    const { requests, error } = await run(
      (request) => (askedIn(request.body ?? null)?.length === 30 ? { status: 200, body: sick } : well(request)),
      madeUp,
      token,
    );
    expect(error).toBeUndefined();
    expect(requests.map(({ body }) => askedIn(body ?? null)?.length)).toEqual([30, 15, 15]);
  });

  const limited = JSON.stringify({
    errors: [{ type: "RATE_LIMITED", message: "API rate limit already exceeded for user ID 1." }],
  });

  it("never takes RATE_LIMITED for an answer, although its status is 200", async () => {
    let times = 0;
    const well = graphql(100);
    const once = await run((request) => (times++ === 0 ? { status: 200, body: limited } : well(request)), madeUp, token);
    expect(once.error).toBeUndefined();
    expect(repositoriesOf(once.records)).toHaveLength(30);
    const always = await run(() => ({ status: 200, body: limited }), madeUp, token);
    expect(always.error).toMatchObject({ code: "ERR_SOURCE_RATE_LIMITED", disposition: "retry" });
    expect(always.pages).toEqual([]);
    expect(() => normalize([{ ...batch, body: limited }])).toThrowError("API rate limit already exceeded");
  });

  it("waits for the budget's reset when GraphQL's budget is used up", async () => {
    const clock = createFakeClock();
    const reset = String(Math.ceil(Date.now() / 1000) + 120);
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-limit": "5000", "x-ratelimit-reset": reset };
    const starts: number[] = [];
    const http = createHttpClient({
      ...{ source: github, clock, signal: new AbortController().signal, userAgent: "papergraph-test", limitTimescale: 1 },
      fetch: async () => {
        starts.push(clock.elapsedMs());
        return starts.length === 1 ? new Response(limited, { headers }) : new Response(batch.body);
      },
    });
    const context = {
      ...{ http, now: NOW, range: { since: null, until: null }, signal: new AbortController().signal },
      settings: { GITHUB_URL: "https://api.github.com", ...token },
      wanted: async function* () {
        yield* named(batchNames);
      },
    } satisfies DiscoverContext;
    const pages = [];
    for await (const page of repositories.discover(context, null)) pages.push(page);
    expect(pages).toHaveLength(1);
    expect((starts[1] ?? 0) - (starts[0] ?? 0)).toBeGreaterThanOrEqual(119_000);
  });

  it("rejects a name whose answer is incomplete, and keeps its neighbours", () => {
    const errors = [...recorded.errors, { type: "INTERNAL", message: "no licence today", path: ["r0", "licenseInfo"] }];
    const { records, rejected } = normalize([{ ...batch, body: JSON.stringify({ ...recorded, errors }) }]);
    expect(rejected).toEqual([
      { exchange: 0, path: "data.r0", code: "ERR_RECORD_INCOMPLETE", reason: "INTERNAL at r0.licenseInfo: no licence today" },
    ]);
    expect(repositoriesOf(records)).toHaveLength(batchNames.length - 1);
  });

  it("rejects a refusal that says nothing about the repository", () => {
    const errors = [{ type: "FORBIDDEN", message: "Resource not accessible by personal access token", path: ["r0"] }];
    const body = JSON.stringify({ data: { r0: null }, errors });
    const { records, rejected } = normalize([{ ...batch, request: { ...batch.request, body: batchBody(["a/b"]) }, body }]);
    expect(records).toEqual([]);
    expect(rejected).toMatchObject([{ exchange: 0, path: "data.r0", code: "ERR_RECORD_REFUSED" }]);
  });

  it("counts a repository once that two names lead to", () => {
    const { records } = normalize([batch]);
    const stars = records.filter(
      (record) => record.kind === "metric" && record.metric === "STARS" && record.subject.value === "40763577",
    );
    expect(stars).toHaveLength(1);
    const states = repositoriesOf(records).map(({ subject, state }) => [subject.value, state]);
    expect(Object.fromEntries(states)).toMatchObject({
      "github-api-test-org/ghcontentintegrationtest": "MOVED",
      "hub4j-test-org/ghcontentintegrationtest": "FOUND",
      "kamontat/checkidnumber": "FOUND",
      "alaurant/test-message": "GONE",
      "hub4j-test-org/temp-testgetters": "BLOCKED",
    });
  });

  it("says of an archived repository what REST says of it", () => {
    const rest = JSON.parse(fixture("archived").body) as {
      id: number;
      full_name: string;
      stargazers_count: number;
      forks_count: number;
    } & Record<string, never>;
    const repository = {
      ...{
        databaseId: rest.id,
        nameWithOwner: rest.full_name,
        stargazerCount: rest.stargazers_count,
        forkCount: rest.forks_count,
      },
      ...{
        isArchived: true,
        isFork: rest["fork"],
        description: rest["description"],
        homepageUrl: rest["homepage"],
        licenseInfo: null,
      },
      ...{
        primaryLanguage: { name: rest["language"] },
        repositoryTopics: { nodes: [] },
        createdAt: rest["created_at"],
        pushedAt: rest["pushed_at"],
      },
      defaultBranchRef: { name: rest["default_branch"] },
    };
    const request = { ...batch.request, body: batchBody([rest.full_name.toLowerCase()]) };
    const ofGraphql = normalize([{ ...batch, request, body: JSON.stringify({ data: { r0: repository } }) }]);
    const ofRest = normalize([readExchange(folder, "archived.http.json")]);
    expect(ofGraphql.records.map((record) => ({ ...record, topics: undefined }))).toEqual(
      ofRest.records.map((record) => ({ ...record, topics: undefined })),
    );
    expect(ofRest.records[0]).toMatchObject({ state: "FOUND", isArchived: true });
    expect(ofRest.records[0]).not.toHaveProperty("homepage");
  });
});

describe("github without a token", () => {
  it("follows a rename under its own base address, whatever host the redirect names", async () => {
    const base = { GITHUB_URL: "http://127.0.0.1:1/github/" };
    const { requests, records, pages } = await run(
      ({ url }) => (url.includes("/repositories/") ? fixture("renamed-to") : fixture("renamed-from")),
      ["github-api-test-org/ghcontentintegrationtest"],
      base,
    );
    expect(requests.map(({ url }) => url)).toEqual([
      "http://127.0.0.1:1/github/repos/github-api-test-org/ghcontentintegrationtest",
      "http://127.0.0.1:1/github/repositories/40763577",
    ]);
    expect(requests[0]?.headers).not.toHaveProperty("authorization");
    expect(pages).toHaveLength(1);
    expect(records[0]).toMatchObject({ state: "MOVED", hostIdentifier: { scheme: "github", value: "40763577" } });
  });

  it("is gone when the repository behind a rename is gone", async () => {
    const upstream: Upstream = ({ url }) => (url.includes("/repositories/") ? fixture("gone") : fixture("renamed-from"));
    const { records } = await run(upstream, ["github-api-test-org/ghcontentintegrationtest"]);
    expect(records).toMatchObject([{ state: "GONE", subject: { value: "github-api-test-org/ghcontentintegrationtest" } }]);
  });

  it("rejects redirects that lead nowhere or in a circle", async () => {
    const elsewhere = await run(() => ({ status: 301, headers: { location: "https://github.com/login" }, body: "{}" }), ["a/b"]);
    const circle = await run(
      () => ({ status: 301, headers: { location: "https://api.github.com/repos/a/b" }, body: "{}" }),
      ["a/b"],
    );
    expect(circle.requests).toHaveLength(4);
    for (const { pages, records } of [elsewhere, circle]) {
      expect(records).toEqual([]);
      expect(normalize(pages[0] ?? []).rejected).toMatchObject([{ path: "headers.location", code: "ERR_RECORD_REDIRECT" }]);
    }
  });

  it("asks for fifty names at most, and stops quietly when the hour's budget is used up", async () => {
    const names = Array.from({ length: 80 }, (_, at) => `example-org/repository-${at}`);
    const all = await run(() => fixture("gone"), names);
    expect(all.requests).toHaveLength(50);
    let left = 7;
    const used = await run(() => (left-- > 0 ? fixture("gone") : { status: 429, body: "" }), names);
    expect(used.error).toBeUndefined();
    expect(used.pages).toHaveLength(7);
    const none = await run(() => ({ status: 429, body: "" }), names);
    expect(none.error).toMatchObject({ code: "ERR_SOURCE_RATE_LIMITED" });
  });

  it("goes on after one refused repository, but not when everything is refused", async () => {
    const refused: Answer = { status: 403, body: '{"message":"Resource protected by organization SAML enforcement."}' };
    const one = await run(({ url }) => (url.endsWith("-0") ? refused : fixture("gone")), madeUp);
    expect(one.error).toBeUndefined();
    expect(repositoriesOf(one.records)).toHaveLength(29);
    const all = await run(() => refused, madeUp);
    expect(all.error).toMatchObject({ code: "ERR_SOURCE_REFUSED" });
  });

  it("stops at credentials that are not accepted", async () => {
    const { error, requests } = await run(() => ({ status: 401, body: '{"message":"Bad credentials"}' }), madeUp, {
      GITHUB_TOKEN: "given",
    });
    expect(error).toMatchObject({ code: "ERR_SOURCE_AUTHENTICATION" });
    expect(requests).toHaveLength(1);
  });
});

describe("github's rate policy", () => {
  const nowMs = Date.parse("2026-08-20T12:00:00Z");
  const answer = (status: number, headers: Record<string, string>, body = ""): Exchange => ({ ...batch, status, headers, body });

  it("reads both forms of Retry-After, the reset of a used budget, and the words of secondary limits", () => {
    const wait = (exchange: Exchange) => rate.backOff?.(exchange, nowMs);
    expect(wait(answer(403, { "retry-after": "30" }))).toBe(30_000);
    expect(wait(answer(429, { "retry-after": "Thu, 20 Aug 2026 12:00:08 GMT" }))).toBe(8_000);
    const reset = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(nowMs / 1000 + 100) };
    expect(wait(answer(403, reset))).toBe(101_000);
    expect(wait(answer(200, reset))).toBe(101_000);
    expect(wait(answer(403, {}, "You have exceeded a secondary rate limit."))).toBe(60_000);
    expect(wait(answer(200, {}, '{"errors":[{"type":"RATE_LIMITED"}]}'))).toBe(60_000);
    expect(wait(answer(403, {}, '{"message":"Repository access blocked"}'))).toBeNull();
    expect(wait(answer(200, { "x-ratelimit-remaining": "59", "x-ratelimit-reset": String(nowMs / 1000 + 100) }))).toBeNull();
  });

  it("tells the budget for people to see", () => {
    const headers = { "x-ratelimit-limit": "60", "x-ratelimit-remaining": "12", "x-ratelimit-reset": String(nowMs / 1000 + 90) };
    expect(rate.budget?.(answer(200, headers), nowMs)).toEqual({ limit: 60, remaining: 12, resetsInMs: 90_000 });
    expect(rate.budget?.(answer(200, {}), nowMs)).toBeNull();
  });
});

it("keeps index.ts a page of declarations", () => {
  expect(readFileSync(new URL("index.ts", import.meta.url), "utf8").split("\n").length).toBeLessThan(80);
});
