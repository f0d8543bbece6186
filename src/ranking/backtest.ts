/** Formulas over the past: how each would have ranked on every day, and what became of the papers it put first. */
import { addDays, dayCount } from "./calendar.ts";
import { type Figures, judgeRanking, knownOf, type Measure, meanOf, NO_FIGURES } from "./judge-ranking.ts";
import { dayStart } from "./list-state.ts";
import type { Outcome } from "./outcome.ts";

/**
 * Why a day cannot be judged. `NOT_READ`: nobody read anything in the 24 hours before; `NOTHING_RANKED`: the formula had nothing to
 * rank; `NOT_YET`: the horizon has not come; `UNKNOWN`: of less than half of the places it is known what became of them.
 */
export type Hole = "NOT_READ" | "NOTHING_RANKED" | "NOT_YET" | "UNKNOWN";

/** What is replayed. Days are `YYYY-MM-DD`, both ends included. */
export interface BacktestPlan {
  readonly from: string;
  readonly to: string;
  /** Of every day, since its first instant in UTC. */
  readonly atMs: number;
  /** How many places are judged. */
  readonly top: number;
  readonly horizonDays: number;
}

/** One formula on one day. */
export interface BacktestDay {
  readonly day: string;
  readonly asOf: Date;
  /** How many of the judged places were taken, and of how many it is known what became of them. */
  readonly ranked: number;
  readonly known: number;
  readonly figures: Figures;
  /** Null: it is judged. */
  readonly hole: Hole | null;
}

/** One formula on all days, in their order. */
export interface BacktestSeries {
  readonly name: string;
  readonly days: readonly BacktestDay[];
}

/** Where rankings and outcomes come from; formulas are known by name. */
export interface BacktestReader {
  /** Present ids of the papers in a formula's first places, best first. */
  rank(name: string, day: string, asOf: Date, top: number): Promise<readonly string[]>;
  outcomes(asOf: Date, horizonDays: number): Promise<ReadonlyMap<string, Outcome>>;
  wasReadOn(asOf: Date): Promise<boolean>;
}

const DAY_MS = 86_400_000;

/** Replays all formulas day by day. @param onDay told before each day is begun; may throw to stop */
export async function backtest(
  reader: BacktestReader,
  names: readonly string[],
  plan: BacktestPlan,
  now: Date,
  onDay: (done: number, total: number) => void = () => undefined,
): Promise<BacktestSeries[]> {
  const total = dayCount(plan.from, plan.to);
  const series = names.map((name) => ({ name, days: [] as BacktestDay[], before: null as readonly string[] | null }));
  for (let place = 0; place < total; place += 1) {
    onDay(place, total);
    const day = addDays(plan.from, place);
    const asOf = new Date(dayStart(day).getTime() + plan.atMs);
    const isRead = asOf <= now && (await reader.wasReadOn(asOf));
    const isOver = asOf.getTime() + plan.horizonDays * DAY_MS <= now.getTime();
    const outcomes = isRead && isOver ? await reader.outcomes(asOf, plan.horizonDays) : new Map<string, Outcome>();
    for (const one of series) {
      const top = isRead ? await reader.rank(one.name, day, asOf, plan.top) : [];
      const known = knownOf(top, outcomes).length;
      const figures = judgeRanking(top, outcomes, plan.top, one.before);
      const hole = holeOf({ isAhead: asOf > now, isRead, isOver, isEmpty: top.length === 0, isTold: figures.votes !== null });
      one.days.push({ day, asOf, ranked: top.length, known, figures: top.length === 0 ? NO_FIGURES : figures, hole });
      one.before = top.length === 0 ? null : top;
    }
  }
  return series.map(({ name, days }) => ({ name, days }));
}

interface Facts {
  readonly isAhead: boolean;
  readonly isRead: boolean;
  readonly isOver: boolean;
  readonly isEmpty: boolean;
  readonly isTold: boolean;
}

function holeOf({ isAhead, isRead, isOver, isEmpty, isTold }: Facts): Hole | null {
  if (isAhead) return "NOT_YET";
  if (!isRead) return "NOT_READ";
  if (isEmpty) return "NOTHING_RANKED";
  if (!isOver) return "NOT_YET";
  return isTold ? null : "UNKNOWN";
}

/** The days on which every formula is judged that is judged at all: only over these are their means comparable. */
export function commonDays(series: readonly BacktestSeries[]): ReadonlySet<string> {
  const judged = series.map(({ days }) => days.flatMap(({ day, hole }) => (hole === null ? [day] : [])));
  const [first = [], ...others] = judged.filter((days) => days.length > 0);
  const rest = others.map((days) => new Set(days));
  return new Set(first.filter((day) => rest.every((days) => days.has(day))));
}

/** A measure's mean over these days, those without it left out; null: none has it. */
export function meanFigure({ days }: BacktestSeries, over: ReadonlySet<string>, measure: Measure): number | null {
  return meanOf(days.flatMap(({ day, figures }) => (over.has(day) ? (figures[measure] ?? []) : [])));
}
