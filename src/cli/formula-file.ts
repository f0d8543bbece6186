/** Formulas of one's own, as files say them. */
import { z } from "zod";
import { METRIC_KINDS } from "../contract/index.ts";
import { parseDay, parseInstant } from "../loaders/time-text.ts";
import { FormulaError, type OwnFormula, readOwnFormula, TERM_MEASURES, TERM_SCALES } from "../ranking/formula-rules.ts";
import { UsageError } from "./failure.ts";
import { checked, readJson } from "./json-file.ts";

const day = z.string().refine((text) => parseDay(text) !== null, "is not a day such as 2026-07-01 (years 1000 to 9998)");
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

/** The formula in a file. @throws {CommandError} for files @throws {UsageError} ERR_BAD_JSON, ERR_BAD_FORMULA */
export function readFormulaFile(file: string): OwnFormula {
  return formulaOf(readJson(file, "ERR_BAD_FORMULA"), "", "ERR_BAD_FORMULA");
}

/**
 * A formula as a file says it. `path`: where in the file.
 * @throws {UsageError} `code`: something is missing, unknown or of another form; ERR_BAD_FORMULA: it breaks a rule
 */
export function formulaOf(given: unknown, path: string, code: UsageError["code"]): OwnFormula {
  const read = checked(formulaSchema, given, path, code);
  try {
    return readOwnFormula(read);
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    throw new UsageError("ERR_BAD_FORMULA", `${path === "" ? "" : `${path}.`}${error.path}: ${error.message}`);
  }
}
