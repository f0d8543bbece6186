/** Which days a run reads, how a day's list is asked for, and what the checkpoint keeps. */
import { describe, expect, it } from "vitest";
import {
  AbortedError,
  type DiscoverContext,
  type Exchange,
  type HttpRequest,
  InvalidPayloadError,
  type Page,
  RefusedError,
} from "../../src/contract/index.ts";
import { type Checkpoint, checkpointSchema, dueDays, startingAt, withReading } from "./checkpoint.ts";
import { addDays, daysBetween } from "./days.ts";
import { huggingface } from "./index.ts";
import { normalizeDay } from "./normalize.ts";

const HOUR_MS = 3_600_000;
const BASE = "https://upstream.test/hf/api";
const LIST = [{ paper: { id: "2606.00001", title: "One" } }];

interface Run {
  readonly now: string;
  readonly since?: Checkpoint | null;
  readonly range?: readonly [string | null, string | null];
  readonly settings?: Record<string, string>;
  readonly signal?: AbortSignal;
  /** What the upstream answers for a day and page; a number is a refusal with that status. */
  readonly answer?: (day: string, page: number, limit: number) => unknown;
  /** Which answers name a next one. */
  readonly link?: (query: URLSearchParams) => boolean;
}

/** Runs the stream over an upstream in memory. */
async function run({ now, since = null, range = [null, null], settings = {}, signal, answer = () => LIST, link }: Run) {
  const requests: HttpRequest[] = [];
  const pages: Page<Checkpoint>[] = [];
  const context: DiscoverContext = {
    http: {
      request: async (request) => {
        requests.push(request);
        const query = new URL(request.url).searchParams;
        const body = answer(query.get("date") ?? "", Number(query.get("p")), Number(query.get("limit")));
        const status = typeof body === "number" ? body : 200;
        if (status !== 200 && !request.answers?.includes(status)) throw new RefusedError(`HTTP ${status}`);
        const text = status === 200 ? JSON.stringify(body) : '{"error":"Invalid date: must be less than or equal to …"}';
        const headers: Record<string, string> = link?.(query) ? { link: `<${request.url}>; rel="next"` } : {};
        const exchange: Exchange = { request: { method: "GET", url: request.url, body: null }, status, headers, body: text };
        request.check?.(exchange);
        return exchange;
      },
    },
    settings: { HUGGINGFACE_URL: BASE, ...settings },
    wanted: () => ({ [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }) }),
    range: { since: date(range[0]), until: date(range[1]) },
    signal: signal ?? new AbortController().signal,
    now: new Date(now),
  };
  for await (const page of huggingface.streams["daily"]!.discover(context, since)) {
    pages.push({ exchanges: page.exchanges, checkpoint: checkpointSchema.parse(JSON.parse(JSON.stringify(page.checkpoint))) });
  }
  const days = pages.map(({ exchanges }) => new URL(exchanges[0]!.request.url).searchParams.get("date")!);
  return { requests, pages, days, checkpoint: pages.at(-1)?.checkpoint ?? since };
}

