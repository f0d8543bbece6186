/** Formulas that people bring along: weights of counters, a half-life, conditions; no code. */
import { FormulaError, readOwnFormula } from "../ranking/formula-rules.ts";
import { builder } from "./builder.ts";
import { badUserInput } from "./errors.ts";
import { MetricKindEnum } from "./metric.ts";
import { DayRangeInput, InstantRangeInput } from "./paper-filter.ts";

const TermMeasureEnum = builder.enumType("RankingTermMeasure", {
  description: "What of a counter counts.",
  values: {
    VALUE: { description: "The newest count that was seen." },
    PER_DAY: { description: "How much it grew a day over the formula's `windowDays`." },
  } as const,
});

const TermScaleEnum = builder.enumType("RankingTermScale", {
  description: "How a measured value is made comparable with others.",
  values: {
    LINEAR: { description: "Unchanged, in its own unit." },
    LOG2: { description: "The binary logarithm of one more: twice as many add one. Of a negative value the same, negative." },
  } as const,
});

const RankingTermInput = builder.inputType("RankingTermInput", {
  description: "One part of a formula: a counter, and what it weighs.",
  fields: (t) => ({
    metric: t.field({ type: MetricKindEnum, required: true, description: "The counter that is measured." }),
    measure: t.field({ type: TermMeasureEnum, required: true, defaultValue: "VALUE", description: "What of it counts." }),
    scale: t.field({
      type: TermScaleEnum,
      required: true,
      defaultValue: "LOG2",
      description: "How the measured value is made comparable with others.",
    }),
    weight: t.float({ required: true, description: "Its factor, from -1000000 to 1000000, with at most nine decimals." }),
  }),
});

const RankingFilterInput = builder.inputType("RankingFilter", {
  description: "Conditions on the papers that a formula ranks; of several all must hold, as of the ranking's instant.",
  fields: (t) => ({
    listedOn: t.field({ type: DayRangeInput, description: "Seen on some daily list of a day within the range." }),
    submittedAt: t.field({ type: InstantRangeInput, description: "First version submitted within the range." }),
    categories: t.stringList({ description: "Filed under one of these arXiv categories, at most 50." }),
    hasCode: t.boolean({ description: "True: some source links a repository. False: none does." }),
  }),
});

export const RankingFormulaInput = builder.inputType("RankingFormulaInput", {
  description: "A formula of one's own: the score is the sum of its terms, less what age costs.",
  fields: (t) => ({
    name: t.string({ description: "What it is called in answers, at most 100 characters; without it `own`." }),
    terms: t.field({
      type: [RankingTermInput],
      required: true,
      description: "From 1 to 8 terms, each counter and measure once.",
    }),
    halfLifeDays: t.float({
      description: "In so many days of age the score falls by one; from 0.1 to 36500. Without it age costs nothing.",
    }),
    windowDays: t.int({ description: "Over how many days growth is measured, from 1 to 365; without it 7." }),
    filter: t.field({ type: RankingFilterInput, description: "Which papers are ranked; without it all." }),
  }),
});

/** @throws {GraphQLError} BAD_USER_INPUT naming what is wrong */
export function readFormula(input: typeof RankingFormulaInput.$inferInput): ReturnType<typeof readOwnFormula> {
  try {
    return readOwnFormula(input);
  } catch (error) {
    if (error instanceof FormulaError) throw badUserInput(`\`formula.${error.path}\` ${error.message}.`);
    throw error;
  }
}
