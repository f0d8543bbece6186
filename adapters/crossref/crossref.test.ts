import { describe, expect, it } from "vitest";
import type { DiscoverContext, Exchange, HttpRequest } from "../../src/contract/index.ts";
import { describeAdapter } from "../../test/kit/describe-adapter.ts";
import { readExchange } from "../../test/kit/fixture.ts";
import { type Answer, createReplay } from "../../test/kit/replay-http.ts";
import { crossref } from "./index.ts";
import { plainAbstract, plainLine } from "./jats.ts";
import { rate } from "./rate.ts";
import { works } from "./works.ts";

const folder = new URL(".", import.meta.url).pathname;
// Not an address that anybody could write to.
const on = { CROSSREF_MAILTO: "operator" };

describeAdapter(crossref, import.meta.url, { runs: [{ stream: "works", settings: on }], spoil: spoilt });

/** Something among the authors that is no author. */
function spoilt(exchange: Exchange): Exchange | null {
  if (exchange.status !== 200) return null;
  const answer = JSON.parse(exchange.body) as { message: { author?: unknown[] } };
  return {
    ...exchange,
    body: JSON.stringify({
      ...answer,
      message: { ...answer.message, author: [...(answer.message.author ?? []), { family: 7 }] },
    }),
  };
}

async function run(answer: (request: HttpRequest) => Answer, dois: readonly string[]) {
  const { signal } = new AbortController();
  const replay = createReplay({ exchanges: [], upstream: answer, signal });
  const context: DiscoverContext = {
    ...{ http: replay.http, signal, now: new Date("2026-08-20T12:00:00Z"), range: { since: null, until: null } },
    settings: { CROSSREF_URL: "https://api.crossref.org", ...on },
    wanted: async function* (scheme) {
      if (scheme === "doi") yield* dois.map((value) => ({ scheme, value }));
    },
  };
  let error: unknown;
  try {
    for await (const _page of works.discover(context, null));
  } catch (caught) {
    error = caught;
  }
  return { requests: replay.requests, error };
}

describe("crossref", () => {
  it("says who asks in a header, not in the address, and writes any DOI as one part of the path", async () => {
    const { requests } = await run(
      () => ({ status: 404, body: "Resource not found." }),
      ["10.1175/1520(1996)053<0946:a>2.0.co;2"],
    );
    expect(requests[0]?.url).toBe("https://api.crossref.org/works/10.1175%2F1520(1996)053%3C0946%3Aa%3E2.0.co%3B2");
    expect(requests[0]?.headers?.["user-agent"]).toContain("mailto:operator");
  });

  it("takes a 404 in other words, and another work, for no answer", async () => {
    const page = await run(() => ({ status: 404, body: "<html><body>Not found</body></html>" }), ["10.1234/x"]);
    expect(page.error).toMatchObject({ code: "ERR_SOURCE_INVALID_PAYLOAD" });
    const { body } = readExchange(folder, "corrected.http.json");
    expect((await run(() => ({ status: 200, body }), ["10.1234/x"])).error).toMatchObject({ code: "ERR_SOURCE_MISMATCH" });
  });

  it("obeys a pace that an answer tells, where it is slower than ours", () => {
    const answer = (headers: Record<string, string>): Exchange => ({ ...readExchange(folder, "corrected.http.json"), headers });
    expect(rate.backOff?.(answer({ "x-rate-limit-limit": "50", "x-rate-limit-interval": "1s" }), 0)).toBeNull();
    expect(rate.backOff?.(answer({ "x-rate-limit-limit": "3", "x-rate-limit-interval": "1s" }), 0)).toBe(334);
    expect(rate.backOff?.({ ...answer({ "retry-after": "9" }), status: 429 }, 0)).toBe(9_000);
  });
});

describe("texts with JATS in them", () => {
  it.each([
    ["<jats:title>Abstract</jats:title><jats:p>One.</jats:p>\n <jats:p>Two.</jats:p>", "One.\nTwo."],
    ["<jats:sec><jats:title>Background</jats:title><jats:p>A<jats:sub>2</jats:sub></jats:p></jats:sec>", "Background\nA2"],
    ["<p>x &amp; y, p &lt; 0.05 &#x3b1;&#946;</p>", "x & y, p < 0.05 αβ"],
    ["plain, if a < b and c > d", "plain, if a < b and c > d"],
    [
      "<jats:p>so <jats:inline-formula><jats:alternatives><jats:tex-math>$x^2$</jats:tex-math><mml:math><mml:mi>x</mml:mi></mml:math></jats:alternatives></jats:inline-formula> is</jats:p>",
      "so $x^2$ is",
    ],
    ["<jats:p/>", undefined],
    ["", undefined],
  ])("%j is %j", (written, text) => {
    expect(plainAbstract(written)).toBe(text);
  });

  it("a title keeps its words and loses its elements", () => {
    expect(plainLine("The <i>in  vitro</i> case &amp; more")).toBe("The in vitro case & more");
  });
});
