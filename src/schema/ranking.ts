/** Rankings of papers, authors and organisations: by lists, by counters, by a formula of one's own, as of any instant. */
import { dayOf, listQuestion, metricQuestion } from "../ranking/ask.ts";
import { MOST_LEFT } from "../ranking/metric-ranking.ts";
import { withoutKinds } from "../ranking/own-formula.ts";
import {
  EVERYTHING,
  isScopeText,
  LIST_KINDS,
  type ListKind,
  MAX_SCOPE_TEXT,
  NO_FILTER,
  type RankableKind,
  type RankingKind,
  type RankingQuestion,
  type RankingScope,
} from "../ranking/ranking-question.ts";
import { readAsOf } from "./as-of.ts";
import { builder } from "./builder.ts";
import type { GraphQLContext } from "./context.ts";
import { badUserInput } from "./errors.ts";
import { hiddenMetrics, shownSnapshot } from "./exposure.ts";
import { presentId } from "./paper-filter.ts";
import { rankConnection } from "./rank-connection.ts";
import { RankEntryConnectionRef } from "./rank-entry.ts";
import { RankingFormulaInput, readFormula } from "./ranking-formula-input.ts";
import { PeriodRef, RankableKindEnum, RankingFormulaRef, RankingKindEnum } from "./ranking-parts.ts";
import { RankEntryRef, RankingRef, RankingSnapshotRef } from "./ranking-ref.ts";
import { requireListingSource } from "./require-source.ts";

const PeriodInput = builder.inputType("PeriodInput", {
  description: "Which day, week or month a ranking of lists is of.",
  fields: (t) => ({
    containing: t.field({ type: "Date", required: true, description: "Any day of it." }),
  }),
});

const RankingScopeInput = builder.inputType("RankingScopeInput", {
  description: "Papers among which is ranked; of several conditions all must hold, as of the ranking's instant.",
  fields: (t) => ({
    category: t.string({ description: "Filed under this arXiv category, such as `cs.CL`, as primary or cross-listed." }),
    keyword: t.string({ description: "With this keyword, in any letter case." }),
    organization: t.id({ description: "Global id of an organisation that some source attaches to the paper." }),
  }),
});

builder.objectType(RankingRef, {
  description: "A ranking as of an instant, with everything that it was made of.",
  fields: (t) => ({
    subject: t.expose("subject", {
      type: RankableKindEnum,
      nullable: false,
      description: "Whether papers, authors or organisations have the places.",
    }),
    kind: t.expose("kind", { type: RankingKindEnum, description: "Which ranking this is; null: one by a formula of one's own." }),
    period: t.field({
      type: PeriodRef,
      nullable: false,
      description:
        "Of lists: the day, week or month. Else the time up to `asOf` in which growth is measured, or the day since `comparedWith`.",
      resolve: ({ period }) => period,
    }),
    asOf: t.expose("asOf", {
      type: "DateTime",
      nullable: false,
      description:
        "The instant that everything here is told for: what was observed later does not count. Ask with it again to page through an unmoving ranking.",
    }),
    knownSince: t.field({
      type: "DateTime",
      description:
        "The first observation, until `asOf`, of any of the lists or counters that this is made of; null: there was none, and nothing is guessed.",
      resolve: (question, _args, { loaders }) => loaders.ranking.of(question).knownSince(),
    }),
    revision: t.string({
      nullable: false,
      description:
        "Sixteen hexadecimal digits. Asked for the same and the same `asOf` it stays the same for ever, unless something of before that instant is imported, read again, merged, suppressed or rebuilt.",
      resolve: (question, _args, { loaders }) => loaders.ranking.of(question).revision(),
    }),
    formula: t.field({
      type: RankingFormulaRef,
      nullable: false,
      description: "How the scores come about.",
      resolve: ({ formula }) => formula,
    }),
    snapshot: t.field({
      type: RankingSnapshotRef,
      description: "The same as it was sealed at the latest instant until `asOf`; null: it never was.",
      resolve: async (question, _args, { loaders, hidden }) => shownSnapshot(await loaders.ranking.snapshotOf(question), hidden),
    }),
    comparedWith: t.field({
      type: "DateTime",
      description:
        "What `previousRank`, `isNew` and `left` refer to: on a day the reading compared with; of a week or month the end of the one before; else a day before `asOf`. Null: nothing is known of it.",
      resolve: (question, _args, { loaders }) => loaders.ranking.of(question).comparedWith(),
    }),
    entries: t.field({
      type: RankEntryConnectionRef,
      nullable: false,
      description: "Those ranked, best first.",
      args: t.arg.connectionArgs(),
      resolve: (question, args, { loaders }) => rankConnection(loaders.ranking.of(question), args),
    }),
    left: t.field({
      type: [RankEntryRef],
      nullable: false,
      description: `Entries of what this is compared with that are ranked no more, with the rank and score they had, best first; at most ${MOST_LEFT} where the ranking is not one of lists.`,
      resolve: async (question, _args, { loaders }) => [...(await loaders.ranking.of(question).left())],
    }),
  }),
});

