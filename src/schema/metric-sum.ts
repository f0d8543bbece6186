/** Root field for sums of counters over groups of papers. */
import { MAX_PERIODS, type MetricSumRow, periodEnds, readMetricSums } from "../loaders/metric-sum.ts";
import { builder } from "./builder.ts";
import { badUserInput } from "./errors.ts";
import { encodeGlobalId } from "./global-id.ts";
import { MetricKindEnum, MetricResolutionEnum } from "./metric.ts";
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, readPageArguments } from "./page-arguments.ts";

const SumByEnum = builder.enumType("SumBy", {
  description: "What papers are grouped by for a sum; a paper may belong to several groups and counts in each.",
  values: {
    ORGANIZATION: { description: "Organisations that sources attach to papers." },
    CATEGORY: { description: "arXiv's categories, primary or cross-listed." },
    KEYWORD: { description: "Keywords as spelt; none where the operator leaves out class `keywords` of `EXPOSE`." },
  } as const,
});

/** One row, and what its key is made of. */
type KeyedSum = MetricSumRow & { readonly key: string };

const MetricSumRef = builder.objectRef<KeyedSum>("MetricSum").implement({
  description: "The sum of a counter over one group of papers at one instant.",
  fields: (t) => ({
    at: t.expose("at", {
      type: "DateTime",
      nullable: false,
      description: "The end of the period, which is when the sum held: the beginning of the next one, or the end of the range.",
    }),
    key: t.exposeString("key", {
      nullable: false,
      description: "What tells the groups apart: global id of the organisation, code of the category, the keyword.",
    }),
    name: t.exposeString("name", { nullable: false, description: "What people call the group." }),
    value: t.exposeInt("value", {
      nullable: false,
      description: "What the papers that then belonged to the group had together; at most 2147483647.",
    }),
  }),
});

builder.queryField("metricSums", (t) =>
  t.field({
    type: [MetricSumRef],
    nullable: false,
    description:
      "A counter by group, one row per group and period, oldest first: the sum of what held at the period's end over the papers that belonged to the group then (a level, not growth: the difference of two rows is the growth between). Each paper counts once, by the best source that had counted it by then; of `STARS` and `FORKS` each repository once. A group without a count so far has no row.",
    args: {
      kind: t.arg({ type: MetricKindEnum, required: true, description: "Which counter is summed." }),
      by: t.arg({ type: SumByEnum, required: true, description: "What makes papers one group." }),
      resolution: t.arg({
        type: MetricResolutionEnum,
        required: true,
        description:
          "Length of the periods; not `RAW`. They begin with the calendar's hours, days, weeks (Monday) and months in UTC.",
      }),
      from: t.arg({ type: "DateTime", required: true, description: "Where the first period is under way or begins." }),
      to: t.arg({
        type: "DateTime",
        required: true,
        description: `Where the last period is cut; the present where that is earlier. At most ${MAX_PERIODS} periods after \`from\`.`,
      }),
      first: t.arg.int({
        description: `So many groups: those with the highest sum at the end of the range. Default ${DEFAULT_PAGE_SIZE}, at most ${MAX_PAGE_SIZE}.`,
      }),
    },
    resolve: async (_root, { kind, by, resolution, from, to, first }, context) => {
      if (resolution === "RAW") throw badUserInput("A sum is told by period: `resolution` cannot be RAW.");
      if (from > to) throw badUserInput("`from` lies behind `to`.");
      if (periodEnds(resolution, from, to).length > MAX_PERIODS) {
        throw badUserInput(`The range has more than ${MAX_PERIODS} periods of one ${resolution}.`);
      }
      const groups = readPageArguments({ first }).size;
      const isHidden = by === "KEYWORD" && context.hidden.has("keywords");
      if (isHidden || groups === 0 || from > context.now) return [];
      const ends = periodEnds(resolution, from, new Date(Math.min(to.getTime(), context.now.getTime())));
      const rows = await readMetricSums(context, { kind, by, ends, groups });
      return rows.map((row) => ({ ...row, key: by === "ORGANIZATION" ? encodeGlobalId("Organization", row.group) : row.group }));
    },
  }),
);
