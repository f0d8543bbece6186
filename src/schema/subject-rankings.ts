/** The places that a paper, an author or an organisation has had over time. */
import type { AskedEntry } from "../loaders/ranking.ts";
import { listQuestion } from "../ranking/ask.ts";
import { periodStart } from "../ranking/calendar.ts";
import { dayStart } from "../ranking/list-state.ts";
import { EVERYTHING, LIST_KINDS, type RankableKind, type RankingKind } from "../ranking/ranking-question.ts";
import { builder } from "./builder.ts";
import { type Connection, type ListOrdering, listConnection } from "./connection.ts";
import type { GraphQLContext } from "./context.ts";
import { badUserInput } from "./errors.ts";
import type { PageArguments } from "./page-arguments.ts";
import { RankEntryConnectionRef } from "./rank-entry.ts";
import { RankingKindEnum } from "./ranking-parts.ts";
import { AuthorRef, OrganizationRef, PaperRef } from "./ref.ts";
import { requireSource } from "./require-source.ts";

/** Newest first: negative seconds ascend. */
const SECOND_MS = 1_000;
const BY_TIME: ListOrdering<Place> = { name: "rankings", kinds: ["number"], valuesOf: ({ at }) => [-Math.round(at / SECOND_MS)] };

/** A ranking in which a subject may have a place. */
interface Place {
  readonly at: number;
  read(): Promise<readonly AskedEntry[]>;
}

interface RankingsArguments extends PageArguments {
  readonly kind?: RankingKind | null | undefined;
  readonly source?: string | null | undefined;
}

async function rankingsOf(
  subject: RankableKind,
  id: string,
  { kind: asked, source: name, ...paging }: RankingsArguments,
  context: GraphQLContext,
): Promise<Connection<AskedEntry>> {
  const kind = asked ?? "DAILY";
  const listKind = LIST_KINDS.find((one) => one === kind);
  if (listKind === undefined && name != null) throw badUserInput("`source` is for rankings of lists: DAILY, WEEKLY, MONTHLY.");
  const source = requireSource(context, name ?? "huggingface") as string;
  const { ranking } = context.loaders;
  const places =
    listKind === undefined
      ? (await ranking.sealedPlaces(subject, kind, id)).map(
          (one): Place => ({ at: one.asOf.getTime(), read: () => ranking.sealedEntries(one) }),
        )
      : [...new Set((await ranking.listedDays(subject, id, source)).map((day) => periodStart(listKind, day)))].map(
          (day): Place => {
            const question = listQuestion(listKind, { subject, source, day, scope: EVERYTHING, asOf: context.now });
            const read = () => ranking.of(question).entries({ after: 0, count: Number.MAX_SAFE_INTEGER });
            return { at: dayStart(day).getTime(), read };
          },
        );
  const page = listConnection(places, paging, BY_TIME);
  const found = await Promise.all(page.nodes.map(async (place) => ({ place, entries: await place.read() })));
  const cursors = new Map<AskedEntry, string>();
  for (const { place, entries } of found) {
    const own = entries.find(({ subjectId }) => subjectId === id);
    if (own) cursors.set(own, page.cursorOf(place));
  }
  return { ...page, nodes: [...cursors.keys()], cursorOf: (entry) => cursors.get(entry) ?? "" };
}

const DESCRIPTION =
  "Its places over time, newest first: of lists one for each day, week or month whose lists hold it, as last read; of TRENDING and RISING those in sealed rankings.";

for (const [ref, subject] of [
  [PaperRef, "PAPER"],
  [AuthorRef, "AUTHOR"],
  [OrganizationRef, "ORGANIZATION"],
] as const) {
  builder.objectField(ref as typeof PaperRef, "rankings", (t) =>
    t.field({
      type: RankEntryConnectionRef,
      nullable: false,
      description: DESCRIPTION,
      args: {
        kind: t.arg({ type: RankingKindEnum, description: "In which of the defined rankings; without it DAILY." }),
        source: t.arg({ type: "SourceName", description: "Of lists: whose; without it `huggingface`." }),
        ...t.arg.connectionArgs(),
      },
      resolve: ({ id }, args, context) => rankingsOf(subject, id, args, context),
    }),
  );
}
