/** The arguments of every list of papers, and its pages. */
import { type PaperOwner, paperList } from "../loaders/paper-list.ts";
import type { PaperRow } from "../loaders/row.ts";
import type { builder } from "./builder.ts";
import type { GraphQLContext } from "./context.ts";
import { keysetConnection } from "./keyset-connection.ts";
import type { PageArguments } from "./page-arguments.ts";
import type { PaperPage } from "./paper-connection-type.ts";
import { PaperFilterInput, readPaperFilter } from "./paper-filter.ts";
import { DEFAULT_ORDER, PaperOrderInput, SORT_KINDS } from "./paper-order.ts";

type Builder = typeof builder;
type FieldBuilder = Parameters<Parameters<Builder["queryFields"]>[0]>[0];
type ArgumentBuilder = Pick<FieldBuilder, "arg">;

/** `filter`, `orderBy` and the four of paging. */
export function paperListArguments(t: ArgumentBuilder) {
  return {
    filter: t.arg({ type: PaperFilterInput, description: "Conditions, all of which hold; without it every paper of the list." }),
    orderBy: t.arg({ type: PaperOrderInput, description: "Default: `LISTED_ON`, latest first." }),
    ...t.arg.connectionArgs(),
  };
}

interface PaperListArguments extends PageArguments {
  readonly filter?: typeof PaperFilterInput.$inferInput | null | undefined;
  readonly orderBy?: typeof PaperOrderInput.$inferInput | null | undefined;
}

/** A page of an owner's papers, or of all. @throws {GraphQLError} BAD_USER_INPUT, BAD_CURSOR */
export async function paperConnection(
  context: GraphQLContext,
  args: PaperListArguments,
  list: { readonly owner: PaperOwner; readonly parent: string } | null,
): Promise<PaperPage> {
  const criteria = await readPaperFilter(args.filter, context);
  const ordering = args.orderBy ?? DEFAULT_ORDER;
  const owner = list?.owner ?? null;
  const connection = await keysetConnection<PaperRow>(context, args, {
    name: `papers ${owner} ${ordering.by} ${ordering.direction} ${JSON.stringify(criteria)}`,
    ordering: `papers ${ordering.by} ${ordering.direction}`,
    kind: SORT_KINDS[ordering.by],
    open: () => paperList(context, { criteria, by: ordering.by, isDescending: ordering.direction === "DESC", owner }),
    parent: list?.parent ?? null,
  });
  return { ...connection, applied: { criteria, ordering } } as PaperPage;
}
