/** Stars a day: from our own counts and from the host's history, never mixed. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Identifier, NormalizedRecord } from "../../src/contract/index.ts";
import type { StarHistoryRecord } from "../../src/contract/record.ts";
import type { Database } from "../../src/db/client.ts";
import { createIngest, type Ingest } from "../../src/ingest/ingest.ts";
import { createWanted } from "../../src/ingest/wanted.ts";
import { historyVelocity } from "../../src/loaders/star-velocity.ts";
import { said, spokenAdapter } from "../ingest/spoken-adapter.ts";
import { describeDatabases } from "../kit/database.ts";
import { createTestApi, type TestApi } from "../kit/execute.ts";
import { silentLog } from "../kit/log.ts";
import { seedClock } from "../kit/seed.ts";

const NAMES = ["ann/code", "ann/new", "ann/young", "ann/grown"] as const;
const NAME = { scheme: "github-name", value: "ann/code" } as const;
const GROWN = { scheme: "github-name", value: "ann/grown" } as const;
const HOST = { scheme: "github", value: "7" } as const;

const linked = (id: string, name: string): NormalizedRecord => ({
  ...{ kind: "paper", subject: { scheme: "arxiv", value: id }, entry: "LISTED", isKnown: true, title: "A paper" },
  submittedAt: "2025-11-01T00:00:00Z",
  repositories: [{ asWritten: `https://github.com/${name}`, repository: { scheme: "github-name", value: name } }],
});
const found: NormalizedRecord = {
  kind: "repository",
  subject: NAME,
  state: "FOUND",
  hostIdentifier: HOST,
  nameWithOwner: "Ann/Code",
};
const stars = (value: number, subject: Identifier = HOST): NormalizedRecord => ({
  ...{ kind: "metric", subjectType: "repository", subject, metric: "STARS", value },
});
/** Two weeks from Sunday, 30 November; what lies behind the reading is to come. */
const history: StarHistoryRecord = {
  kind: "star-history",
  subject: NAME,
  history: { from: "2025-11-30", stars: [50, 1, 1, 1, 2, 2, 2, 3, 3, 3, 9, 0, 0, 0] },
};

describe("velocity by the history", () => {
  const at = new Date("2025-12-10T06:00:00Z");
  const given = { from: "2025-12-07", stars: [4, 0, 2, 9, 0, 0, 0] };
  const day = (number: number) => new Date(Date.UTC(2025, 11, number));

  test.each([
    ["the last whole days", 2, { starsPerDay: 1, from: day(8), to: day(10) }],
    ["no more days than there are", 30, { starsPerDay: 2, from: day(7), to: day(10) }],
  ])("is that of %s", (_what, days, expected) => {
    expect(historyVelocity({ at, history: given }, days)).toEqual({ ...expected, method: "STAR_HISTORY" });
  });

  test("ends with what was told, however late it is read, and is none before a day is over", () => {
    expect(historyVelocity({ at: day(31), history: given }, 7)).toMatchObject({ from: day(7), to: day(14), starsPerDay: 15 / 7 });
    expect(historyVelocity({ at: new Date("2025-12-07T23:59:59Z"), history: given }, 7)).toBeNull();
    expect(historyVelocity({ at: day(1), history: given }, 7)).toBeNull();
  });
});