function date(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

/** A checkpoint of a stream that read its whole range at one instant. */
async function readThrough(
  now: string,
  range: readonly [string | null, string | null],
  answer?: Run["answer"],
): Promise<Checkpoint> {
  const { checkpoint } = await run({ now, range, ...(answer && { answer }) });
  return checkpoint!;
}

const NOON = "2026-08-20T12:00:00.000Z";
const later = (hours: number) => new Date(Date.parse(NOON) + hours * HOUR_MS).toISOString();

describe("asking for a day", () => {
  it("names the day, the largest page and the place, under the base URL of the settings", async () => {
    const { requests } = await run({ now: NOON, range: ["2026-08-20", null], settings: { HUGGINGFACE_URL: `${BASE}/` } });
    expect(requests.map(({ url }) => url)).toEqual([`${BASE}/daily_papers?date=2026-08-20&limit=100&p=0`]);
    expect(requests[0]?.headers).toEqual({ accept: "application/json" });
  });

  it("shows the token only in its header", async () => {
    const { requests } = await run({ now: NOON, range: ["2026-08-20", null], settings: { HF_TOKEN: "secret" } });
    expect(requests[0]?.headers).toMatchObject({ authorization: "Bearer secret" });
    expect(requests[0]?.url).not.toContain("secret");
  });

  it("goes on until an answer is not full, and makes one page of all answers", async () => {
    const list = (count: number, from: number) =>
      Array.from({ length: count }, (_, n) => ({ paper: { id: `2606.${10_000 + from + n}`, title: "T" } }));
    const sizes = [100, 100, 3];
    const { pages } = await run({
      now: NOON,
      range: ["2026-08-20", null],
      answer: (_day, page) => list(sizes[page] ?? 0, page * 100),
    });
    expect(pages).toHaveLength(1);
    expect(pages[0]?.exchanges.map(({ request }) => request.url.slice(-1))).toEqual(["0", "1", "2"]);
    const exact = await run({ now: NOON, range: ["2026-08-20", null], answer: (_day, page) => list(page === 0 ? 100 : 0, 0) });
    expect(exact.pages[0]?.exchanges).toHaveLength(2);
    expect(exact.checkpoint?.empty).toEqual({});
  });

  it("ends with an error when the list does not", async () => {
    const full = Array.from({ length: 100 }, (_, n) => ({ paper: { id: `2606.${10_000 + n}`, title: "T" } }));
    const endless = run({ now: NOON, range: ["2026-08-20", null], answer: () => full });
    await expect(endless).rejects.toThrow(InvalidPayloadError);
    const growing = run({ now: NOON, range: ["2026-08-20", null], answer: (_day, page) => [...full, page] });
    await expect(growing).rejects.toThrow(InvalidPayloadError);
  });

  it("goes on in smaller answers where the upstream gives fewer than it is asked for", async () => {
    const list = Array.from({ length: 120 }, (_, n) => ({ paper: { id: `2606.${10_000 + n}`, title: "T" } }));
    const cap = (most: number) => (_day: string, page: number, limit: number) => {
      const size = Math.min(limit, most);
      return list.slice(page * size, (page + 1) * size);
    };
    const ids = (pages: readonly Page<Checkpoint>[]) =>
      pages.flatMap(({ exchanges }) =>
        exchanges.flatMap(({ body }) => JSON.parse(body).map((one: (typeof list)[0]) => one.paper.id)),
      );
    const silent = await run({ now: NOON, range: ["2026-08-20", null], answer: cap(50) });
    expect(silent.requests.map(({ url }) => url.split("&").slice(1).join("&"))).toEqual([
      "limit=100&p=0",
      "limit=50&p=1",
      "limit=50&p=2",
    ]);
    expect(ids(silent.pages)).toEqual(list.map(({ paper }) => paper.id));
    const link = (query: URLSearchParams) => Number(query.get("p")) * 30 < 90;
    const told = await run({ now: NOON, range: ["2026-08-20", null], answer: cap(30), link });
    expect(ids(told.pages)).toEqual(list.map(({ paper }) => paper.id));
  });

  it("asks once more behind exactly fifty papers, which may be all and may be a cap", async () => {
    const fifty = Array.from({ length: 50 }, (_, n) => ({ paper: { id: `2606.${10_000 + n}`, title: "T" } }));
    const { pages, requests } = await run({
      now: NOON,
      range: ["2026-08-20", null],
      answer: (_day, page) => (page === 0 ? fifty : []),
    });
    expect(requests).toHaveLength(2);
    expect(pages[0]?.exchanges).toHaveLength(2);
  });

  it("believes an empty answer behind a full one only when it comes again and again", async () => {
    const full = Array.from({ length: 100 }, (_, n) => ({ paper: { id: `2606.${10_000 + n}`, title: "T" } }));
    const rest = [{ paper: { id: "2606.20000", title: "T" } }];
    let asked = 0;
    const spurious = await run({
      ...{ now: NOON, range: ["2026-08-20", null], link: (query: URLSearchParams) => query.get("p") === "0" },
      answer: (_day, page) => (page === 0 ? full : asked++ < 2 ? [] : rest),
    });
    expect(spurious.pages[0]?.exchanges.map(({ body }) => JSON.parse(body).length)).toEqual([100, 1]);
    const real = await run({ now: NOON, range: ["2026-08-20", null], answer: (_day, page) => (page === 0 ? full : []) });
    expect(real.requests).toHaveLength(4);
    expect(real.pages[0]?.exchanges).toHaveLength(2);
  });

  it("reads a list anew when a paper moved from one answer to the next, and believes what goes on standing twice", async () => {
    const page = (from: number, count: number) =>
      Array.from({ length: count }, (_, n) => ({ paper: { id: `2606.${10_000 + from + n}`, title: "T" } }));
    let readings = 0;
    const moved = await run({
      ...{ now: NOON, range: ["2026-08-20", null] },
      answer: (_day, at) => {
        if (at === 0) readings += 1;
        // While the first reading goes on, the paper at 99 and the one at 100 change places.
        return at === 0 ? page(0, 100) : page(readings === 1 ? 99 : 100, 3);
      },
    });
    expect(readings).toBe(2);
    expect(moved.pages[0]?.exchanges).toHaveLength(2);
    readings = 0;
    const twice = await run({
      ...{ now: NOON, range: ["2026-08-20", null] },
      answer: (_day, at) => {
        if (at === 0) readings += 1;
        return at === 0 ? page(0, 100) : page(99, 3);
      },
    });
    expect(readings).toBe(3);
    expect(twice.checkpoint?.unsettled).toHaveProperty("2026-08-20", NOON);
  });

  it("does not take a web page with status 400 for a day that is not open", async () => {
    const context = run({ now: NOON, range: ["2026-08-20", null], answer: () => "page" });
    await expect(context).rejects.toThrow(InvalidPayloadError);
  });

  it("takes 400 for an answer on the first page only", async () => {
    const full = Array.from({ length: 100 }, () => ({}));
    const broken = run({ now: NOON, range: ["2026-08-20", null], answer: (_day, page) => (page === 0 ? full : 400) });
    await expect(broken).rejects.toThrow(RefusedError);
  });

  it("does not begin after an abort", async () => {
    await expect(run({ now: NOON, signal: AbortSignal.abort() })).rejects.toThrow(AbortedError);
  });
});

describe("a range", () => {
  it("is read exactly, oldest first, weekends included, to today where it has no end", async () => {
    const { days } = await run({ now: NOON, range: ["2026-08-13", null] });
    expect(days).toEqual(daysBetween("2026-08-13", "2026-08-20"));
    const closed = await run({ now: NOON, range: ["2024-02-27", "2024-03-02"] });
    expect(closed.days).toEqual(["2024-02-27", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02"]);
  });

  it("never goes beyond today", async () => {
    expect((await run({ now: NOON, range: ["2026-08-19", "2027-01-01"] })).days).toEqual(["2026-08-19", "2026-08-20"]);
    expect((await run({ now: NOON, range: ["2026-08-21", null] })).days).toEqual([]);
  });

  it("leaves what was covered before, whether it lies before, within or after", async () => {
    const before = await readThrough(NOON, ["2026-07-21", null]);
    for (const range of [
      ["2025-01-01", "2025-01-10"],
      ["2026-08-01", "2026-08-03"],
      ["2026-08-10", null],
    ] as const) {
      const { pages } = await run({ now: later(2), since: before, range });
      for (const { checkpoint } of pages) {
        expect(checkpoint.coveredThrough).toBe("2026-08-20");
        expect(Object.keys(checkpoint.unsettled)).toEqual(expect.arrayContaining(Object.keys(before.unsettled)));
      }
    }
  });

  it("beyond what was covered does not hide the days between", async () => {
    const before = await readThrough("2026-07-31T12:00:00Z", ["2026-07-01", null]);
    const { checkpoint } = await run({ now: NOON, since: before, range: ["2026-08-10", "2026-08-15"] });
    expect(checkpoint?.coveredThrough).toBe("2026-07-31");
    const { days } = await run({ now: NOON, since: checkpoint ?? null });
    expect(days).toEqual(
      expect.arrayContaining([...daysBetween("2026-08-01", "2026-08-09"), ...daysBetween("2026-08-16", "2026-08-20")]),
    );
    expect(days).not.toContain("2026-08-12");
  });
});

describe("a scheduled run", () => {
  it("reads today and yesterday each time, the days that may still change every six hours", async () => {
    const first = await readThrough(NOON, ["2026-07-21", null]);
    expect(dueDays(first, new Date(later(0.2)))).toEqual(["2026-08-19", "2026-08-20"]);
    expect(dueDays(first, new Date(later(5.9)))).toEqual(["2026-08-19", "2026-08-20"]);
    expect(dueDays(first, new Date(later(6)))).toEqual(daysBetween("2026-08-05", "2026-08-20"));
  });

  it("reads a day until a reading was made 16 days after it, then no more", async () => {
    let checkpoint = await readThrough("2026-08-03T00:05:00Z", ["2026-08-03", null]);
    const readAt: string[] = [];
    for (let hour = 1; hour <= 20 * 24; hour += 1) {
      const now = new Date(Date.parse("2026-08-03T00:05:00Z") + hour * HOUR_MS);
      const result = await run({ now: now.toISOString(), since: checkpoint });
      checkpoint = result.checkpoint!;
      if (result.days.includes("2026-08-03")) readAt.push(now.toISOString());
      expect(Object.keys(checkpoint.unsettled).length).toBeLessThanOrEqual(18);
    }
    expect(readAt.at(-1)).toMatch(/^2026-08-19T0[0-6]/);
    const within = readAt.filter((at) => at > "2026-08-05");
    expect(within).toHaveLength(14 * 4 + 1);
  });

  it("after a long sleep reads every day that it missed, and again those that it left unsettled", async () => {
    const before = await readThrough("2026-06-30T12:00:00Z", ["2026-06-01", null]);
    const { days, checkpoint } = await run({ now: NOON, since: before });
    expect(days).toEqual(daysBetween("2026-06-15", "2026-08-20"));
    expect(checkpoint?.coveredThrough).toBe("2026-08-20");
    expect(Object.keys(checkpoint?.unsettled ?? {})).toEqual(daysBetween("2026-08-05", "2026-08-20"));
  });

  it("asks for a refused day again, however much later", async () => {
    const refusesToday = (day: string) => (day === "2026-08-20" ? 400 : LIST);
    const { pages, checkpoint } = await run({ now: NOON, range: ["2026-08-18", null], answer: refusesToday });
    expect(pages.at(-1)?.exchanges[0]?.status).toBe(400);
    expect(checkpoint?.coveredThrough).toBe("2026-08-19");
    const { days } = await run({ now: "2026-09-30T12:00:00Z", since: checkpoint });
    expect(days).toContain("2026-08-20");
    const onlyRefused = await run({ now: NOON, range: ["2026-08-20", null], answer: () => 400 });
    expect(onlyRefused.checkpoint).toEqual(startingAt("2026-08-20"));
  });

  it("asks again in the next run for a day of which an item does not name its paper, however old the day", async () => {
    const unnamed = (day: string) =>
      day === "2025-03-05" || day === "2026-08-18" ? [...LIST, { paper: null, title: 42 }] : LIST;
    const first = await run({ now: NOON, range: ["2025-03-03", null], answer: unnamed });
    expect(first.checkpoint?.coveredThrough).toBe("2026-08-20");
    expect(first.checkpoint?.unsettled).toMatchObject({ "2025-03-05": "1970-01-01T00:00:00.000Z" });
    const again = await run({ now: later(0.2), since: first.checkpoint, answer: unnamed });
    expect(again.days).toEqual(["2025-03-05", "2026-08-18", "2026-08-19", "2026-08-20"]);
    const well = await run({ now: later(0.4), since: again.checkpoint });
    expect(well.checkpoint?.unsettled).not.toHaveProperty("2025-03-05");
    expect(well.checkpoint?.unsettled["2026-08-18"]).toBe(later(0.4));
    expect((await run({ now: later(0.6), since: well.checkpoint })).days).toEqual(["2026-08-19", "2026-08-20"]);
    const read = normalizeDay(
      first.pages.find(({ exchanges }) => exchanges[0]?.request.url.includes("2025-03-05"))?.exchanges ?? [],
    );
    expect(read.records.filter(({ kind }) => kind === "listing")).toEqual([]);
  });

  it("asks hourly for an empty weekday, however old, until enough readings agree", async () => {
    const holiday = (day: string) => (day === "2025-01-01" || day === "2025-01-04" ? [] : LIST);
    let checkpoint: Checkpoint | null = await readThrough(NOON, ["2025-01-01", "2026-08-20"], holiday);
    expect(Object.keys(checkpoint.empty)).toEqual(["2025-01-01"]);
    const asked: number[] = [];
    for (let half = 1; half <= 12; half += 1) {
      const result = await run({ now: later(half / 2), since: checkpoint, answer: holiday });
      checkpoint = result.checkpoint;
      if (result.days.includes("2025-01-01")) asked.push(half / 2);
    }
    expect(asked).toEqual([1, 2, 3]);
    expect(checkpoint?.empty).toEqual({});
  });

  it("forgets that a day was empty when it no longer is", () => {
    const reading = (isEmpty: boolean, hours: number) => ({ isEmpty, at: new Date(later(hours)) });
    let checkpoint = withReading(startingAt("2026-08-20"), "2026-08-20", reading(true, 0));
    checkpoint = withReading(checkpoint, "2026-08-20", reading(true, 0.5));
    expect(checkpoint.empty["2026-08-20"]).toEqual({ readings: 1, countedAt: NOON });
    checkpoint = withReading(checkpoint, "2026-08-20", reading(true, 1));
    expect(checkpoint.empty["2026-08-20"]?.readings).toBe(2);
    checkpoint = withReading(checkpoint, "2026-08-20", reading(false, 2));
    expect(checkpoint.empty).toEqual({});
    expect(withReading(checkpoint, "2026-08-22", reading(true, 60)).empty, "a Saturday").toEqual({});
  });

  it("without any checkpoint or range begins with the oldest list that may still change", async () => {
    expect((await run({ now: NOON })).days).toEqual(daysBetween("2026-08-04", "2026-08-20"));
  });

  it("reads no further than a range's end, where only that is given", async () => {
    const before = await readThrough("2026-08-14T12:00:00Z", ["2026-07-21", null]);
    const { days } = await run({ now: NOON, since: before, range: [null, "2026-08-16"] });
    expect(days.at(-1)).toBe("2026-08-16");
    expect(days).toEqual(expect.arrayContaining(["2026-08-15", "2026-08-16"]));
  });

  it("reads nothing while the clock is behind the checkpoint", async () => {
    const ahead = await readThrough("2026-08-21T18:00:00Z", ["2026-08-01", null]);
    expect((await run({ now: NOON, since: ahead })).days).toEqual([]);
    expect((await run({ now: NOON, since: startingAt("2999-01-01") })).days).toEqual([]);
    const asked = await run({ now: NOON, since: ahead, range: ["2026-08-18", null] });
    expect(asked.days).toEqual(["2026-08-18", "2026-08-19", "2026-08-20"]);
    expect(asked.checkpoint?.coveredThrough).toBe("2026-08-21");
    expect(asked.checkpoint?.unsettled["2026-08-18"]).toBe("2026-08-21T18:00:00.000Z");
  });
});

describe("the checkpoint", () => {
  it("stays small over years of back-fill with many empty weekdays", async () => {
    const isMissing = (day: string) => (Number(day.slice(-2)) % 4 === 0 ? [] : LIST);
    const { checkpoint, pages } = await run({ now: NOON, range: ["2024-03-01", null], answer: isMissing });
    expect(pages).toHaveLength(903);
    expect(Object.keys(checkpoint?.empty ?? {}).length).toBeGreaterThan(140);
    expect(JSON.stringify(checkpoint).length).toBeLessThan(20_000);
  });

  it("loses nothing when any page is the last one stored", async () => {
    const all = await run({ now: NOON, range: ["2026-07-21", null] });
    for (const [at, { checkpoint }] of all.pages.entries()) {
      const resumed = await run({ now: later(1), since: checkpoint });
      expect(new Set([...all.days.slice(0, at + 1), ...resumed.days])).toEqual(new Set(all.days));
    }
  });

  it("does not keep days from before Daily Papers as unconfirmed", async () => {
    const { days, checkpoint } = await run({ now: NOON, range: ["2020-01-01", "2020-01-31"], answer: () => [] });
    expect(days).toHaveLength(31);
    expect(checkpoint?.empty).toEqual({});
  });

  it.each([
    {},
    { ...startingAt("2026-08-20"), coveredThrough: "2026-02-30" },
    { ...startingAt("2026-08-20"), unsettled: { today: NOON } },
    { ...startingAt("2026-08-20"), empty: { "2026-08-20": { readings: 0, countedAt: NOON } } },
    { ...startingAt("2026-08-20"), extra: true },
  ])("refuses %j", (value) => {
    expect(checkpointSchema.safeParse(value).success).toBe(false);
  });

  it("counts days across months and leap years", () => {
    expect(addDays("2024-02-28", 2)).toBe("2024-03-01");
    expect(addDays("2026-01-01", -1)).toBe("2025-12-31");
  });
});
