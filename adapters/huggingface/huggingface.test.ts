/** The conformance kit, and what is odd about Hugging Face's answers. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Exchange, InvalidPayloadError, type NormalizedRecord } from "../../src/contract/index.ts";
import { describeAdapter } from "../../test/kit/describe-adapter.ts";
import { repositoryIdentifier } from "./identify.ts";
import { huggingface } from "./index.ts";
import { normalizeDay } from "./normalize.ts";

const FIXTURES = new URL("./fixtures/", import.meta.url);

/** The recorded days by address; every other day is empty. */
const recorded = new Map(
  readdirSync(FIXTURES)
    .filter((file) => file.endsWith(".http.json"))
    .map((file) => JSON.parse(readFileSync(new URL(file, FIXTURES), "utf8")))
    .map(({ request, status, headers, json }) => [request.url as string, { status, headers, body: JSON.stringify(json) }]),
);
describeAdapter(huggingface, import.meta.url, {
  upstream: ({ url }) => recorded.get(url) ?? { status: 200, body: "[]" },
  runs: [
    {
      stream: "daily",
      now: new Date("2026-07-03T12:00:00Z"),
      backfill: { since: new Date("2025-05-20T00:00:00Z"), until: new Date("2025-06-04T00:00:00Z") },
    },
  ],
  spoil: withBrokenCopy,
});

/** The first item once more at the end, with its title a number: the paper keeps its line, the copy is rejected. */
function withBrokenCopy(exchange: Exchange): Exchange | null {
  const items: unknown = exchange.status === 200 ? JSON.parse(exchange.body) : null;
  // One item more than before is another size, which a list of several answers depends on.
  const isOneOfSeveral = exchange.headers["link"] !== undefined || !exchange.request.url.includes("limit=100");
  if (!Array.isArray(items) || items.length === 0 || isOneOfSeveral) return null;
  const copy = { ...items[0], paper: { ...items[0].paper, title: 42 } };
  return { ...exchange, body: JSON.stringify([...items, copy]) };
}

const DAY = "2026-07-01";
const ADDRESS = `https://huggingface.co/api/daily_papers?date=${DAY}&limit=100&p=`;

function answer(body: unknown, { page = 0, status = 200, link = "" } = {}): Exchange {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const headers: Record<string, string> = link === "" ? {} : { link };
  return { request: { method: "GET", url: `${ADDRESS}${page}`, body: null }, status, headers, body: text };
}

function item(id: string, paper: Record<string, unknown> = {}, outer: Record<string, unknown> = {}) {
  return {
    paper: {
      id,
      title: `Title of ${id}`,
      summary: "Words.",
      authors: [],
      upvotes: 1,
      publishedAt: "2026-06-30T00:00:00.000Z",
      ...paper,
    },
    numComments: 0,
    ...outer,
  };
}

/** The papers of the list with their places. */
function places(records: readonly NormalizedRecord[]): string[] {
  const [listing] = records;
  if (listing?.kind !== "listing") throw new Error("the first record is not the listing");
  return listing.lines.map(({ paper, position }) => `${paper.value} at ${position}`);
}

const [A, B, C] = ["2606.00001", "2606.00002", "2606.00003"] as const;

