/** Questions of the built-in rankings, made whole. */
import { addDays, periodDays, periodOf, periodStart } from "./calendar.ts";
import type { DailyListKey } from "./daily-list.ts";
import { DAILY_FORMULA, PERIOD_FORMULA, type RankingFormula, RISING_FORMULA, TRENDING_FORMULA } from "./formula.ts";
import type { ListQuestion } from "./list-ranking.ts";
import {
  EVERYTHING,
  type FormulaFilter,
  type ListKind,
  NO_FILTER,
  type Period,
  type RankableKind,
  type RankingKind,
  type RankingQuestion,
  type RankingScope,
} from "./ranking-question.ts";

const DAY_MS = 86_400_000;

/** A day's list, its papers ranked. */
export function dailyQuestion({ source, day, asOf }: DailyListKey): ListQuestion {
  return listQuestion("DAILY", { subject: "PAPER", source, day, scope: EVERYTHING, asOf });
}

/** The lists of the day, week or month that contains `day`. */
export function listQuestion(
  kind: ListKind,
  about: {
    readonly subject: RankableKind;
    readonly source: string;
    readonly day: string;
    readonly scope: RankingScope;
    readonly asOf: Date;
  },
): ListQuestion {
  const { day, ...rest } = about;
  const period = periodOf(periodDays(kind, periodStart(kind, day)));
  return { ...rest, kind, formula: kind === "DAILY" ? DAILY_FORMULA : PERIOD_FORMULA, period, filter: NO_FILTER };
}

/** A ranking by counters. `kind` null: by a formula of one's own. */
export function metricQuestion(
  kind: Exclude<RankingKind, ListKind> | null,
  about: {
    readonly subject: RankableKind;
    readonly formula: RankingFormula | null;
    readonly scope: RankingScope;
    readonly filter: FormulaFilter;
    readonly asOf: Date;
  },
): RankingQuestion {
  const formula = about.formula ?? (kind === "RISING" ? RISING_FORMULA : TRENDING_FORMULA);
  return { ...about, kind, formula, source: null, period: windowOf(formula, about.asOf) };
}

/** The time in which growth is measured, else the day since the ranking that it is compared with. */
function windowOf({ windowDays }: RankingFormula, asOf: Date): Period {
  return { from: new Date(asOf.getTime() - (windowDays ?? 1) * DAY_MS), to: asOf };
}

/** What rankings by counters are compared with: themselves, a day earlier. */
export function comparedInstant(asOf: Date): Date {
  return new Date(asOf.getTime() - DAY_MS);
}

/** The day of an instant. */
export function dayOf(instant: Date): string {
  return addDays(instant.toISOString().slice(0, 10), 0);
}
