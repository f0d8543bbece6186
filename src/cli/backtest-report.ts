/** What a backtest found, as a table, as CSV and as a chart. Pure. */
import { type BacktestPlan, type BacktestSeries, commonDays, type Hole, meanFigure } from "../ranking/backtest.ts";
import { MEASURES, type Measure, meanOf } from "../ranking/judge-ranking.ts";
import { lineChart } from "./line-chart.ts";
import { table } from "./table.ts";

const DECIMALS: Readonly<Record<Measure, number>> = { votes: 1, gained: 1, precision: 3, ndcg: 3, turnover: 3 };

const HOLE_TEXT: Readonly<Record<Hole, string>> = {
  NOT_READ: "nobody read anything",
  NOTHING_RANKED: "nothing to rank",
  NOT_YET: "the horizon has not come",
  UNKNOWN: "unknown what became of them",
};

/** One line per formula: means over the days on which all formulas are judged; then of each why other days are not. */
export function backtestTable(series: readonly BacktestSeries[], { top, horizonDays }: BacktestPlan): string {
  const common = commonDays(series);
  const rows = series.map((one) => [
    one.name,
    one.days.filter(({ hole }) => hole === null).length,
    rounded(meanOf(one.days.flatMap(({ day, ranked, known }) => (common.has(day) ? [known / ranked] : []))), 3),
    ...MEASURES.map((measure) => rounded(meanFigure(one, common, measure), DECIMALS[measure])),
  ]);
  const asked = series[0]?.days.length ?? 0;
  const holes = series.flatMap((one) => {
    const text = holesText(one);
    return text === "" ? [] : [`${one.name}: no figures on ${text}\n`];
  });
  return [
    table(["formula", "days", "known", ...MEASURES], rows),
    `\nmeans over ${common.size} of ${asked} days, those on which every formula with figures has them; top ${top}, judged ${dayText(horizonDays)} later\n`,
    fewerText(series, common),
    ...holes,
  ].join("");
}

/** On some days no paper won a vote, so that nothing could be got right. */
function fewerText(series: readonly BacktestSeries[], common: ReadonlySet<string>): string {
  const told = series.map(({ days }) => days.filter(({ day, figures }) => common.has(day) && figures.ndcg !== null).length);
  const most = Math.max(0, ...told);
  return most === common.size ? "" : `precision and ndcg over ${most} of them: on the others no paper won a vote\n`;
}

function holesText({ days }: BacktestSeries): string {
  return (Object.keys(HOLE_TEXT) as Hole[])
    .flatMap((hole) => {
      const count = days.filter((one) => one.hole === hole).length;
      return count === 0 ? [] : [`${dayText(count)} (${HOLE_TEXT[hole]})`];
    })
    .join(", ");
}

/** One line per formula and day, RFC 4180; what is not known is empty, and `hole` says why. */
export function backtestCsv(series: readonly BacktestSeries[]): string {
  const rows = series.flatMap(({ name, days }) =>
    days.map(({ day, asOf, ranked, known, figures, hole }) => [
      ...[name, day, asOf.toISOString(), ranked, known],
      ...MEASURES.map((measure) => rounded(figures[measure], 6) ?? ""),
      hole ?? "",
    ]),
  );
  const head = ["formula", "day", "as_of", "ranked", "known", ...MEASURES, "hole"];
  return [head, ...rows].map((row) => `${row.map(cellText).join(",")}\r\n`).join("");
}

function cellText(cell: string | number): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line per formula over the days; days without a figure are gaps. */
export function backtestChart(
  series: readonly BacktestSeries[],
  { from, to, top, horizonDays }: BacktestPlan,
  of: Measure,
): string {
  const units: Readonly<Record<Measure, string>> = {
    votes: `mean votes of the top ${top}, ${dayText(horizonDays)} later`,
    gained: `mean votes that the top ${top} won in ${dayText(horizonDays)}`,
    precision: `share of the top ${top} that is among the ${top} papers that won most votes in ${dayText(horizonDays)}`,
    ndcg: `votes that the top ${top} won in ${dayText(horizonDays)}, by place, against the best possible order (NDCG)`,
    turnover: `share of the top ${top} that was not there the day before`,
  };
  const common = commonDays(series);
  const means = series.map((one) => `${one.name}: ${rounded(meanFigure(one, common, of), DECIMALS[of]) ?? "no figure"}`);
  return lineChart({
    title: `Formulas compared, ${from} to ${to}`,
    description: `A line for every formula, by day: ${units[of]}. On average of the ${dayText(common.size)} that all have figures of, ${means.join("; ")}. Days without a figure are gaps.`,
    unit: units[of],
    days: series[0]?.days.map(({ day }) => day) ?? [],
    lines: series.map(({ name, days }) => ({ name, values: days.map(({ figures }) => figures[of]) })),
  });
}

const dayText = (count: number) => `${count} ${count === 1 ? "day" : "days"}`;

function rounded(value: number | null, decimals: number): string | null {
  return value === null ? null : value.toFixed(decimals);
}