describe("an answer as a whole", () => {
  it.each([
    ["an object", { error: "Internal Error" }],
    ["the archivers' number", 1],
    ["null", "null"],
    ["HTML", "<!doctype html><title>Hugging Face</title>"],
    ["a list cut short", JSON.stringify([item(A)]).slice(0, -1)],
  ])("is refused when it is %s", (_what, body) => {
    expect(() => normalizeDay([answer(body)])).toThrow(InvalidPayloadError);
  });

  it.each([
    ["a text", { error: "Invalid date: must be less than or equal to 2026-06-30T23:59:59.999Z" }],
    ["a list of texts", { error: ["date: must be in the past"] }],
    ["messages", { errors: [{ message: "Invalid date" }] }],
  ])("with status 400 and %s about the date says that the day is not open", (_what, body) => {
    const { records } = normalizeDay([answer(body, { status: 400 })]);
    expect(records).toEqual([{ kind: "listing", day: DAY, isOpen: false, lines: [] }]);
  });

  it.each([
    { error: "Invalid limit: expected an integer between 1 and 100" },
    { error: "This update is invalid" },
    { message: "date" },
    "date",
    "<html>date</html>",
  ])("with status 400 and %j is refused", (body) => {
    expect(() => normalizeDay([answer(body, { status: 400 })])).toThrow(InvalidPayloadError);
  });

  it("of another day is refused: the upstream ignores what it does not understand", () => {
    const stranger = { submittedOnDailyAt: "2026-06-30T00:00:00.000Z" };
    expect(() => normalizeDay([answer([item(A, stranger), item(B, stranger), item(C)])])).toThrow(InvalidPayloadError);
  });

  it("with one item of another day keeps the others", () => {
    const own = { submittedOnDailyAt: `${DAY}T07:12:00.000Z` };
    const { records, rejected } = normalizeDay([
      answer([item(A, own), item(B, { submittedOnDailyAt: "2026-06-30T00:00:00.000Z" }), item(C, own)]),
    ]);
    expect(places(records)).toEqual([`${A} at 0`, `${B} at 1`, `${C} at 2`]);
    expect(records.filter(({ kind }) => kind === "paper")).toHaveLength(2);
    expect(rejected).toMatchObject([{ exchange: 0, path: "/1/paper/submittedOnDailyAt" }]);
  });

  it("that is not the whole list is refused", () => {
    const full = Array.from({ length: 100 }, (_, n) => item(`2606.${String(n + 10_000)}`));
    const last = answer([item(A)], { page: 1 });
    expect(() => normalizeDay([answer(full)])).toThrow(InvalidPayloadError);
    expect(() => normalizeDay([answer([item(B)], { link: `<${ADDRESS}1>; rel="next"` })])).toThrow(InvalidPayloadError);
    expect(() => normalizeDay([last])).toThrow(InvalidPayloadError);
    expect(() => normalizeDay([last, answer(full)])).toThrow(InvalidPayloadError);
    expect(() => normalizeDay([answer([item(B)]), last])).toThrow(InvalidPayloadError);
    const { records } = normalizeDay([answer(full), last]);
    expect(places(records).at(-1)).toBe(`${A} at 100`);
  });

  it("of which no item can be read does not say that the day is empty", () => {
    const { records, rejected } = normalizeDay([answer([item(A, { title: 1 }), item(B, { title: 2 })])]);
    expect(places(records)).toEqual([`${A} at 0`, `${B} at 1`]);
    expect(records).toHaveLength(1);
    expect(rejected.map(({ path }) => path)).toEqual(["/0/paper/title", "/1/paper/title"]);
  });
});

