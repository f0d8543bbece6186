/** The sources that papergraph reads, and how each of them is doing. */
import type {
  BudgetReport,
  PartReport,
  SourceFailure,
  SourceReport,
  SourceState,
  StreamReport,
} from "../ranking/source-state.ts";
import { builder } from "./builder.ts";
import type { GraphQLContext } from "./context.ts";
import { SourceRef } from "./ref.ts";

const SourceStateEnum = builder.enumType("SourceState", {
  description:
    "How a source or a stream is doing; of several streams the worst counts, in the order `BLOCKED`, `UNREACHABLE`, `FAILING`, `LATE`, `HEALTHY`.",
  values: {
    HEALTHY: { description: "The last run got on, and the next one is not overdue." },
    LATE: {
      description:
        "No run has got on yet, or none within three intervals of the stream (and within an hour); or a part of it shows an old batch again (see `SourceStream.parts`).",
    },
    FAILING: {
      description:
        "The last run ended with an error of the upstream, too many requests, or an answer that could not be read; some of its pages may be in.",
    },
    BLOCKED: {
      description:
        "The upstream refuses us: it does not accept the token, or the request as such, or wants proof that a person asks. Somebody must act.",
    },
    UNREACHABLE: {
      description: "No answer: no network, a name that does not resolve, a refused or broken connection, a time-out.",
    },
    DISABLED: {
      description: "Does not run with these settings, or its adapter is no longer installed; what was read before stays.",
    },
  } satisfies Record<SourceState, { description: string }>,
});

const SourceErrorRef = builder.objectRef<SourceFailure>("SourceError").implement({
  description: "What went wrong in the last run of a stream.",
  fields: (t) => ({
    code: t.exposeString("code", {
      nullable: false,
      description: "Stable code, `ERR_SOURCE_…` where the upstream is the cause.",
    }),
    message: t.exposeString("message", {
      nullable: false,
      description: "The error in words, for people; its wording may change.",
    }),
    upstreamStatus: t.exposeInt("upstreamStatus", {
      description: "HTTP status of the upstream's answer; null when there was none.",
    }),
    at: t.expose("at", { type: "DateTime", nullable: false, description: "When that run ended." }),
  }),
});

const BudgetRef = builder.objectRef<BudgetReport>("Budget").implement({
  description:
    "How many requests the upstream still grants, as it last said itself; it may have been renewed since (`resetsAt`).",
  fields: (t) => ({
    limit: t.exposeInt("limit", { description: "Requests that it grants per window, from 0." }),
    remaining: t.exposeInt("remaining", { description: "Requests that were left in that window, from 0 to `limit`." }),
    resetsAt: t.expose("resetsAt", { type: "DateTime", description: "When the window ends and the budget is whole again." }),
  }),
});

const SourceStreamPartRef = builder.objectRef<PartReport>("SourceStreamPart").implement({
  description:
    "A part of a stream that can fall behind by itself, such as arXiv's feed of one category: it may show the last batch again under today's date.",
  fields: (t) => ({
    name: t.exposeString("name", { nullable: false, description: "What the part is called at its source, such as `cs.CL`." }),
    state: t.expose("state", {
      type: SourceStateEnum,
      nullable: false,
      description: "`LATE`: nothing new since a batch that must be out by the source's calendar; else `HEALTHY`, or `DISABLED`.",
    }),
    lastNewAt: t.expose("lastNewAt", {
      type: "DateTime",
      description:
        "When an announcement was first seen in it that nobody had seen there before; null: never. Judged by what is announced, not by the date that a feed bears.",
    }),
    lagSeconds: t.exposeInt("lagSeconds", { description: "Whole seconds since `lastNewAt`, from 0; null when that is." }),
  }),
});

