/** The file that says what `papergraph backtest` compares: read, and checked whole before anything is computed. */
import { z } from "zod";
import { parseDay } from "../loaders/time-text.ts";
import type { BacktestPlan } from "../ranking/backtest.ts";
import { dayCount } from "../ranking/calendar.ts";
import type { OwnFormula } from "../ranking/formula-rules.ts";
import { UsageError } from "./failure.ts";
import { formulaOf } from "./formula-file.ts";
import { checked, readJson } from "./json-file.ts";
import { MOST_LINES } from "./line-chart.ts";

/** Rankings that need no formula of one's own. */
export const BUILT_IN = ["TRENDING", "RISING", "DAILY"] as const;

/** A formula that takes part; a name alone is a built-in one. */
export type Contestant =
  | { readonly name: (typeof BUILT_IN)[number]; readonly own: null }
  | { readonly name: string; readonly own: OwnFormula };

/** Everything that the file says. */
export interface Backtest {
  readonly contestants: readonly Contestant[];
  readonly plan: BacktestPlan;
}

const MOST_DAYS = 1100;

const day = z.string().refine((text) => parseDay(text) !== null, "is not a day such as 2026-07-01 (years 1000 to 9998)");
const fileSchema = z.strictObject({
  formulas: z.array(z.unknown()).min(1).max(MOST_LINES),
  from: day,
  to: day,
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "is not a time of day (UTC) such as 18:00")
    .default("18:00"),
  top: z.int().min(1).max(100).default(10),
  horizonDays: z.int().min(1).max(365).default(14),
});

/**
 * Reads and checks the file.
 * @throws {CommandError} ERR_FILE_MISSING, ERR_FILE_NOT_READ: it is no file
 * @throws {UsageError} ERR_BAD_JSON: it is no JSON; ERR_BAD_BACKTEST: something in it is missing, unknown or of another form;
 * ERR_BAD_FORMULA: a formula breaks a rule; ERR_BAD_DATE: the days are none. Each names the place
 */
export function readBacktestFile(file: string): Backtest {
  const { formulas, at, ...rest } = checked(fileSchema, readJson(file, "ERR_BAD_BACKTEST"), "", "ERR_BAD_BACKTEST");
  const count = dayCount(rest.from, rest.to);
  if (count < 1) throw new UsageError("ERR_BAD_DATE", `to: ${rest.to} lies before from: ${rest.from}`);
  if (count > MOST_DAYS) throw new UsageError("ERR_BAD_DATE", `from, to: ${count} days, at most ${MOST_DAYS} are allowed`);
  const contestants = formulas.map((given, place) => contestantOf(given, `formulas[${place}]`));
  const twice = contestants.findIndex(({ name }, place) => contestants.findIndex((other) => other.name === name) < place);
  if (twice >= 0) throw new UsageError("ERR_BAD_BACKTEST", `formulas[${twice}]: its name is that of another one before it`);
  const [hours, minutes] = at.split(":").map(Number) as [number, number];
  return { contestants, plan: { ...rest, atMs: (hours * 60 + minutes) * 60_000 } };
}

function contestantOf(given: unknown, path: string): Contestant {
  if (typeof given === "string") return { name: checked(z.enum(BUILT_IN), given, path, "ERR_BAD_BACKTEST"), own: null };
  const own = formulaOf(given, path, "ERR_BAD_BACKTEST");
  const { name } = own.formula;
  if (BUILT_IN.some((one) => one === name))
    throw new UsageError("ERR_BAD_FORMULA", `${path}.name: ${name} is the name of a built-in formula`);
  return { name, own };
}
