/** Look-ups and feeds: batches with bad ids, answers that are empty by mistake, papers that cannot be read, unknown categories. */
import { describe, expect, it } from "vitest";
import {
  type DiscoverContext,
  type Exchange,
  type HttpRequest,
  InvalidPayloadError,
  type NormalizedRecord,
  RefusedError,
} from "../../src/contract/index.ts";
import { arxiv } from "./index.ts";

type Answer = Pick<Exchange, "status" | "body">;
const NOW = new Date("2026-08-20T12:00:00Z");

interface Looked {
  readonly urls: string[];
  readonly records: NormalizedRecord[];
  readonly error: unknown;
  readonly wantedWith: unknown[];
}

async function look(
  stream: string,
  answer: (url: URL, request: HttpRequest) => Answer,
  how: { ids?: readonly string[]; since?: unknown; range?: DiscoverContext["range"]; categories?: string } = {},
): Promise<Looked> {
  const own = arxiv.streams[stream];
  if (!own) throw new Error(`no stream ${stream}`);
  const looked: Looked & { error: unknown } = { urls: [], records: [], error: undefined, wantedWith: [] };
  const context: DiscoverContext = {
    http: {
      request: async (request) => {
        for (let tries = 1; ; tries += 1) {
          looked.urls.push(request.url);
          const exchange = {
            request: { method: "GET", url: request.url, body: null },
            headers: {},
            ...answer(new URL(request.url), request),
          } as const;
          if (exchange.status !== 200 && !request.answers?.includes(exchange.status))
            throw new RefusedError(`HTTP ${exchange.status}`);
          try {
            request.check?.(exchange);
          } catch (refused) {
            if (tries < arxiv.rate.maxAttempts) continue;
            throw refused;
          }
          return exchange;
        }
      },
    },
    settings: { ARXIV_CATEGORIES: how.categories ?? "" },
    wanted: async function* (scheme, options) {
      looked.wantedWith.push({ scheme, ...options });
      for (const value of (how.ids ?? []).slice(0, options.limit)) yield { scheme, value };
    },
    range: how.range ?? { since: null, until: null },
    signal: new AbortController().signal,
    now: NOW,
  };
  let error: unknown;
  try {
    for await (const page of own.discover(context, how.since ?? null))
      looked.records.push(...own.normalize(page.exchanges).records);
  } catch (caught) {
    error = caught;
  }
  return { ...looked, error };
}

const number = (n: number) => `2608.${String(n).padStart(5, "0")}`;
const idsIn = (url: URL) => (url.searchParams.get("id_list") ?? "").split(",");
const known = (records: readonly NormalizedRecord[]) => records.filter((one) => one.kind === "paper" && one.isKnown).length;

function feed(entries: readonly string[], totalResults: number): Answer {
  const shown = entries.map(
    (id) =>
      `<entry><id>http://arxiv.org/abs/${id}v2</id><title>Paper ${id}</title><published>2026-08-01T10:00:00Z</published><updated>2026-08-02T10:00:00Z</updated><summary>Words.</summary><author><name>A. Doe</name></author><primary_category term="cs.AI"/><category term="cs.AI"/></entry>`,
  );
  return {
    status: 200,
    body: `<feed><opensearch:totalResults>${totalResults}</opensearch:totalResults>${shown.join("")}</feed>`,
  };
}

function errorFeed(message: string, status = 400): Answer {
  const entry = `<entry><id>http://arxiv.org/api/errors#x</id><title>Error</title><summary>${message}</summary></entry>`;
  return { status, body: `<feed><opensearch:totalResults>1</opensearch:totalResults>${entry}</feed>` };
}