interface RankingArguments {
  readonly subject?: RankableKind | null | undefined;
  readonly kind?: RankingKind | null | undefined;
  readonly formula?: typeof RankingFormulaInput.$inferInput | null | undefined;
  readonly source?: string | null | undefined;
  readonly period?: typeof PeriodInput.$inferInput | null | undefined;
  readonly scope?: typeof RankingScopeInput.$inferInput | null | undefined;
  readonly asOf?: Date | null | undefined;
}

/** @throws {GraphQLError} BAD_USER_INPUT where the arguments do not fit each other */
async function readQuestion(args: RankingArguments, context: GraphQLContext): Promise<RankingQuestion> {
  const { kind = null, formula = null } = args;
  if ((kind == null) === (formula == null)) throw badUserInput("Give `kind` or `formula`, one of them.");
  const about = {
    ...{
      subject: args.subject ?? ("PAPER" as const),
      scope: await readScope(args.scope, context),
      asOf: readAsOf(context, args.asOf),
    },
  };
  const withheld = hiddenMetrics(context.hidden);
  const listKind = LIST_KINDS.find((one) => one === kind) as ListKind | undefined;
  if (listKind !== undefined) {
    const source = requireListingSource(context, args.source);
    return listQuestion(listKind, { ...about, source, day: args.period?.containing ?? dayOf(about.asOf) });
  }
  if (args.period != null) throw badUserInput("`period` is for rankings of lists: DAILY, WEEKLY, MONTHLY.");
  if (args.source != null) throw badUserInput("`source` is for rankings of lists: DAILY, WEEKLY, MONTHLY.");
  if (formula != null) {
    const own = readFormula(formula);
    const unseen = own.formula.terms.find((term) => term.kind !== null && withheld.includes(term.kind));
    if (unseen) throw badUserInput(`This server does not show ${unseen.kind} (EXPOSE), so nothing can be ranked by it.`);
    return metricQuestion(null, { ...about, formula: own.formula, filter: own.filter });
  }
  const question = metricQuestion(kind as "TRENDING" | "RISING", { ...about, formula: null, filter: NO_FILTER });
  return { ...question, formula: withoutKinds(question.formula, withheld) };
}

async function readScope(scope: RankingArguments["scope"], context: GraphQLContext): Promise<RankingScope> {
  if (scope == null) return EVERYTHING;
  const { category = null, keyword = null, organization } = scope;
  if (keyword !== null && context.hidden.has("keywords"))
    throw badUserInput("This server does not show keywords (EXPOSE), so nothing can be ranked among them.");
  for (const [name, text] of Object.entries({ category, keyword })) {
    if (text !== null && !isScopeText(text))
      throw badUserInput(`\`${name}\` takes 1 to ${MAX_SCOPE_TEXT} characters, and no control characters.`);
  }
  const organizationId = await presentId("Organization", organization, (key) => context.loaders.organization.byAnyId.load(key));
  return { category, keyword, organizationId };
}

builder.queryFields((t) => ({
  ranking: t.field({
    type: RankingRef,
    nullable: false,
    description:
      "A ranking of papers, authors or organisations, with its reasons and its movement, as of now or any instant of the past.",
    args: {
      subject: t.arg({ type: RankableKindEnum, description: "Who is ranked; without it papers." }),
      kind: t.arg({ type: RankingKindEnum, description: "One of the rankings that are defined; this or `formula`." }),
      formula: t.arg({ type: RankingFormulaInput, description: "A formula of one's own; this or `kind`." }),
      source: t.arg({ type: "SourceName", description: "Of lists: whose; without it `huggingface`." }),
      period: t.arg({
        type: PeriodInput,
        description: "Of lists: which day, week or month; without it the one that contains `asOf`.",
      }),
      scope: t.arg({ type: RankingScopeInput, description: "Among which papers; without it all." }),
      asOf: t.arg({
        type: "DateTime",
        description: "As it stood at this instant, which must not lie in the future; without it now.",
      }),
    },
    resolve: (_root, args, context) => readQuestion(args, context),
  }),
}));
