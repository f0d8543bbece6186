/** arXiv: the conformance kit, and set harvests against a small OAI server in memory. */
import { beforeEach, describe, expect, it } from "vitest";
import {
  AbortedError,
  type DiscoverContext,
  type Exchange,
  type HttpRequest,
  type NormalizedRecord,
  type Page,
  RefusedError,
} from "../../src/contract/index.ts";
import { describeAdapter } from "../../test/kit/describe-adapter.ts";
import { spoilByShape } from "../../test/kit/spoil.ts";
import { type HarvestCheckpoint, harvestCheckpointSchema } from "./harvest-checkpoint.ts";
import { arxiv } from "./index.ts";
import { oaiSetOf } from "./settings.ts";

const OAI_URL = "https://oaipmh.arxiv.org/oai";

/** What the server in memory holds: id, UTC day of its last change, categories. */
type Row = readonly [id: string, day: string, ...categories: string[]];

interface OaiServer {
  rows: Row[];
  now: string;
  /** Tokens are refused while this is above 0; each refusal counts it down. */
  deadTokens: number;
  /** Answers are empty while this is above 0. */
  emptyAnswers: number;
  answer(request: HttpRequest): { status: number; headers: Record<string, string>; body: string };
}

const PAGE_SIZE = 2;

function createOaiServer(rows: Row[], now: string): OaiServer {
  const server: OaiServer = {
    rows,
    now,
    deadTokens: 0,
    emptyAnswers: 0,
    answer: ({ url }) => ({ status: 200, headers: {}, body: respond(new URL(url).searchParams) }),
  };
  const envelope = (inner: string) =>
    `<?xml version="1.0"?><OAI-PMH><responseDate>${server.now}</responseDate><request>${OAI_URL}</request>${inner}</OAI-PMH>`;
  const error = (code: string) => envelope(`<error code='${code}'>Reason: ${code}</error>`);

  function respond(query: URLSearchParams): string {
    const token = query.get("resumptionToken");
    if (token !== null && server.deadTokens > 0) {
      server.deadTokens -= 1;
      return error("badResumptionToken");
    }
    const asked = token === null ? query : new URLSearchParams(decodeURIComponent(token));
    const set = asked.get("set") ?? "";
    if (set === "cs:cs:QQ") return error("badArgument");
    const today = server.now.slice(0, 10);
    const [from, until] = [asked.get("from") ?? "", asked.get("until") ?? today];
    if (from > until || until > today || from < "2005-09-16") return error("badArgument");
    if (server.emptyAnswers > 0) {
      server.emptyAnswers -= 1;
      return error("noRecordsMatch");
    }
    const skip = Number(asked.get("skip") ?? 0);
    const found = server.rows
      .filter(([, day, ...categories]) => day >= from && day <= until && categories.some((one) => oaiSetOf(one).startsWith(set)))
      .sort((a, b) => (a[1] < b[1] ? -1 : 1));
    const page = found.slice(skip, skip + PAGE_SIZE);
    if (page.length === 0) return error("noRecordsMatch");
    const next = new URLSearchParams(asked);
    next.set("skip", String(skip + PAGE_SIZE));
    const more = `<resumptionToken expirationDate='${today}T23:59:59Z'>${encodeURIComponent(next.toString())}</resumptionToken>`;
    const end = token === null ? "" : "<resumptionToken/>";
    const prefix = asked.get("metadataPrefix") ?? "";
    return envelope(
      `<ListRecords>${page.map((row) => record(row, prefix)).join("")}${skip + PAGE_SIZE < found.length ? more : end}</ListRecords>`,
    );
  }
  return server;
}

function record([id, day, ...categories]: Row, prefix: string): string {
  const own =
    prefix === "arXiv"
      ? "<authors><author><keyname>Doe</keyname></author></authors>"
      : '<version version="v1"><date>Mon, 03 Aug 2026 10:00:00 GMT</date><size>7kb</size></version>';
  return `<record><header><identifier>oai:arXiv.org:${id}</identifier><datestamp>${day}</datestamp></header><metadata><${prefix}><id>${id}</id>${own}<title>Paper ${id}</title><categories>${categories.join(" ")}</categories><abstract>Words.</abstract></${prefix}></metadata></record>`;
}