describeDatabases("star velocity", (open) => {
  let database: Database;
  let ingest: Ingest;
  let api: TestApi;
  beforeAll(async () => {
    database = await open();
    api = createTestApi(database.sql);
    ingest = createIngest({
      ...{ database, settings: {}, clock: seedClock, limitTimescale: 1, contactEmail: null, backfillDays: 1, log: silentLog },
      adapters: [spokenAdapter("huggingface", ["daily"]), spokenAdapter("github", ["repositories", "star-history"])],
    });
    const say = async (source: string, stream: string, at: string, ...records: NormalizedRecord[]) =>
      await ingest.importPages(source, stream, [said(at, records)]);
    const papers = NAMES.map((name, place) => linked(`2511.0000${place}`, name));
    await say("huggingface", "daily", "2025-11-30T00:00:00Z", ...papers);
    await say("github", "repositories", "2025-12-01T00:00:00Z", found, stars(100));
    await say("github", "repositories", "2025-12-08T00:00:00Z", found, stars(170));
    // Others count at other times: 500 must not be taken for growth.
    await say("huggingface", "daily", "2025-12-09T00:00:00Z", stars(500, NAME));
    await say("github", "repositories", "2025-12-09T12:00:00Z", found, stars(170));
    await say("github", "repositories", "2025-12-10T00:00:00Z", found, stars(160));
    // The same words once more: nothing in the series, but the count held until then.
    await say("github", "repositories", "2025-12-10T06:00:00Z", found, stars(160));
    for (const [name, until] of [
      ["ann/young", "11:59"],
      ["ann/grown", "12:00"],
    ] as const) {
      const counted = { scheme: "github-name", value: name } as const;
      await say("github", "repositories", "2025-12-11T00:00:00Z", stars(5, counted));
      await say("github", "repositories", `2025-12-11T${until}:00Z`, stars(9, counted));
    }
    await say("github", "star-history", "2025-12-10T06:00:01Z", history);
    // Asked, and there is none.
    await say("github", "star-history", "2025-12-10T06:00:02Z", { ...history, subject: GROWN, history: null });
  });
  const ask = async (name: string, args: string) => {
    const { body } = await api.execute(
      `{ repository(by: { nameWithOwner: "${name}" }) { starVelocity(${args}) { starsPerDay from to method } } }`,
    );
    return body.errors ? body.errors[0].extensions.code : body.data.repository.starVelocity;
  };
  const OWN = { method: "OWN_SERIES", to: "2025-12-10T06:00:00.000Z" };

  test("by our own counts: the last less the one that held then, over the time between", async () => {
    // Nobody counted between the first and the eighth: when the seventy stars came nobody knows.
    const week = { ...OWN, starsPerDay: expect.closeTo(60 / 9.25, 9), from: "2025-12-01T00:00:00.000Z" };
    expect(await ask("ann/code", "days: 7")).toEqual(week);
    expect(await ask("ann/code", "days: 7, method: OWN_SERIES")).toEqual(week);
    expect(await ask("ann/code", "days: 2")).toEqual({ ...OWN, starsPerDay: -5, from: "2025-12-08T06:00:00.000Z" });
    expect(await ask("ann/code", "days: 1")).toEqual({ ...OWN, starsPerDay: -10, from: "2025-12-09T06:00:00.000Z" });
    const short = { ...OWN, from: "2025-12-01T00:00:00.000Z" };
    expect(await ask("ann/code", "days: 30, method: OWN_SERIES")).toEqual({
      ...short,
      starsPerDay: expect.closeTo(60 / 9.25, 9),
    });
  });

  test("and so does growth in rankings, at any instant", async () => {
    const perDay = async (asOf: string, windowDays: number) => {
      const formula = `{ terms: [{ metric: STARS, measure: PER_DAY, scale: LINEAR, weight: 1 }], windowDays: ${windowDays} }`;
      const { body } = await api.execute(
        `{ ranking(formula: ${formula}, asOf: "${asOf}") { entries(first: 9) { nodes { score paper { arxivId } } } } }`,
      );
      const nodes = body.data.ranking.entries.nodes as { score: number; paper: { arxivId: string } }[];
      return nodes.find(({ paper }) => paper.arxivId === "2511.00000")?.score;
    };
    const rounded = (value: number) => Number(value.toFixed(6));
    // Since the last count before the window, since the window began, and before the week's count came.
    expect(await perDay("2025-12-10T06:00:00Z", 7)).toBe(rounded(60 / 9.25));
    expect(await perDay("2025-12-10T06:00:00Z", 2)).toBe(-5);
    expect(await perDay("2025-12-10T06:00:00Z", 1)).toBe(-10);
    expect(await perDay("2025-12-08T00:00:00Z", 2)).toBe(10);
    expect(await perDay("2025-12-07T00:00:00Z", 2)).toBeUndefined();
  });

  test("is null where nobody counted long enough, and refused out of range", async () => {
    expect(await ask("ann/new", "days: 7")).toBeNull();
    expect(await ask("ann/young", "days: 7")).toBeNull();
    expect(await ask("ann/grown", "days: 7")).toMatchObject({ starsPerDay: 8, method: "OWN_SERIES" });
    expect(await ask("ann/grown", "days: 7, method: STAR_HISTORY")).toBeNull();
    expect(await ask("ann/code", "days: 0")).toBe("BAD_USER_INPUT");
    expect(await ask("ann/code", "days: 366")).toBe("BAD_USER_INPUT");
  });

  test("by the host's history, beside our own counts and never among them; all the same after a rebuild", async () => {
    const check = async () => {
      const { body } = await api.execute(
        '{ repository(by: { nameWithOwner: "ann/code" }) { stars metrics(kind: STARS, source: "github") { points { value } } } }',
      );
      expect(body.data.repository).toEqual({ stars: 160, metrics: { points: [100, 170, 160].map((value) => ({ value })) } });
      const week = { from: "2025-12-03T00:00:00.000Z", to: "2025-12-10T00:00:00.000Z", method: "STAR_HISTORY" };
      expect(await ask("ann/code", "days: 7, method: STAR_HISTORY")).toEqual({ ...week, starsPerDay: 16 / 7 });
      // What reaches over the window comes first.
      expect((await ask("ann/code", "days: 7")).method).toBe("OWN_SERIES");
      expect(await ask("ann/code", "days: 30")).toEqual({ ...week, from: "2025-11-30T00:00:00.000Z", starsPerDay: 6.8 });
    };
    await check();
    await ingest.renormalize();
    await check();
  });

  test("the history is wanted by itself: an answer about it is none about the repository", async () => {
    const wanted = async (streams: readonly string[] | undefined, notSeenSince: string) => {
      const names: string[] = [];
      const options = { notSeenSince: new Date(notSeenSince), limit: 10, ...(streams && { streams }) };
      for await (const { value } of createWanted(database.sql, "github")("github-name", options)) names.push(value);
      return names.sort();
    };
    const after = "2025-12-10T06:00:00Z";
    expect(await wanted(["star-history"], after)).toEqual(["ann/new", "ann/young"]);
    expect(await wanted(["star-history"], "2025-12-18T00:00:00Z")).toEqual([...NAMES].sort());
    expect(await wanted(["repositories"], "2025-12-10T05:00:00Z")).toEqual(["ann/grown", "ann/new", "ann/young"]);
    expect(await wanted(undefined, "2025-12-10T05:00:00Z")).toEqual(["ann/grown", "ann/new", "ann/young"]);
  });
});