describe("Atom look-ups", () => {
  it("ask by the hundred for what nobody answered for in a month", async () => {
    const ids = Array.from({ length: 250 }, (_, n) => number(n));
    const looked = await look("atom", (url) => feed(idsIn(url), idsIn(url).length), { ids });
    expect(looked.urls.map((url) => idsIn(new URL(url)).length)).toEqual([100, 100, 50]);
    expect(looked.urls[0]).toMatch(
      /^https:\/\/export\.arxiv\.org\/api\/query\?id_list=2608\.00000,2608\.00001,.*&max_results=100$/,
    );
    expect(known(looked.records)).toBe(250);
    expect(looked.wantedWith).toEqual([{ scheme: "arxiv", notSeenSince: new Date("2026-07-21T12:00:00Z"), limit: 2_000 }]);
  });

  it.each([400, 200])("are not held up by one malformed id (status %i)", async (status) => {
    const ids = Array.from({ length: 100 }, (_, n) => (n === 37 ? "abc/0101001" : number(n)));
    const looked = await look(
      "atom",
      (url) =>
        idsIn(url).includes("abc/0101001")
          ? errorFeed("incorrect id format for abc/0101001", status)
          : feed(idsIn(url), idsIn(url).length),
      { ids },
    );
    expect(looked.error).toBeUndefined();
    expect(looked.urls).toHaveLength(3);
    expect(known(looked.records)).toBe(99);
    expect(looked.records).toContainEqual({
      kind: "paper",
      subject: { scheme: "arxiv", value: "abc/0101001" },
      entry: null,
      isKnown: false,
    });
  });

  it("find the malformed id by halves where the message writes it otherwise", async () => {
    const ids = Array.from({ length: 8 }, (_, n) => (n === 5 ? "abc/0101001" : number(n)));
    const answer = (url: URL) => {
      const asked = idsIn(url);
      if (!asked.includes("abc/0101001")) return feed(asked, asked.length);
      return errorFeed(`incorrect id format for ${asked.length === 1 ? "abc/0101001" : "ABC/0101001v1"}`);
    };
    const looked = await look("atom", answer, { ids });
    expect(looked.error).toBeUndefined();
    expect(looked.urls).toHaveLength(7);
    expect(known(looked.records)).toBe(7);
  });

  it("end with any other refusal", async () => {
    const looked = await look("atom", () => errorFeed("max_results must be an integer"), { ids: [number(1), number(2)] });
    expect(looked.error).toBeInstanceOf(RefusedError);
    expect(looked.urls).toHaveLength(1);
  });

  it("ask again where an answer is empty against its own count, as often as the rate policy allows", async () => {
    let answers = 0;
    const once = await look("atom", (url) => feed(answers++ === 0 ? [] : idsIn(url), 2), { ids: [number(1), number(2)] });
    expect(once.urls).toHaveLength(2);
    expect(known(once.records)).toBe(2);
    const always = await look("atom", () => feed([], 2), { ids: [number(1), number(2)] });
    expect(always.urls).toHaveLength(arxiv.rate.maxAttempts);
    expect(always.error).toMatchObject({ code: "ERR_SOURCE_EMPTY_ANSWER" });
    expect(always.records).toEqual([]);
  });

  it("ask for fewer at once where answers stay shorter than they count", async () => {
    const ids = Array.from({ length: 8 }, (_, n) => number(n));
    const capped = await look("atom", (url) => feed(idsIn(url).slice(0, 2), idsIn(url).length), { ids });
    expect(capped.error).toBeUndefined();
    expect(known(capped.records)).toBe(8);
  });

  it("do not count a paper twice that stands twice, and refuse one that nobody asked for", async () => {
    const twice = await look("atom", () => feed([number(1), number(1)], 2), { ids: [number(1), number(2)] });
    expect(twice.records.filter((record) => record.kind === "paper" && !record.isKnown)).toEqual([]);
    const stranger = await look("atom", () => feed([number(3)], 1), { ids: [number(1)] });
    expect(stranger.error).toMatchObject({ code: "ERR_SOURCE_MISMATCH" });
    expect(stranger.records).toEqual([]);
  });

  it("ask for nothing when nothing is wanted", async () => {
    expect((await look("atom", () => feed([], 0))).urls).toEqual([]);
  });
});

function envelope(inner: string): Answer {
  return { status: 200, body: `<OAI-PMH><responseDate>2026-08-20T12:00:00Z</responseDate><request/>${inner}</OAI-PMH>` };
}

function rawRecord(id: string): Answer {
  const version = '<version version="v1"><date>Mon, 03 Aug 2026 10:00:00 GMT</date><size>7kb</size></version>';
  return envelope(
    `<GetRecord><record><header><identifier>oai:arXiv.org:${id}</identifier></header><metadata><arXivRaw><id>${id}</id>${version}<title>T</title><categories>cs.AI</categories><abstract>Words.</abstract></arXivRaw></metadata></record></GetRecord>`,
  );
}

const askedRecord = (url: URL) => (url.searchParams.get("identifier") ?? "").replace("oai:arXiv.org:", "");