const ROWS: Row[] = [
  ["2608.00001", "2026-08-03", "cs.AI"],
  ["2608.00002", "2026-08-04", "cs.AI", "cs.CL"],
  ["2608.00003", "2026-08-05", "cs.CL"],
  ["2608.00004", "2026-08-06", "cs.AI"],
  ["2608.00005", "2026-08-18", "cs.AI"],
  ["2608.00006", "2026-08-20", "cs.AI", "stat.ML"],
];
const NOW = new Date("2026-08-20T12:00:00Z");

const kitServer = createOaiServer(ROWS, "2026-08-20T12:00:00Z");
const DEFAULT_FEED = `<?xml version="1.0"?><rss version="2.0"><channel><title>updates on arXiv.org</title>
<pubDate>Thu, 20 Aug 2026 00:00:00 -0400</pubDate></channel></rss>`;

describeAdapter(arxiv, import.meta.url, {
  upstream: (request) => {
    if (request.url.includes("verb=ListRecords")) return kitServer.answer(request);
    // Feeds that were recorded come from the fixtures.
    const category = /\/rss\/(.*)$/.exec(request.url)?.[1];
    if (category === undefined || ["cs", "cs.AI", "cs.LG", "cs.CG"].includes(category)) return null;
    return { status: 200, body: DEFAULT_FEED };
  },
  runs: [
    ...["oai", "oai-raw"].map((stream) => ({
      stream,
      settings: { ARXIV_CATEGORIES: "cs.AI, cs.CL" },
      backfill: { since: new Date("2026-08-05T00:00:00Z"), until: new Date("2026-08-10T00:00:00Z") },
      now: NOW,
    })),
    { stream: "rss", settings: { ARXIV_CATEGORIES: "cs cs.LG" }, now: new Date("2026-11-23T10:00:00Z") },
    {
      stream: "atom",
      wanted: ["0808.05394", "1707.08567", "astro-ph/0601001", "hep-ph/0301050"].map(
        (value) => ({ scheme: "arxiv", value }) as const,
      ),
    },
  ],
  // Lines have no shape that the kit knows, and their address counts them.
  spoil: (exchange, stream) => (stream === "kaggle" ? withBadLine(exchange) : (spoilByShape(exchange)[0]?.exchange ?? null)),
});

function withBadLine(exchange: Exchange): Exchange {
  const { url } = exchange.request;
  const longer = url.replace(/\d+$/, (last) => String(Number(last) + 1));
  return { ...exchange, request: { ...exchange.request, url: longer }, body: `${exchange.body}{"id":704.0001}\n` };
}

interface Run {
  readonly since?: HarvestCheckpoint | null;
  readonly categories?: string;
  readonly range?: DiscoverContext["range"];
  readonly now?: Date;
  readonly stream?: "oai" | "oai-raw";
  /** Stops after so many pages, as a killed process does. */
  readonly pages?: number;
  readonly signal?: AbortSignal;
}

interface Ran {
  readonly pages: Page<unknown>[];
  readonly urls: string[];
  readonly ids: string[];
  readonly checkpoint: HarvestCheckpoint;
  readonly error: unknown;
}

