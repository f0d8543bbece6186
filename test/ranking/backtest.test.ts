/** Formulas over a small history of votes, of which every figure is worked out by hand. */
import { beforeAll, expect, test } from "vitest";
import { backtestReader } from "../../src/cli/backtest.ts";
import type { Contestant } from "../../src/cli/backtest-file.ts";
import type { NormalizedRecord } from "../../src/contract/index.ts";
import type { Database } from "../../src/db/client.ts";
import { createIngest } from "../../src/ingest/ingest.ts";
import { type BacktestPlan, type BacktestSeries, backtest, commonDays, meanFigure } from "../../src/ranking/backtest.ts";
import { readOwnFormula } from "../../src/ranking/formula-rules.ts";
import { said, spokenAdapter } from "../ingest/spoken-adapter.ts";
import { describeDatabases } from "../kit/database.ts";
import { silentLog } from "../kit/log.ts";
import { seedClock } from "../kit/seed.ts";

const NOW = new Date("2026-01-07T12:00:00.000Z");
const PLAN: BacktestPlan = { from: "2026-01-02", to: "2026-01-07", atMs: 18 * 3_600_000, top: 2, horizonDays: 2 };
const PAPERS = ["2512.00001", "2512.00002", "2512.00003", "2512.00004", "2512.00005"] as const;

const votesBy = (name: string, weight: number): Contestant => ({
  name,
  own: readOwnFormula({ name, terms: [{ metric: "UPVOTES", measure: "VALUE", scale: "LINEAR", weight }] }),
});
const CONTESTANTS: readonly Contestant[] = [votesBy("most", 1), votesBy("fewest", -1), { name: "DAILY", own: null }];

const subjectOf = (value: string) => ({ scheme: "arxiv" as const, value });
const paper = (value: string): NormalizedRecord => ({
  ...{ kind: "paper", subject: subjectOf(value), entry: "LISTED", isKnown: true, title: `Paper ${value}` },
  submittedAt: "2025-12-31T10:00:00.000Z",
});
/** Votes of the papers in their order; null: not told. */
const votes = (...values: readonly (number | null)[]): NormalizedRecord[] =>
  values.flatMap((value, place): NormalizedRecord[] =>
    value === null
      ? []
      : [{ ...{ kind: "metric", subjectType: "paper", subject: subjectOf(PAPERS[place] as string), metric: "UPVOTES", value } }],
  );
const list: NormalizedRecord = {
  ...{ kind: "listing", day: "2026-01-02", isOpen: true },
  lines: [
    { paper: subjectOf(PAPERS[1]), position: 0, upvotes: 5 },
    { paper: subjectOf(PAPERS[2]), position: 1, upvotes: 1 },
  ],
};
const LOG_3 = Math.log2(3);

describeDatabases("a backtest", (open) => {
  let database: Database;
  let series: readonly BacktestSeries[];
  beforeAll(async () => {
    database = await open();
    const ingest = createIngest({
      ...{ database, settings: {}, clock: seedClock, limitTimescale: 1, contactEmail: null, backfillDays: 1, log: silentLog },
      adapters: [spokenAdapter("huggingface", ["daily"])],
    });
    await ingest.importPages("huggingface", "daily", [
      said("2026-01-02T12:00:00.000Z", [...PAPERS.map(paper), ...votes(10, 5, 1, 0, 2), list], "2026-01-02"),
      // The fourth is told otherwise after the horizon, the fifth the same.
      said("2026-01-04T12:00:00.000Z", votes(11, 25, 4), "2026-01-02"),
      said("2026-01-05T12:00:00.000Z", [list], "2026-01-02"),
      said("2026-01-06T12:00:00.000Z", votes(11, 30, 4, 7, 2), "2026-01-02"),
    ]);
    const reader = backtestReader(database.sql, CONTESTANTS, ["huggingface"]);
    series = await backtest(
      reader,
      CONTESTANTS.map(({ name }) => name),
      PLAN,
      NOW,
    );
  });
  const dayOf = (name: string, day: string) => series.find((one) => one.name === name)?.days.find((one) => one.day === day);

  test("a day is judged by what its papers came to be two days later", () => {
    const most = dayOf("most", "2026-01-02");
    expect(most).toMatchObject({ asOf: new Date("2026-01-02T18:00:00.000Z"), ranked: 2, known: 2, hole: null });
    expect(most?.figures).toMatchObject({ votes: 18, gained: 10.5, precision: 0.5, turnover: null });
    expect(most?.figures.ndcg).toBeCloseTo((1 + 20 / LOG_3) / (20 + 3 / LOG_3), 12);
    expect(dayOf("DAILY", "2026-01-02")?.figures).toEqual({ votes: 14.5, gained: 11.5, precision: 1, ndcg: 1, turnover: null });
  });

  test("a paper that nobody read again is left out and not taken for unchanged; one that still says the same is known", () => {
    // The fourth and the third have fewest votes; of the fourth it is not known how many it had on the fourth.
    expect(dayOf("fewest", "2026-01-02")).toMatchObject({ ranked: 2, known: 1, figures: { votes: 4, gained: 3, precision: 1 } });
    // On the day itself it has the same few votes still, and by the horizon seven.
    const later = dayOf("fewest", "2026-01-04");
    expect(later).toMatchObject({ ranked: 2, known: 2, hole: null, figures: { votes: 4.5, gained: 3.5, precision: 0.5 } });
  });

  test("days that nobody read, without anything to rank, or without their horizon are holes and count nowhere", () => {
    const holes = (name: string) => series.find((one) => one.name === name)?.days.map(({ hole }) => hole);
    expect(holes("most")).toEqual([null, "NOT_READ", null, "NOT_YET", "NOT_YET", "NOT_YET"]);
    expect(holes("DAILY")).toEqual([null, "NOT_READ", "NOTHING_RANKED", "NOTHING_RANKED", "NOTHING_RANKED", "NOT_YET"]);
    for (const { days } of series)
      for (const { hole, figures } of days)
        if (hole !== null) expect(figures).toMatchObject({ votes: null, gained: null, precision: null, ndcg: null });
  });

  test("turnover is against the day before, and there is none where that was not read", () => {
    const days = series.find(({ name }) => name === "most")?.days.map(({ figures }) => figures.turnover);
    expect(days).toEqual([null, null, null, 0, 0, null]);
  });

  test("means are over the days that every formula has", () => {
    expect([...commonDays(series)]).toEqual(["2026-01-02"]);
    const [most, fewest] = series as [BacktestSeries, BacktestSeries];
    const both = commonDays([most, fewest]);
    expect([...both]).toEqual(["2026-01-02", "2026-01-04"]);
    // One that is never judged takes no day from the others.
    const never = { ...most, days: most.days.map((one) => ({ ...one, hole: "UNKNOWN" as const })) };
    expect([...commonDays([never, most, fewest])]).toEqual([...both]);
    expect(commonDays([never]).size).toBe(0);
    expect(meanFigure(fewest, both, "votes")).toBe(4.25);
    expect(meanFigure(fewest, both, "turnover")).toBeNull();
    expect(meanFigure(fewest, new Set(), "votes")).toBeNull();
  });

  test("a longer horizon leaves nothing to judge", async () => {
    const reader = backtestReader(database.sql, CONTESTANTS, ["huggingface"]);
    const [one] = await backtest(reader, ["most"], { ...PLAN, to: PLAN.from, horizonDays: 6 }, NOW);
    expect(one?.days.map(({ hole, known }) => [hole, known])).toEqual([["NOT_YET", 0]]);
  });
});