describe("an item", () => {
  it.each([
    ["/1/paper/upvotes", { upvotes: "5" }, {}],
    ["/1/paper/upvotes", { upvotes: -1 }, {}],
    ["/1/paper/upvotes", { upvotes: 1.5 }, {}],
    ["/1/numComments", {}, { numComments: null }],
    ["/1/paper/authors/0/name", { authors: [{ name: null }] }, {}],
    ["/1/paper/authors/0/user/_id", { authors: [{ name: "Ada", hidden: false, user: { _id: 5, user: "ada" } }] }, {}],
    ["/1/paper/authors/0/hidden", { authors: [{ name: "Ada" }] }, {}],
    ["/1/paper/authors", { authors: undefined }, {}],
    ["/1/paper/summary", { summary: undefined }, {}],
    ["/1/paper/upvotes", { upvotes: undefined }, {}],
    ["/1/paper/title", { title: "x".repeat(10_001) }, {}],
    ["/1/paper/publishedAt", { publishedAt: "yesterday" }, {}],
    ["/1/paper/githubStars", { githubStars: "many" }, {}],
    ["/1/organization/name", {}, { organization: { _id: "o1" } }],
    ["/1/submittedBy/name", {}, { submittedBy: { name: "two words" } }],
  ])("is rejected at %s for %#, its line stays, without values", (path, paper, outer) => {
    const { records, rejected } = normalizeDay([answer([item(A), item(B, paper, outer), item(C)])]);
    expect(rejected).toMatchObject([{ exchange: 0, path, code: "ERR_RECORD_INVALID" }]);
    expect(places(records)).toEqual([`${A} at 0`, `${B} at 1`, `${C} at 2`]);
    const [listing, ...others] = records;
    expect(listing).toMatchObject({ lines: [{}, { paper: { scheme: "arxiv", value: B }, position: 1 }, {}] });
    expect(listing?.kind === "listing" && Object.keys(listing.lines[1] ?? {})).toEqual(["paper", "position"]);
    expect(JSON.stringify(others)).not.toContain(B);
  });

  it("that names no paper leaves it open who is on the list: none is stated, the others are", () => {
    const { records, rejected } = normalizeDay([answer([item(A), { paper: null }, null, 5, item("two words"), item(C)])]);
    expect(records.filter(({ kind }) => kind === "listing")).toEqual([]);
    expect(records.flatMap((record) => (record.kind === "paper" ? [record.subject.value] : []))).toEqual([A, C]);
    expect(rejected.map(({ path }) => path)).toEqual(["/1/paper", "/2", "/3", "/4/paper/id"]);
  });

  it("that is wrong once and right once has its first place", () => {
    const { records, rejected } = normalizeDay([answer([item(A), item(B, { upvotes: "5" }), item(C), item(B)])]);
    expect(places(records)).toEqual([`${A} at 0`, `${B} at 1`, `${C} at 2`]);
    expect(rejected).toHaveLength(1);
  });

  it("may leave out or null what comes and goes", () => {
    const nothing = {
      authors: [{ name: "Ada", hidden: false, user: null, status: null }],
      organization: null,
      githubRepo: null,
      ai_keywords: null,
      mediaUrls: null,
    };
    const { records, rejected } = normalizeDay([
      answer([item(A, nothing, { thumbnail: null, organization: null, submittedBy: null })]),
    ]);
    expect(rejected).toEqual([]);
    expect(records[1]).toEqual({
      kind: "paper",
      subject: { scheme: "arxiv", value: A },
      entry: "LISTED",
      isKnown: true,
      title: `Title of ${A}`,
      abstract: "Words.",
      authors: [{ name: "Ada" }],
      submittedOn: "2026-06-30",
    });
  });

  it("names media once, from wherever it stands, by what its address ends in", () => {
    const base = "https://cdn.example.org/";
    const paper = { mediaUrls: [`${base}b.MOV?x=1`, `${base}c.webp`] };
    const outer = { mediaUrl: `${base}a.png`, mediaUrls: [`${base}b.MOV?x=1`, `${base}d.pdf`, "not an address"] };
    const { records } = normalizeDay([answer([item(A, paper, outer)])]);
    expect(records[1]).toMatchObject({
      media: [
        { url: `${base}a.png`, kind: "IMAGE" },
        { url: `${base}b.MOV?x=1`, kind: "VIDEO" },
        { url: `${base}d.pdf`, kind: "OTHER" },
        { url: `${base}c.webp`, kind: "IMAGE" },
      ],
    });
  });

  it("dates a paper by its own publishedAt, never by the item's", () => {
    const outer = { publishedAt: "2026-06-29T20:00:00.000Z" };
    const timed = item(B, { publishedAt: "2026-06-29T17:59:59.000Z" }, outer);
    const { records } = normalizeDay([answer([item(A, {}, outer), timed])]);
    const papers = records.filter(({ kind }) => kind === "paper");
    expect(papers[0]).toMatchObject({ submittedOn: "2026-06-30" });
    expect(papers[1]).toMatchObject({ submittedAt: "2026-06-29T17:59:59.000Z" });
    expect(JSON.stringify(records)).not.toContain("T20:00");
  });

  it("without an arXiv id is a paper of Hugging Face's own, an organisation without an id is known by its short name", () => {
    const { records } = normalizeDay([
      answer([item("an-own-paper", {}, { organization: { name: "Stability-AI", fullname: " Stability AI " } })]),
    ]);
    const organization = { scheme: "huggingface-login", value: "stability-ai" };
    expect(records[0]).toMatchObject({
      lines: [{ paper: { scheme: "huggingface-paper", value: "an-own-paper" }, organization }],
    });
    expect(records).toContainEqual({ kind: "organization", subject: organization, name: "Stability AI", slug: "Stability-AI" });
  });

  it("takes the submitter from inside where the outside names none", () => {
    const inner = item(A, { submittedOnDailyBy: { _id: "u1", user: "ada" } });
    const newer = item(B, { submittedOnDailyBy: { _id: "u1", name: "bea" } });
    const both = item(C, { submittedOnDailyBy: { user: "ada" } }, { submittedBy: { name: "Cleo" } });
    const { records } = normalizeDay([answer([inner, newer, both])]);
    expect(records[0]).toMatchObject({ lines: [{ submittedBy: "ada" }, { submittedBy: "bea" }, { submittedBy: "Cleo" }] });
  });
});

