/** A right answer to another question is no answer: by every request's check and by `normalize` alike. */
import { describe, expect, it } from "vitest";
import { arxiv } from "../../adapters/arxiv/index.ts";
import { batchBody } from "../../adapters/github/batch.ts";
import type { DiscoverContext, Exchange, HttpRequest, Page } from "../../src/contract/index.ts";
import { outcomeOf } from "./judge.ts";
import { type Format, fixturePages, normalizePage } from "./pages.ts";

function exchangeOf(format: Format, name: string): Exchange {
  const page = fixturePages().find((one) => one.format === format && one.name === name);
  if (!page) throw new Error(`there is no fixture ${name}`);
  return page.exchange;
}

const asked = (format: Format, name: string, from: string | RegExp, to: string): readonly [string, Format, Exchange] => {
  const exchange = exchangeOf(format, name);
  const url = exchange.request.url.replace(from, to);
  expect(url).not.toBe(exchange.request.url);
  return [`${format}: ${to}`, format, { ...exchange, request: { ...exchange.request, url } }];
};

describe("an answer to another question", () => {
  it.each([
    asked("HF JSON", "shape-2026", /date=[\d-]+/, "date=2026-06-01"),
    asked("HF JSON", "shape-2026", "limit=100", "limit=1"),
    asked("arXiv Atom", "atom-batch", /id_list=[^&]+/, "id_list=2608.00001,2608.00002"),
    asked("OAI arXiv", "oai-first-page", /set=[^&]+/, "set=cs%3Acs%3AAI"),
    asked("OAI arXiv", "oai-first-page", "metadataPrefix=arXiv", "metadataPrefix=arXivRaw"),
    asked("OAI arXiv", "oai-first-page", /from=[\d-]+/, "from=2026-01-01"),
    asked("OAI arXivRaw", "raw-versions", "verb=ListRecords", "verb=ListIdentifiers"),
    asked("RSS", "rss-summer", /\/rss\/[^/]+$/, "/rss/math.NT"),
    asked("GitHub REST", "found", /\/repos\/.+$/, "/repos/example-org/another"),
  ])("%s", (_what, format, exchange) => {
    expect(outcomeOf(() => normalizePage(format, exchange))).toEqual({ kind: "refused", code: "ERR_SOURCE_MISMATCH" });
  });

  it("OAI records of another set, where nothing is echoed", () => {
    const exchange = exchangeOf("OAI arXiv", "oai-first-page");
    const body = exchange.body
      .replace(/<request[^>]*>/, "<request>")
      .replaceAll("physics:hep-ex</setSpec>", "math:math:NT</setSpec>");
    expect(outcomeOf(() => normalizePage("OAI arXiv", { ...exchange, body }))).toMatchObject({ code: "ERR_SOURCE_MISMATCH" });
    const coarse = exchange.body.replaceAll("physics:hep-ex</setSpec>", "physics</setSpec>");
    expect(normalizePage("OAI arXiv", { ...exchange, body: coarse })).toEqual(normalizePage("OAI arXiv", exchange));
  });

  it("a feed without a title of its own, by its items", () => {
    const exchange = exchangeOf("RSS", "rss-summer");
    const body = exchange.body
      .replace(/<title>[^<]*<\/title>/, "<title>updates</title>")
      .replaceAll("<category>cs.AI<", "<category>math.NT<");
    expect(outcomeOf(() => normalizePage("RSS", { ...exchange, body }))).toMatchObject({ code: "ERR_SOURCE_MISMATCH" });
  });

  it("a category under its other name is not another category", () => {
    const exchange = exchangeOf("RSS", "rss-summer");
    const body = exchange.body.replaceAll("cs.AI updates", "cs.SY updates").replaceAll("<category>cs.AI<", "<category>eess.SY<");
    const url = exchange.request.url.replace("cs.AI", "cs.SY");
    const { records } = normalizePage("RSS", { ...exchange, request: { ...exchange.request, url }, body });
    expect(records).toContainEqual(expect.objectContaining({ kind: "announcement", category: "cs.SY" }));
  });

  it("a batch of GraphQL that knows none of the names", () => {
    const exchange = exchangeOf("GitHub GraphQL", "batch");
    const body = JSON.stringify({ data: { viewer: { login: "somebody" } } });
    const request = { ...exchange.request, body: batchBody(["o/r", "o/s"]) };
    expect(outcomeOf(() => normalizePage("GitHub GraphQL", { ...exchange, request, body }))).toMatchObject({
      code: "ERR_SOURCE_MISMATCH",
    });
  });

  it("a repository that is gone in a proxy's words", () => {
    const exchange = exchangeOf("GitHub REST", "found");
    const gone = (body: string) => outcomeOf(() => normalizePage("GitHub REST", { ...exchange, status: 404, body }));
    expect(gone("<html><body>Not Found</body></html>")).toMatchObject({ code: "ERR_SOURCE_HTML" });
    expect(gone('{"fault":"no route"}')).toMatchObject({ code: "ERR_SOURCE_INVALID_PAYLOAD" });
    expect(gone('{"message":"Not Found"}')).toMatchObject({ normalized: { records: [{ state: "GONE" }] } });
  });

  it("an answer without a single record and without a word why", () => {
    const exchange = exchangeOf("OAI arXiv", "oai-first-page");
    const body = exchange.body.replace(/<record>[\s\S]*<\/record>/, "");
    expect(outcomeOf(() => normalizePage("OAI arXiv", { ...exchange, body }))).toMatchObject({ code: "ERR_SOURCE_EMPTY_ANSWER" });
  });
});

it("a token's answer that is empty is asked for again, and then its list anew", async () => {
  const first = exchangeOf("OAI arXiv", "oai-first-page");
  const empty = first.body.replace(/<ListRecords>[\s\S]*<\/ListRecords>/, "<error code='noRecordsMatch'>None.</error>");
  const last = first.body.replace(/<resumptionToken[\s\S]*<\/resumptionToken>/, "<resumptionToken/>");
  const urls: string[] = [];
  const context: DiscoverContext = {
    http: {
      request: async (request: HttpRequest) => {
        urls.push(request.url);
        const isRest = request.url.includes("resumptionToken");
        const body = isRest ? empty : urls.length > 2 ? last : first.body;
        const exchange: Exchange = { request: { method: "GET", url: request.url, body: null }, status: 200, headers: {}, body };
        request.check?.(exchange);
        return exchange;
      },
    },
    settings: { ARXIV_CATEGORIES: "hep-ex" },
    wanted: async function* () {},
    range: { since: new Date("2017-12-14"), until: null },
    signal: new AbortController().signal,
    now: new Date("2017-12-15T12:00:00Z"),
  };
  const pages: Page<unknown>[] = [];
  for await (const page of arxiv.streams["oai"]?.discover(context, null) ?? []) pages.push(page);
  expect(urls).toHaveLength(3);
  expect(pages).toHaveLength(2);
  expect(pages.at(-1)?.checkpoint).toEqual({ sets: { "physics:hep-ex": { from: "2017-12-14" } } });
});
