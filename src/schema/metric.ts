/** Counters over time: kinds, points, series, and the two fields that ask for them. */
import { METRIC_KINDS } from "../contract/record.ts";
import { MAX_POINTS, type MetricOwner, type MetricRequest, type TotalOwner } from "../loaders/metric-request.ts";
import { builder } from "./builder.ts";
import type { GraphQLContext } from "./context.ts";
import { badUserInput } from "./errors.ts";
import { MetricPointRef, MetricSeriesRef, SourceRef } from "./ref.ts";
import { requireSource } from "./require-source.ts";

const KIND_TEXT: Readonly<Record<(typeof METRIC_KINDS)[number], string>> = {
  UPVOTES: "Votes that people gave a paper at a source that takes votes.",
  COMMENTS: "Comments in a source's discussion of a paper.",
  STARS: "Stars of a repository; of a paper: those of its `repository`.",
  FORKS: "Forks of a repository; of a paper: those of its `repository`.",
  CITATIONS: "Papers that cite this one, as a source counts them.",
  LINKED_MODELS: "Models that name the paper at a source that hosts models.",
};

export const MetricKindEnum = builder.enumType("MetricKind", {
  description: "What is counted. Every counter is a whole number from 0; it may fall as well as rise.",
  values: Object.fromEntries(METRIC_KINDS.map((kind) => [kind, { value: kind, description: KIND_TEXT[kind] }])) as Record<
    (typeof METRIC_KINDS)[number],
    { value: (typeof METRIC_KINDS)[number]; description: string }
  >,
});

export const MetricResolutionEnum = builder.enumType("MetricResolution", {
  description: "How densely a series is told, per source. Buckets are in UTC.",
  values: {
    RAW: { description: "Every observed change." },
    HOUR: { description: "The last value observed in each hour that has one." },
    DAY: { description: "The last value observed on each day that has one." },
    WEEK: { description: "The last value observed in each week, from Monday, that has one." },
    MONTH: { description: "The last value observed in each calendar month that has one." },
  } as const,
});

builder.objectType(MetricPointRef, {
  description: "A counter's value as one source showed it; it holds until the next point of that source.",
  fields: (t) => ({
    at: t.expose("at", {
      type: "DateTime",
      nullable: false,
      description: "When the source showed this value for the first time in a row.",
    }),
    value: t.exposeInt("value", { nullable: false, description: "The count, from 0, as shown." }),
    source: t.field({ type: SourceRef, nullable: false, description: "Who counted.", resolve: ({ source }) => source }),
  }),
});

builder.objectType(MetricSeriesRef, {
  description: "One counter of one thing over a range of time.",
  fields: (t) => ({
    kind: t.expose("kind", { type: MetricKindEnum, nullable: false, description: "What is counted in every point." }),
    points: t.field({
      type: [MetricPointRef],
      nullable: false,
      description: `Oldest first, at most ${MAX_POINTS} (the newest are kept); empty when nothing was observed in the range.`,
      resolve: ({ points }) => [...points],
    }),
    delta: t.int({
      description:
        "Last value of the range less the value that held when it began (without `from`, or when none held: the first in it), by the source of the last value; null without points.",
      resolve: ({ points, base }) => {
        const last = points.at(-1);
        return last === undefined || base === null ? null : last.value - base;
      },
    }),
  }),
});

type FieldBuilder = Parameters<Parameters<(typeof builder)["queryFields"]>[0]>[0];

/** Declares the arguments of a `metrics` field. */
export function metricArguments(t: Pick<FieldBuilder, "arg">) {
  return {
    kind: t.arg({ type: MetricKindEnum, required: true, description: "Which counter is asked for." }),
    source: t.arg({ type: "SourceName", description: "Only values that this source showed; without it those of all." }),
    from: t.arg({ type: "DateTime", description: "Only points from this instant on, itself included." }),
    to: t.arg({ type: "DateTime", description: "Only points up to this instant, itself included." }),
    resolution: t.arg({
      type: MetricResolutionEnum,
      defaultValue: "RAW",
      description: "Every change, or the last value of each bucket of time.",
    }),
  };
}

/** What a sum over papers is, for descriptions. */
export const TOTAL_TEXT =
  "at each instant the sum of what held then over the papers that belong to it now, each counted once, by the best source that had counted it by then; of `STARS` and `FORKS` the sum over their repositories, each once. A point where the sum changes (`source`: whose observation changed it most), or the sum at the end of each bucket; at most 2147483647";

/** Arguments of a `metrics` field as resolvers get them. */
export interface MetricArguments {
  readonly kind: MetricRequest["kind"];
  readonly source?: string | null | undefined;
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
  readonly resolution?: MetricRequest["resolution"] | null | undefined;
}

/** What the arguments ask of the loaders. @throws {GraphQLError} BAD_USER_INPUT for an unknown source or a range that ends before it begins */
export function metricRequest<Owner extends MetricOwner | TotalOwner>(
  owner: Owner,
  args: MetricArguments,
  context: GraphQLContext,
): MetricRequest<Owner> {
  const { from = null, to = null } = args;
  if (from !== null && to !== null && from > to) throw badUserInput("`from` lies behind `to`.");
  return { owner, kind: args.kind, source: requireSource(context, args.source), from, to, resolution: args.resolution ?? "RAW" };
}
