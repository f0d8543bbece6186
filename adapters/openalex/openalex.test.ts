import { describe, expect, it } from "vitest";
import type { DiscoverContext, Exchange, Identifier, PaperRecord } from "../../src/contract/index.ts";
import { describeAdapter } from "../../test/kit/describe-adapter.ts";
import { readExchange } from "../../test/kit/fixture.ts";
import { type Answer, createReplay } from "../../test/kit/replay-http.ts";
import { openalex } from "./index.ts";
import { normalize } from "./normalize.ts";
import { rate } from "./rate.ts";
import { works } from "./works.ts";

const folder = new URL(".", import.meta.url).pathname;
const key = { OPENALEX_KEY: "given" };

describeAdapter(openalex, import.meta.url, { runs: [{ stream: "works", settings: key }], spoil: spoilt });

/** Something among an author's institutions that is no institution. */
function spoilt(exchange: Exchange): Exchange | null {
  if (exchange.status !== 200) return null;
  const work = JSON.parse(exchange.body) as { authorships?: { institutions: unknown[] }[] };
  const [first] = work.authorships ?? [];
  if (!first) return null;
  first.institutions.push({ ror: 7 });
  return { ...exchange, body: JSON.stringify(work) };
}

async function run(answers: Readonly<Record<string, Answer>>, wanted: readonly Identifier[]) {
  const { signal } = new AbortController();
  const upstream = ({ url }: { url: string }) => answers[/\/works\/([^?]+)/.exec(url)?.[1] ?? ""] ?? null;
  const replay = createReplay({ exchanges: [], upstream, signal });
  const asked: unknown[] = [];
  const context: DiscoverContext = {
    ...{ http: replay.http, signal, now: new Date("2026-08-20T12:00:00Z"), range: { since: null, until: null } },
    settings: { OPENALEX_URL: "https://api.openalex.org/", ...key },
    wanted: async function* (scheme, options) {
      asked.push([scheme, options.isBest]);
      yield* wanted.filter((one) => one.scheme === scheme).slice(0, options.limit);
    },
  };
  const pages: Exchange[][] = [];
  for await (const page of works.discover(context, null)) pages.push([...page.exchanges]);
  return { pages, requests: replay.requests, asked };
}

describe("openalex", () => {
  it("asks for arXiv papers by arXiv's DOI, sends the key beside the address and follows a merge under its own base address", async () => {
    const from = { ...readExchange(folder, "merged-from.http.json") };
    const to = readExchange(folder, "merged-to.http.json");
    const { requests, pages, asked } = await run({ "doi:10.48550%2FarXiv.1805.12018": from, W2962935454: to }, [
      { scheme: "arxiv", value: "1805.12018" },
    ]);
    expect(requests.map(({ url }) => url.split("?")[0])).toEqual([
      "https://api.openalex.org/works/doi:10.48550%2FarXiv.1805.12018",
      "https://api.openalex.org/works/W2962935454",
    ]);
    expect(requests[0]?.secretQuery).toEqual({ api_key: "given" });
    expect(JSON.stringify(pages)).not.toContain("given");
    expect(asked).toEqual([
      ["arxiv", true],
      ["doi", true],
      ["openalex", true],
    ]);
    const { records } = normalize(pages[0] ?? []);
    expect(records[0]).toMatchObject({ subject: { scheme: "arxiv", value: "1805.12018" }, isKnown: true });
  });

  it("stops without an error when the budget ends in the middle of a run", async () => {
    const found = readExchange(folder, "journal-article.http.json");
    const { pages } = await run({ "doi:10.2307%2F1885099": found, "doi:10.1%2Fx": { status: 429, body: "{}" } }, [
      { scheme: "doi", value: "10.2307/1885099" },
      { scheme: "doi", value: "10.1/x" },
    ]);
    expect(pages).toHaveLength(1);
  });

  it("gives nobody the ORCID of somebody with another name", () => {
    const [paper] = normalize([readExchange(folder, "preprint.http.json")]).records as PaperRecord[];
    const orcidOf = (name: string) => paper?.authors?.find((one) => one.name === name)?.identifiers?.[0]?.value;
    expect(orcidOf("Alexandre Gramfort")).toBe("0000-0001-9791-4404");
    expect(paper?.authors?.map((one) => one.name)).toContain("Matthieu Perrot");
    expect(orcidOf("Matthieu Perrot")).toBeUndefined();
    expect(paper?.venue).toBeUndefined();
    expect(paper?.publishedAt).toBeUndefined();
  });

  it("reads the reset as a distance or as an instant", () => {
    const limited = (headers: Record<string, string>): Exchange => ({
      request: { method: "GET", url: "https://api.openalex.org/works/W1", body: null },
      ...{ status: 429, headers, body: "{}" },
    });
    expect(rate.backOff?.(limited({ "retry-after": "3" }), 0)).toBe(3_000);
    expect(rate.backOff?.(limited({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": "60" }), 0)).toBe(60_000);
    expect(rate.backOff?.(limited({}), 0)).toBe(10_000);
    const headers = { "x-ratelimit-limit": "100000", "x-ratelimit-remaining": "7", "x-ratelimit-reset": "1787230000" };
    expect(rate.budget?.(limited(headers), 1_787_229_000_000)).toEqual({ limit: 100_000, remaining: 7, resetsInMs: 1_000_000 });
  });
});