async function run(server: OaiServer, how: Run = {}): Promise<Ran> {
  const stream = arxiv.streams[how.stream ?? "oai"];
  if (!stream) throw new Error("no such stream");
  const urls: string[] = [];
  const context: DiscoverContext = {
    http: {
      request: async (request): Promise<Exchange> => {
        if (how.signal?.aborted) throw new AbortedError("stopped");
        for (let tries = 1; ; tries += 1) {
          urls.push(request.url.replace(OAI_URL, ""));
          const exchange: Exchange = { request: { method: "GET", url: request.url, body: null }, ...server.answer(request) };
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
    settings: { ARXIV_OAI_URL: `${OAI_URL}/`, ARXIV_CATEGORIES: how.categories ?? "cs.AI" },
    wanted: async function* () {},
    range: how.range ?? { since: null, until: null },
    signal: how.signal ?? new AbortController().signal,
    now: how.now ?? NOW,
  };
  const pages: Page<unknown>[] = [];
  let error: unknown;
  try {
    for await (const page of stream.discover(context, how.since ?? null)) {
      pages.push(page);
      if (pages.length === how.pages) break;
    }
  } catch (caught) {
    error = caught;
  }
  const records: NormalizedRecord[] = pages.flatMap(({ exchanges }) => [...stream.normalize(exchanges).records]);
  const ids = records.flatMap((one) => (one.kind === "paper" ? [one.subject.value] : []));
  const last = pages.at(-1)?.checkpoint ?? how.since ?? { sets: {} };
  return { pages, urls, ids, checkpoint: harvestCheckpointSchema.parse(JSON.parse(JSON.stringify(last))), error };
}

const since = (day: string, until: string | null = null) => ({
  since: new Date(`${day}T00:00:00Z`),
  until: until === null ? null : new Date(`${until}T00:00:00Z`),
});

describe("a set harvest", () => {
  let server: OaiServer;
  beforeEach(() => {
    server = createOaiServer([...ROWS], "2026-08-20T12:00:00Z");
  });

  it("reads every set to its end, answer by answer, and goes on from the day of the answer", async () => {
    const first = await run(server, { range: since("2026-08-03"), categories: "cs.AI cs.CL" });
    expect(first.ids).toEqual(["2608.00001", "2608.00002", "2608.00004", "2608.00005", "2608.00006", "2608.00002", "2608.00003"]);
    expect(first.urls[0]).toBe("?verb=ListRecords&metadataPrefix=arXiv&from=2026-08-03&set=cs%3Acs%3AAI");
    expect(first.urls).toHaveLength(4);
    expect(first.checkpoint).toEqual({ sets: { "cs:cs:AI": { from: "2026-08-20" }, "cs:cs:CL": { from: "2026-08-20" } } });
  });

  it("asks a day more than it must, since a day's changes become visible on the next one", async () => {
    server.rows.push(["2608.00007", "2026-08-19", "cs.AI"]);
    const next = await run(server, { since: { sets: { "cs:cs:AI": { from: "2026-08-20" } } } });
    expect(next.urls[0]).toContain("&from=2026-08-19&");
    expect(next.ids).toEqual(["2608.00007", "2608.00006"]);
  });

  it("begins a month back without a range, and never from the beginning by itself", async () => {
    const first = await run(server);
    expect(first.urls[0]).toContain("&from=2026-07-21&");
    const added = await run(server, { since: first.checkpoint, categories: "cs.AI,stat.ML" });
    expect(added.urls.at(-1)).toContain("&from=2026-07-21&set=stat%3Astat%3AML");
    expect(added.ids).toContain("2608.00006");
  });

  it("asks for nothing before arXiv's earliest day, and for no day that is not over yet as an end", async () => {
    const whole = await run(server, { range: since("1991-08-14", "2026-08-20") });
    expect(whole.urls[0]).toContain("&from=2005-09-16&set");
    const future = await run(server, { range: since("2026-08-21") });
    expect(future.urls).toEqual([]);
  });

  it("goes on inside a list with its token, also in a later run", async () => {
    const stopped = await run(server, { range: since("2026-08-03"), categories: "cs.AI,cs.CL", pages: 1 });
    expect(stopped.ids).toEqual(["2608.00001", "2608.00002"]);
    const { from, list } = stopped.checkpoint.sets["cs:cs:AI"] ?? {};
    expect(from).toBe("2026-08-03");
    expect(list).toMatchObject({ expiresAt: "2026-08-20T23:59:59Z", thenFrom: "2026-08-20" });
    expect(stopped.checkpoint.sets["cs:cs:CL"]).toEqual({ from: "2026-08-03", isNew: true });

    const rest = await run(server, { since: stopped.checkpoint, categories: "cs.AI,cs.CL" });
    expect(rest.urls[0]).toContain(`resumptionToken=${encodeURIComponent(list?.token ?? "")}`);
    expect(rest.ids).toEqual(["2608.00004", "2608.00005", "2608.00006", "2608.00002", "2608.00003"]);
    // What was asked for begins at a day, whether or not the run that began it came to its end.
    expect(rest.urls.at(-1)).toContain("&from=2026-08-03&set=cs%3Acs%3ACL");
    expect(rest.checkpoint.sets).toEqual({ "cs:cs:AI": { from: "2026-08-20" }, "cs:cs:CL": { from: "2026-08-20" } });
  });

  it("begins a list anew when its token is past its date", async () => {
    const stopped = await run(server, { range: since("2026-08-03"), pages: 1 });
    server.now = "2026-08-21T12:00:00Z";
    const anew = await run(server, { since: stopped.checkpoint, now: new Date("2026-08-21T12:00:00Z") });
    expect(anew.urls[0]).toContain("&from=2026-08-03&");
    expect(new Set(anew.ids).size).toBe(5);
    expect(anew.checkpoint.sets["cs:cs:AI"]).toEqual({ from: "2026-08-21" });
  });

  it("begins a list anew when its token is refused, and gives up when that goes on", async () => {
    server.deadTokens = 1;
    const anew = await run(server, { range: since("2026-08-03") });
    expect(anew.error).toBeUndefined();
    expect(anew.pages[1]?.checkpoint).toEqual({
      sets: { "cs:cs:AI": { from: "2026-08-03", isNew: true } },
      left: ["cs:cs:AI"],
    });
    expect(anew.ids).toHaveLength(7);
    expect(new Set(anew.ids).size).toBe(5);

    server.deadTokens = 100;
    const given = await run(server, { range: since("2026-08-03") });
    expect(given.error).toBeInstanceOf(RefusedError);
    expect(given.checkpoint.sets["cs:cs:AI"]?.from).toBe("2026-08-03");
  });

  it("goes on with the sets that a run left, and with all after that", async () => {
    const categories = "cs.AI cs.CL";
    const whole = await run(server, { range: since("2026-08-03"), categories });
    expect(whole.checkpoint.left).toBeUndefined();
    const firstSet = whole.urls.findIndex((url) => url.includes("set=cs%3Acs%3ACL"));
    const stopped = await run(server, { range: since("2026-08-03"), categories, pages: firstSet });
    expect(stopped.checkpoint.left).toEqual(["cs:cs:CL"]);
    const rest = await run(server, { since: stopped.checkpoint, categories });
    expect(rest.urls).toEqual(whole.urls.slice(firstSet));
    expect(rest.checkpoint).toEqual(whole.checkpoint);
    const next = await run(server, { since: rest.checkpoint, categories });
    expect(next.urls.filter((url) => url.includes("set=cs%3Acs%3AAI"))).not.toEqual([]);
  });

  it("loses nothing to an answer that is empty by mistake", async () => {
    server.emptyAnswers = 1;
    const empty = await run(server, { range: since("2026-08-03") });
    expect(empty.pages).toHaveLength(1);
    expect(empty.ids).toEqual([]);
    const next = await run(server, { since: empty.checkpoint });
    expect(new Set(next.ids).size).toBe(5);
  });

  it("reads an asked range whole and keeps what was covered", async () => {
    const stored: HarvestCheckpoint = { sets: { "cs:cs:AI": { from: "2026-08-10" } } };
    const inside = await run(server, { since: stored, range: since("2026-08-18", "2026-08-19") });
    expect(inside.urls[0]).toContain("&from=2026-08-18&until=2026-08-19&");
    expect(inside.ids).toEqual(["2608.00005"]);
    // The days between 10 and 18 August were not read.
    expect(inside.checkpoint).toEqual(stored);

    const before = await run(server, { since: stored, range: since("2026-08-03", "2026-08-05") });
    expect(before.ids).toEqual(["2608.00001", "2608.00002"]);
    expect(before.checkpoint).toEqual(stored);

    const over = await run(server, { since: stored, range: since("2026-08-06", "2026-08-18") });
    expect(over.checkpoint).toEqual({ sets: { "cs:cs:AI": { from: "2026-08-18" } } });

    const open = await run(server, { since: stored, range: since("2026-08-06") });
    expect(open.checkpoint).toEqual({ sets: { "cs:cs:AI": { from: "2026-08-20" } } });
  });

  it("leaves an unfinished list alone while a later range is read", async () => {
    const stopped = await run(server, { range: since("2026-08-03"), pages: 1 });
    const range = await run(server, { since: stopped.checkpoint, range: since("2026-08-20") });
    expect(range.ids).toEqual(["2608.00006"]);
    expect(range.checkpoint).toEqual(stopped.checkpoint);
  });

  it("asks for nothing while its position is ahead of the clock", async () => {
    const ahead = await run(server, { since: { sets: { "cs:cs:AI": { from: "2026-08-21" } } } });
    expect(ahead.urls).toEqual([]);
    expect(ahead.pages).toEqual([]);
  });

  it("reads the other sets when one is refused, and says which", async () => {
    const ran = await run(server, { categories: "cs.QQ,cs.CL", range: since("2026-08-03") });
    expect(ran.ids).toEqual(["2608.00002", "2608.00003"]);
    expect(ran.error).toBeInstanceOf(RefusedError);
    expect(String(ran.error)).toContain("cs:cs:QQ");
    expect(ran.checkpoint.sets["cs:cs:QQ"]).toEqual({ from: "2026-08-03", isNew: true });
  });

  it("keeps the position of a category that is switched off for a while", async () => {
    const both = await run(server, { range: since("2026-08-03"), categories: "cs.AI,cs.CL" });
    const one = await run(server, { since: both.checkpoint, categories: "cs.AI" });
    expect(one.checkpoint.sets["cs:cs:CL"]).toEqual({ from: "2026-08-20" });
  });

  it("ends when it is stopped", async () => {
    const controller = new AbortController();
    controller.abort();
    const stopped = await run(server, { signal: controller.signal });
    expect(stopped.error).toBeInstanceOf(AbortedError);
    expect(stopped.urls).toEqual([]);
  });

  it("asks for versions in the other format", async () => {
    const raw = await run(server, { stream: "oai-raw", range: since("2026-08-20") });
    expect(raw.urls[0]).toContain("metadataPrefix=arXivRaw");
    expect(raw.ids).toEqual(["2608.00006"]);
  });
});

it("cannot run without categories", () => {
  for (const name of ["oai", "oai-raw", "rss"]) {
    const stream = arxiv.streams[name];
    expect(stream?.isDisabled?.({ ARXIV_CATEGORIES: " , " })).toContain("ARXIV_CATEGORIES");
    expect(stream?.isDisabled?.({})).toContain("ARXIV_CATEGORIES");
    expect(stream?.isDisabled?.({ ARXIV_CATEGORIES: "hep-th" })).toBeNull();
  }
  expect(arxiv.streams["atom"]?.isDisabled?.({}) ?? null).toBeNull();
});

it("names OAI sets", () => {
  const sets = ["cs.AI", "cs", "hep-th", "astro-ph.CO", "physics.optics", "math-ph", "q-bio.NC", "stat.ML", "physics"].map(
    oaiSetOf,
  );
  expect(sets).toEqual([
    ...["cs:cs:AI", "cs:cs", "physics:hep-th", "physics:astro-ph:CO", "physics:physics:optics"],
    ...["physics:math-ph", "q-bio:q-bio:NC", "stat:stat:ML", "physics:physics"],
  ]);
});

it("waits as long as arXiv asks, and leaves it to the runner where arXiv names no time", () => {
  const answer = (status: number, headers: Record<string, string> = {}): Exchange => ({
    request: { method: "GET", url: OAI_URL, body: null },
    ...{ status, headers, body: "Rate exceeded." },
  });
  const nowMs = NOW.getTime();
  const backOff = (exchange: Exchange) => arxiv.rate.backOff?.(exchange, nowMs);
  expect(backOff(answer(503, { "retry-after": "30" }))).toBe(30_000);
  expect(backOff(answer(429, { "retry-after": "Thu, 20 Aug 2026 12:00:10 GMT" }))).toBe(10_000);
  expect(backOff(answer(403, { "retry-after": "5" }))).toBe(5_000);
  expect(backOff(answer(429, { "retry-after": "Thu, 20 Aug 2020 12:00:10 GMT" }))).toBe(0);
  expect(backOff(answer(429, { "retry-after": "soon" }))).toBeNull();
  expect(backOff(answer(429))).toBeNull();
  expect(backOff(answer(403))).toBeNull();
  expect(backOff(answer(200, { "retry-after": "5" }))).toBeNull();
});