describe("a repository link", () => {
  it.each([
    ["https://github.com/Li-Z-Q/DeepSolution", "li-z-q/deepsolution"],
    ["http://www.github.com/o/r.js/", "o/r.js"],
    ["github.com/o/r.git", "o/r"],
    ["o/r", "o/r"],
    [" https://github.com/o/r/tree/main/a/b?tab=readme-ov-file#top ", "o/r"],
    ["https://github.com/o/r///", "o/r"],
    ["https://github.com/speakleash", null],
    ["https://github.com/speakleash/", null],
    ["https://github.com/o/\nr", null],
    ["https://gitlab.com/o/r", null],
    ["https://huggingface.co/o/r", null],
    ["code will follow", null],
    ["", null],
  ])("%j names %j", (link, name) => {
    expect(repositoryIdentifier(link)?.value ?? null).toBe(name);
  });
});

describe("the budget", () => {
  const { backOff, budget } = huggingface.rate;
  const now = Date.parse("2026-08-20T12:00:00Z");
  const told = (headers: Record<string, string>, status = 200) => ({ ...answer([], { status }), headers });
  const policy = { "ratelimit-policy": '"fixed window";"api";q=500;w=300' };

  it("is read from any answer", () => {
    expect(budget?.(told({ ratelimit: '"api";r=499;t=297', ...policy }), now)).toEqual({
      limit: 500,
      remaining: 499,
      resetsInMs: 297_000,
    });
    expect(budget?.(told({ ratelimit: '"pages";r=1;t=2, "api";r=3;t=4', ...policy }), now)).toMatchObject({
      remaining: 3,
      resetsInMs: 4_000,
    });
    expect(budget?.(told({}), now)).toBeNull();
  });

  it("is waited for when it is spent or refused, as long as the upstream asks", () => {
    expect(backOff?.(told({ ratelimit: '"api";r=1;t=120' }), now)).toBeNull();
    expect(backOff?.(told({ ratelimit: '"api";r=0;t=120' }), now)).toBe(120_000);
    expect(backOff?.(told({ ratelimit: '"api";r=0;t=120' }, 429), now)).toBe(120_000);
    expect(backOff?.(told({ "retry-after": "7", ratelimit: '"api";r=0;t=3' }, 429), now)).toBe(7_000);
    expect(backOff?.(told({ "retry-after": "Thu, 20 Aug 2026 12:00:30 GMT" }, 503), now)).toBe(30_000);
    expect(backOff?.(told({}, 429), now)).toBeNull();
  });
});