describe("GetRecord look-ups", () => {
  it("ask one by one, few on a scheduled run and all on one that was asked for", async () => {
    const ids = Array.from({ length: 201 }, (_, n) => number(n));
    const scheduled = await look("records", (url) => rawRecord(askedRecord(url)), {
      ids,
      since: { readAt: "2026-08-20T00:00:00.000Z" },
    });
    expect(scheduled.urls).toHaveLength(200);
    expect(scheduled.urls[0]).toBe(
      "https://oaipmh.arxiv.org/oai?verb=GetRecord&metadataPrefix=arXivRaw&identifier=oai:arXiv.org:2608.00000",
    );
    expect(scheduled.wantedWith).toEqual([
      { scheme: "arxiv", notSeenSince: new Date("2026-07-21T12:00:00Z"), limit: 200, streams: ["oai-raw", "records"] },
    ]);
    const asked = await look("records", (url) => rawRecord(askedRecord(url)), { ids, range: { since: NOW, until: null } });
    expect(known(asked.records)).toBe(201);
  });

  it("go on behind a paper that cannot be read, and report it at the end", async () => {
    const ids = [1, 2, 3, 4].map(number);
    const looked = await look(
      "records",
      (url) =>
        askedRecord(url) === number(2)
          ? envelope("<error code='cannotDisseminateFormat'>no</error>")
          : rawRecord(askedRecord(url)),
      { ids },
    );
    expect(known(looked.records)).toBe(3);
    expect(looked.error).toBeInstanceOf(RefusedError);
  });

  it("give up when nothing can be read", async () => {
    const looked = await look("records", () => ({ status: 200, body: "<html><body>Checking your browser</body></html>" }), {
      ids: [1, 2, 3, 4, 5].map(number),
    });
    expect(looked.urls).toHaveLength(3 * arxiv.rate.maxAttempts);
    expect(looked.error).toMatchObject({ code: "ERR_SOURCE_HTML" });
  });

  it("refuse an answer about another paper", () => {
    const request = {
      method: "GET",
      url: "https://oaipmh.arxiv.org/oai?verb=GetRecord&identifier=oai:arXiv.org:2608.00001",
      body: null,
    } as const;
    const page = [{ request, headers: {}, ...rawRecord("2608.00002") }];
    expect(() => arxiv.streams["records"]?.normalize(page)).toThrow(InvalidPayloadError);
  });
});

describe("feeds", () => {
  const rss = (inner: string) => `<rss version="2.0"><channel>${inner}</channel></rss>`;
  const answer = (url: URL): Answer =>
    url.pathname.endsWith("/cs.QQ")
      ? {
          status: 400,
          body: rss(
            "<title>Feed error for query: http://rss.arxiv.org/rss/cs.QQ</title><description>Bad subject class 'QQ'.</description><pubDate>Thu, 20 Aug 2026 00:00:00 -0400</pubDate>",
          ),
        }
      : { status: 200, body: rss("<title>updates</title><pubDate>Thu, 20 Aug 2026 00:00:00 -0400</pubDate>") };

  it("are asked for one category at a time; an unknown one is reported at the end", async () => {
    const looked = await look("rss", answer, { categories: "cs.QQ, cs.AI,hep-th" });
    expect(looked.urls).toEqual(["cs.QQ", "cs.AI", "hep-th"].map((category) => `https://rss.arxiv.org/rss/${category}`));
    expect(looked.error).toBeInstanceOf(RefusedError);
    expect(String(looked.error)).toContain("cs.QQ: Bad subject class 'QQ'.");
  });

  it("are left alone while the checkpoint is ahead of the clock, but for a range", async () => {
    const since = { readAt: "2999-01-01T00:00:00.000Z" };
    expect((await look("rss", answer, { categories: "cs.AI", since })).urls).toEqual([]);
    expect((await look("rss", answer, { categories: "cs.AI", since, range: { since: NOW, until: null } })).urls).toHaveLength(1);
  });

  it("that hold an error, or are of several categories, are no answer", () => {
    const exchange = (category: string): Exchange => {
      const url = `https://rss.arxiv.org/rss/${category}`;
      return { request: { method: "GET", url, body: null }, headers: {}, ...answer(new URL(url)) };
    };
    expect(() => arxiv.streams["rss"]?.normalize([exchange("cs.QQ")])).toThrow(InvalidPayloadError);
    expect(() => arxiv.streams["rss"]?.normalize([exchange("cs.AI%2Bcs.CL")])).toThrow(InvalidPayloadError);
    expect(arxiv.streams["rss"]?.normalize([exchange("cs.AI")])).toEqual({ records: [], rejected: [] });
  });
});
