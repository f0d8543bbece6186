/** The file that says what `papergraph backtest` compares: read, and checked whole before anything is computed. */
import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { METRIC_KINDS } from "../contract/index.ts";
import { parseDay, parseInstant } from "../loaders/time-text.ts";
import type { BacktestPlan } from "../ranking/backtest.ts";
import { dayCount } from "../ranking/calendar.ts";
import { FormulaError, readOwnFormula, TERM_MEASURES, TERM_SCALES } from "../ranking/formula-rules.ts";
import { CommandError, UsageError } from "./failure.ts";
import { MOST_LINES } from "./line-chart.ts";

/** Rankings that need no formula of one's own. */
export const BUILT_IN = ["TRENDING", "RISING", "DAILY"] as const;

/** A formula that takes part; a name alone is a built-in one. */
export type Contestant =
  | { readonly name: (typeof BUILT_IN)[number]; readonly own: null }
  | { readonly name: string; readonly own: ReturnType<typeof readOwnFormula> };

/** Everything that the file says. */
export interface Backtest {
  readonly contestants: readonly Contestant[];
  readonly plan: BacktestPlan;
}

const MOST_DAYS = 1100;
const MOST_BYTES = 1_000_000;

const day = z.string().refine((text) => parseDay(text) !== null, "is not a day such as 2026-07-01");
const instant = z.string().transform((text, context) => {
  const read = parseInstant(text);
  if (read === null) context.addIssue({ code: "custom", message: "is not an instant such as 2026-07-01T18:00:00Z" });
  return read ?? z.NEVER;
});
const range = <Value extends z.ZodType>(value: Value) => z.strictObject({ gte: value.nullish(), lte: value.nullish() });

const formulaSchema = z.strictObject({
  name: z.string(),
  terms: z.array(
    z.strictObject({
      metric: z.enum(METRIC_KINDS),
      measure: z.enum(TERM_MEASURES).default("VALUE"),
      scale: z.enum(TERM_SCALES).default("LOG2"),
      weight: z.number(),
    }),
  ),
  halfLifeDays: z.number().nullish(),
  windowDays: z.int().nullish(),
  filter: z
    .strictObject({
      listedOn: range(day).nullish(),
      submittedAt: range(instant).nullish(),
      categories: z.array(z.string()).nullish(),
      hasCode: z.boolean().nullish(),
    })
    .nullish(),
});

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
  const { formulas, at, ...rest } = checked(fileSchema, jsonOf(file), "");
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
  if (typeof given === "string") return { name: checked(z.enum(BUILT_IN), given, path), own: null };
  const read = checked(formulaSchema, given, path);
  if (BUILT_IN.some((name) => name === read.name))
    throw new UsageError("ERR_BAD_FORMULA", `${path}.name: ${read.name} is the name of a built-in formula`);
  try {
    return { name: read.name, own: readOwnFormula(read) };
  } catch (error) {
    if (error instanceof FormulaError) throw new UsageError("ERR_BAD_FORMULA", `${path}.${error.path}: ${error.message}`);
    throw error;
  }
}

function jsonOf(file: string): unknown {
  const status = statSync(file, { throwIfNoEntry: false });
  if (!status) throw new CommandError("ERR_FILE_MISSING", `there is no file ${file}`);
  if (!status.isFile()) throw new CommandError("ERR_FILE_NOT_READ", `${file} is not a file`);
  if (status.size > MOST_BYTES) throw new UsageError("ERR_BAD_BACKTEST", `${file} is larger than ${MOST_BYTES} bytes`);
  try {
    return JSON.parse(readFileSync(file, "utf8").replace(/^\uFEFF/, "")) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError("ERR_BAD_JSON", `${file} is not JSON: ${error.message}`);
  }
}

function checked<Schema extends z.ZodType>(schema: Schema, given: unknown, path: string): z.output<Schema> {
  const { success, data, error } = schema.safeParse(given);
  if (success) return data;
  const faults = error.issues.map((issue) => `${placeOf(path, issue.path)}: ${issue.message}`);
  throw new UsageError("ERR_BAD_BACKTEST", faults.join("; "));
}

function placeOf(path: string, inside: readonly PropertyKey[]): string {
  const whole = inside.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`),
    path,
  );
  return whole === "" ? "the file" : whole;
}
