/** Formulas that people bring along: weights of counters, a half-life, conditions; no code. */
import { METRIC_KINDS, type MetricKind } from "../contract/index.ts";
import { type OwnTerm, ownFormula } from "../ranking/own-formula.ts";
import { type FormulaFilter, NO_FILTER } from "../ranking/ranking-question.ts";
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

const MAX_TERMS = 8;
const MAX_NAME = 100;
const MAX_WEIGHT = 1_000_000;
const MAX_CATEGORIES = 50;

/** @throws {GraphQLError} BAD_USER_INPUT naming what is wrong */
export function readFormula(input: typeof RankingFormulaInput.$inferInput) {
  const { terms, name, halfLifeDays = null, windowDays = null } = input;
  if (terms.length < 1 || terms.length > MAX_TERMS) throw badUserInput(`\`formula.terms\` takes 1 to ${MAX_TERMS} terms.`);
  if (name != null && (name.trim() === "" || name.length > MAX_NAME))
    throw badUserInput(`\`formula.name\` takes 1 to ${MAX_NAME} characters.`);
  if (halfLifeDays !== null && !(halfLifeDays >= 0.1 && halfLifeDays <= 36_500))
    throw badUserInput("`formula.halfLifeDays` must be from 0.1 to 36500.");
  if (windowDays !== null && !(windowDays >= 1 && windowDays <= 365))
    throw badUserInput("`formula.windowDays` must be from 1 to 365.");
  const read = terms.map(readTerm);
  const keys = new Set(read.map(({ kind, measure }) => `${kind} ${measure}`));
  if (keys.size < read.length) throw badUserInput("`formula.terms` names a counter and measure twice.");
  return {
    formula: ownFormula({ name: name ?? "own", terms: read, halfLifeDays, windowDays: windowDays ?? 7 }),
    filter: readFilter(input.filter),
  };
}

function readTerm({ metric, measure, scale, weight }: typeof RankingTermInput.$inferInput): OwnTerm {
  if (!METRIC_KINDS.includes(metric as MetricKind)) throw badUserInput("`formula.terms` names an unknown counter.");
  if (!Number.isFinite(weight) || Math.abs(weight) > MAX_WEIGHT)
    throw badUserInput(`\`weight\` must be from -${MAX_WEIGHT} to ${MAX_WEIGHT}.`);
  if (Number(weight.toFixed(9)) !== weight) throw badUserInput("`weight` takes at most nine decimals.");
  return { kind: metric as MetricKind, measure, scale, weight };
}

function readFilter(filter: typeof RankingFilterInput.$inferInput | null | undefined): FormulaFilter {
  if (filter == null) return NO_FILTER;
  const { listedOn, submittedAt, categories, hasCode } = filter;
  if (categories != null && (categories.length < 1 || categories.length > MAX_CATEGORIES))
    throw badUserInput(`\`filter.categories\` takes 1 to ${MAX_CATEGORIES} codes.`);
  for (const range of [listedOn, submittedAt]) {
    if (range?.gte != null && range.lte != null && range.gte > range.lte)
      throw badUserInput("A range of `filter` ends before it begins.");
  }
  return {
    listedOn: listedOn == null ? null : { gte: listedOn.gte ?? null, lte: listedOn.lte ?? null },
    submittedAt: submittedAt == null ? null : { gte: submittedAt.gte ?? null, lte: submittedAt.lte ?? null },
    categories: categories == null ? null : [...categories],
    hasCode: hasCode ?? null,
  };
}
