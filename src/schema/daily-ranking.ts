/** One source's list of one day, ranked; and the two roots that ask for it. */

import { parseDay } from "../loaders/time-text.ts";
import { dailyQuestion } from "../ranking/ask.ts";
import { addDays, dayCount } from "../ranking/calendar.ts";
import type { DailyList } from "../ranking/daily-list.ts";
import { type EmptyReason, emptyReason, isNeverRead, type ListState, listState } from "../ranking/list-state.ts";
import { readAsOf } from "./as-of.ts";
import { builder } from "./builder.ts";
import { type Connection, type ListOrdering, listConnection } from "./connection.ts";
import { connectionType } from "./connection-type.ts";
import type { GraphQLContext } from "./context.ts";
import { badUserInput } from "./errors.ts";
import { shownSnapshot } from "./exposure.ts";
import { encodeGlobalId, registerNode } from "./global-id.ts";
import type { PageArguments } from "./page-arguments.ts";
import { rankConnection } from "./rank-connection.ts";
import { RankEntryConnectionRef } from "./rank-entry.ts";
import { DailyRankingRef, RankEntryRef, RankingSnapshotRef } from "./ranking-ref.ts";
import { SourceRef } from "./ref.ts";
import { requireListingSource } from "./require-source.ts";

/** Days that one range may have: ten years. */
const MAX_DAYS = 3_660;

const ListStateEnum = builder.enumType("ListState", {
  description: "How complete a day's list is, by the clock and by what was read.",
  values: {
    OPEN: { description: "The day is not over everywhere: until 12:00 UTC of the next day. Half a list is to be expected." },
    SETTLING: {
      description: "The day is over, but papers may still be added; until a complete reading 14 days after the day or later.",
    },
    SETTLED: { description: "It was read completely 14 days after the day or later: the list is whole." },
  } satisfies Record<ListState, { description: string }>,
});

const EmptyReasonEnum = builder.enumType("EmptyReason", {
  description: "Why a list holds no papers; never guessed.",
  values: {
    WEEKEND: { description: "Saturday or Sunday; the source was asked and lists nothing." },
    NONE_LISTED: { description: "A weekday without papers: three complete readings, an hour or more apart, agree." },
    UNCONFIRMED: {
      description: "The source showed an empty list, but fewer than three readings an hour apart say so; it is read again.",
    },
    NOT_OPEN_YET: { description: "The day has not begun, or the source refuses it as not open yet." },
    NOT_FETCHED: { description: "Nobody has read this day's list yet." },
    SOURCE_DOWN: {
      description: "The list was never read, and the source is failing, refusing us or out of reach (see `Source.state`).",
    },
  } satisfies Record<EmptyReason, { description: string }>,
});

const BY_DAY: ListOrdering<string> = { name: "day", kinds: ["day"], valuesOf: (day) => [day] };

function keyParts(key: string): { source: string; day: string } | null {
  const slash = key.indexOf("/");
  const [source, day] = [key.slice(0, slash), key.slice(slash + 1)];
  return /^[a-z][a-z0-9-]{0,39}$/.test(source) && parseDay(day) !== null ? { source, day } : null;
}

registerNode("DailyRanking", {
  isKey: (key) => keyParts(key) !== null,
  load: async (key, { loaders, now, sources }) => {
    const parts = keyParts(key);
    if (parts === null || !sources.some(({ id }) => id === parts.source)) return null;
    return await loaders.ranking.list.load({ ...parts, asOf: now });
  },
});

