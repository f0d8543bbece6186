/** Which repositories are asked for their stars by day, and what of an answer counts. */
import { describe, expect, it } from "vitest";
import type { DiscoverContext, Exchange } from "../../src/contract/index.ts";
import { readExchange } from "../../test/kit/fixture.ts";
import { createReplay, type Upstream } from "../../test/kit/replay-http.ts";
import { starHistory } from "./star-history.ts";

const folder = new URL(".", import.meta.url).pathname;
const recorded = readExchange(folder, "stars-by-day.http.json");
const weeks = JSON.parse(recorded.body) as { week: number; total: number; days: number[] }[];
const read = (changed: unknown) => starHistory.normalize([{ ...recorded, body: JSON.stringify(changed) }]);
const NOW = new Date("2026-10-01T12:00:00Z");

async function run(setting: string, names: readonly string[], upstream: Upstream) {
  const { signal } = new AbortController();
  const replay = createReplay({ exchanges: [], upstream, signal });
  const asked: unknown[] = [];
  const context: DiscoverContext = {
    ...{ http: replay.http, signal, now: NOW, range: { since: null, until: null } },
    settings: { GITHUB_URL: "https://api.github.com", GITHUB_STAR_HISTORY: setting },
    wanted: async function* (scheme, options) {
      asked.push({ scheme, ...options });
      for (const value of names.slice(0, options.limit)) yield { scheme, value };
    },
  };
  const pages: Exchange[][] = [];
  for await (const { exchanges } of starHistory.discover(context, null)) pages.push([...exchanges]);
  return { pages, asked, urls: replay.requests.map(({ url }) => url) };
}

describe("star history", () => {
  it.each([
    [{}, "GITHUB_STAR_HISTORY is 0"],
    [{ GITHUB_STAR_HISTORY: "0" }, "GITHUB_STAR_HISTORY is 0"],
    [{ GITHUB_STAR_HISTORY: "many" }, "GITHUB_STAR_HISTORY is no whole number"],
    [{ GITHUB_STAR_HISTORY: "25" }, null],
  ])("is read where a number is given: %j", (settings, reason) => {
    expect(starHistory.isDisabled?.(settings as Record<string, string>)).toBe(reason);
  });

  it("asks for so many repositories, each once a week", async () => {
    const { asked, urls, pages } = await run("2", ["a/b", "c/d", "e/f"], () => ({ status: 200, body: recorded.body }));
    expect(asked).toEqual([
      { scheme: "github-name", limit: 2, streams: ["star-history"], notSeenSince: new Date("2026-09-24T13:00:00Z") },
    ]);
    expect(urls.map((url) => url.replace("https://api.github.com", ""))).toEqual([
      "/repos/a/b/stargazers/history?per_page=30",
      "/repos/c/d/stargazers/history?per_page=30",
    ]);
    expect(
      pages.flatMap((page) => starHistory.normalize(page).records.map((one) => "subject" in one && one.subject.value)),
    ).toEqual(["a/b", "c/d"]);
  });

  it("tells days without gaps: older weeks than a missing one do not count", () => {
    const [record] = read(weeks).records;
    expect(record).toMatchObject({ history: { from: "2025-11-23", stars: weeks.toReversed().flatMap(({ days }) => days) } });
    const [newest, second] = weeks;
    expect(read([newest, second, ...weeks.slice(3)]).records).toEqual(read([newest, second]).records);
    expect(read(weeks.toReversed()).records).toEqual(read(weeks).records);
  });

  it("rejects a week that does not add up, with its place", () => {
    const [newest] = weeks;
    const { records, rejected } = read([newest, { ...weeks[1], total: 7_777 }, ...weeks.slice(2)]);
    expect(rejected).toMatchObject([{ path: "1", code: "ERR_RECORD_INVALID" }]);
    expect(records).toEqual(read([newest]).records);
    expect(read([{ ...newest, days: [1] }]).records).toEqual([]);
  });
});