const SourceStreamRef = builder.objectRef<StreamReport>("SourceStream").implement({
  description: "One feed of a source, read on its own rhythm.",
  fields: (t) => ({
    name: t.exposeString("name", {
      nullable: false,
      description: "Name within its source, as `papergraph sync source/stream` takes it.",
    }),
    state: t.expose("state", { type: SourceStateEnum, nullable: false, description: "How this stream is doing by itself." }),
    disabledReason: t.exposeString("disabledReason", {
      description: "Why it cannot run with these settings, in words; null when it can.",
    }),
    lastSuccessAt: t.expose("lastSuccessAt", {
      type: "DateTime",
      description: "When the last run ended that brought all, or at least some, of its pages; null: none did yet.",
    }),
    lagSeconds: t.exposeInt("lagSeconds", { description: "Whole seconds since `lastSuccessAt`, from 0; null when that is." }),
    isRunning: t.exposeBoolean("isRunning", {
      nullable: false,
      description: "True: its newest run has begun and not ended, and the process that does it lives.",
    }),
    parts: t.field({
      type: [SourceStreamPartRef],
      nullable: false,
      description:
        "Parts that are judged one by one, in the order of the settings; empty for streams that are judged as a whole.",
      resolve: ({ parts }) => [...parts],
    }),
  }),
});

/** Reads one fact of a source's report; `absent` where its adapter is not installed. */
function reported<Value>(read: (report: SourceReport) => Value, absent: Value) {
  return async (name: string, _args: object, { loaders }: GraphQLContext): Promise<Value> => {
    const report = await loaders.source.report(name);
    return report === null ? absent : read(report);
  };
}

function described(name: string, { sources }: GraphQLContext) {
  return sources.find(({ id }) => id === name);
}

builder.objectType(SourceRef, {
  description: "One upstream that papergraph reads, with its state at the instant of the request.",
  fields: (t) => ({
    name: t.field({
      type: "SourceName",
      nullable: false,
      description: "Its adapter's id: what `source` arguments take and what every value is marked with.",
      resolve: (name) => name,
    }),
    title: t.string({
      nullable: false,
      description: "Its name for people; the same as `name` where its adapter is no longer installed.",
      resolve: (name, _args, context) => described(name, context)?.title ?? name,
    }),
    terms: t.field({
      type: "URL",
      description: "Where the upstream states the terms under which it is read; null where its adapter is no longer installed.",
      resolve: (name, _args, context) => described(name, context)?.termsUrl ?? null,
    }),
    attribution: t.string({
      description: "The words that the terms want to be shown wherever its data is; null where they ask for none.",
      resolve: (name, _args, context) => described(name, context)?.attribution ?? null,
    }),
    state: t.field({
      type: SourceStateEnum,
      nullable: false,
      description: "The worst state among its streams that can run; `DISABLED` when none can.",
      resolve: reported<SourceState>((report) => report.state, "DISABLED"),
    }),
    lastAttemptAt: t.field({
      type: "DateTime",
      description: "When the newest run of any of its streams began; null: none has run yet.",
      resolve: reported<Date | null>((report) => report.lastAttemptAt, null),
    }),
    lastSuccessAt: t.field({
      type: "DateTime",
      description:
        "When the last run of any of its streams ended that brought all, or at least some, of its pages; null: none did yet.",
      resolve: reported<Date | null>((report) => report.lastSuccessAt, null),
    }),
    lagSeconds: t.int({
      description:
        "Whole seconds, from 0, since the last success of the stream that is furthest behind among those that can run; null while one of them has had none, or none can run.",
      resolve: reported<number | null>((report) => report.lagSeconds, null),
    }),
    lastError: t.field({
      type: SourceErrorRef,
      description: "The newest error among streams that can run and whose last run had one; null when all last runs went well.",
      resolve: reported<SourceFailure | null>((report) => report.lastError, null),
    }),
    budget: t.field({
      type: BudgetRef,
      description: "What the upstream last said of its own limits; null when it says nothing of them.",
      resolve: reported<BudgetReport | null>((report) => report.budget, null),
    }),
    streams: t.field({
      type: [SourceStreamRef],
      nullable: false,
      description: "Its feeds, in the order in which a run reads them; empty where its adapter is no longer installed.",
      resolve: reported<StreamReport[]>((report) => [...report.streams], []),
    }),
    quarantinedCount: t.int({
      nullable: false,
      description: "Records of it that could not be read and are kept aside, with their place in the archive, from 0.",
      resolve: reported<number>((report) => report.quarantinedCount, 0),
    }),
  }),
});

builder.queryField("sources", (t) =>
  t.field({
    type: [SourceRef],
    nullable: false,
    description:
      "All sources, those that count first in a merge first. What ails a source shows here, never as an error of other fields.",
    resolve: (_root, _args, { sources }) => sources.map(({ id }) => id),
  }),
);