builder.objectType(DailyRankingRef, {
  description:
    "One source's list of one day as of an instant, ranked by the list's own votes. There is one for every day, read or not: `state` and `emptyReason` say what to make of it.",
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: "Global id of this source's list of this day; asked for by it, the list comes as of now.",
      resolve: ({ source, day }) => encodeGlobalId("DailyRanking", `${source}/${day}`),
    }),
    date: t.expose("day", { type: "Date", nullable: false, description: "The day of the list, by the source's calendar." }),
    source: t.field({ type: SourceRef, nullable: false, description: "Who prints the list.", resolve: ({ source }) => source }),
    state: t.field({
      type: ListStateEnum,
      nullable: false,
      description: "How complete the list is, at `asOf`.",
      resolve: (list) => listState(list),
    }),
    emptyReason: t.field({
      type: EmptyReasonEnum,
      description: "Why the source's list holds no papers; null when it holds some, suppressed ones included.",
      resolve: async (list, _args, { loaders }) =>
        emptyReason(list, isNeverRead(list) && (await loaders.source.isDownAt(list.source, list.asOf))),
    }),
    observedAt: t.field({
      type: "DateTime",
      description:
        "When the source showed the list as it stands here: the last complete reading until `asOf`; null: it was never read.",
      resolve: ({ shown }) => shown?.observedAt ?? null,
    }),
    previousDay: t.field({
      type: "Date",
      description: "The nearest earlier day whose list holds papers; null: no such day is known.",
      resolve: async (list, _args, { loaders }) => (await loaders.ranking.adjacentDays.load(list)).previousDay,
    }),
    nextDay: t.field({
      type: "Date",
      description: "The nearest later day whose list holds papers; null: no such day is known.",
      resolve: async (list, _args, { loaders }) => (await loaders.ranking.adjacentDays.load(list)).nextDay,
    }),
    asOf: t.expose("asOf", {
      type: "DateTime",
      nullable: false,
      description:
        "The instant that everything here is told for: what was observed later does not count. Ask with it again to page through an unmoving list.",
    }),
    knownSince: t.expose("knownSince", {
      type: "DateTime",
      description: "The first complete reading of this list; null: it was never read.",
    }),
    revision: t.string({
      nullable: false,
      description:
        "Sixteen hexadecimal digits. For one `asOf` it stays the same for ever, unless a reading of before that instant is imported later, or a paper on the list is suppressed or merged; the same as that of `ranking(kind: DAILY)`.",
      resolve: (list, _args, { loaders }) => loaders.ranking.ofList(list).revision(),
    }),
    comparedWith: t.field({
      type: "DateTime",
      description:
        "The reading that `previousRank`, `isNew` and `left` refer to: the last one with other content, an hour or more before `observedAt`; null: there is none.",
      resolve: ({ compared }) => compared?.observedAt ?? null,
    }),
    snapshot: t.field({
      type: RankingSnapshotRef,
      description:
        "The list as it was sealed at the latest instant until `asOf`: by itself when it settled, or when somebody asked for it; null: not yet.",
      resolve: async (list, _args, { loaders, hidden }) =>
        shownSnapshot(await loaders.ranking.snapshotOf(dailyQuestion(list)), hidden),
    }),
    totalCount: t.int({
      nullable: false,
      description: "Papers on the list shown, from 0; without those that the operator has suppressed.",
      resolve: ({ shown }) => (shown === null ? 0 : shown.paperCount - shown.hidden.length),
    }),
    entries: t.field({
      type: RankEntryConnectionRef,
      nullable: false,
      description: "The papers of the list in order of `rank`.",
      args: t.arg.connectionArgs(),
      resolve: (list, args, { loaders }) => rankConnection(loaders.ranking.ofList(list), args),
    }),
    left: t.field({
      type: [RankEntryRef],
      nullable: false,
      description:
        "Entries of the reading that `comparedWith` names which the list shown no longer has, with the rank, score and line they had there.",
      resolve: async (list, _args, { loaders }) => [...(await loaders.ranking.ofList(list).left())],
    }),
  }),
});

const DailyRankingConnectionRef = connectionType("DailyRanking", DailyRankingRef, "days' rankings");

/** A page of all days of the range; only the page's days are read. @throws {GraphQLError} BAD_USER_INPUT, BAD_CURSOR */
async function dailyRankings(
  context: GraphQLContext,
  { from, to, source, ...paging }: PageArguments & { from: string; to: string; source: string },
): Promise<Connection<DailyList>> {
  const count = dayCount(from, to);
  if (count < 1) throw badUserInput(`\`from\` (${from}) lies behind \`to\` (${to}).`);
  if (count > MAX_DAYS) throw badUserInput(`The range has ${count} days; at most ${MAX_DAYS} are allowed.`);
  const days = Array.from({ length: count }, (_none, place) => addDays(from, place));
  const page = listConnection(days, paging, BY_DAY);
  const nodes = await Promise.all(page.nodes.map((day) => context.loaders.ranking.list.load({ source, day, asOf: context.now })));
  return { nodes, cursorOf: ({ day }) => page.cursorOf(day), pageInfo: () => page.pageInfo(), totalCount: () => count };
}

builder.queryFields((t) => ({
  dailyRanking: t.field({
    type: DailyRankingRef,
    description:
      "A source's list of a day, ranked. Never null for a given day, whether or not it was read; without `date` null when no list holds papers yet.",
    args: {
      date: t.arg({ type: "Date", description: "The day; without it the latest one whose list holds papers." }),
      source: t.arg({ type: "SourceName", description: "Whose list; without it `huggingface`." }),
      asOf: t.arg({
        type: "DateTime",
        description: "As it stood at this instant, which must not lie in the future; without it now.",
      }),
    },
    resolve: async (_root, args, context) => {
      const source = requireListingSource(context, args.source);
      const asOf = readAsOf(context, args.asOf);
      const { ranking } = context.loaders;
      const day = args.date ?? (await ranking.latestDay(source, asOf));
      return day === null ? null : await ranking.list.load({ source, day, asOf });
    },
  }),
  dailyRankings: t.field({
    type: DailyRankingConnectionRef,
    nullable: false,
    description:
      "A source's lists of every day of a range, earliest day first, empty and unread ones included, so that no hole looks like a quiet day.",
    args: {
      from: t.arg({ type: "Date", required: true, description: "The first day." }),
      to: t.arg({
        type: "Date",
        required: true,
        description: `The last day, itself included; not before \`from\`, and at most ${MAX_DAYS} days in all.`,
      }),
      source: t.arg({ type: "SourceName", description: "Whose lists; without it `huggingface`." }),
      ...t.arg.connectionArgs(),
    },
    resolve: (_root, args, context) => dailyRankings(context, { ...args, source: requireListingSource(context, args.source) }),
  }),
}));
