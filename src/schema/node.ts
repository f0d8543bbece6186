/** `node` and `nodes`: anything with a global id, asked for again by it. */
import { brandWithType } from "@pothos/core";
import { builder } from "./builder.ts";
import type { GraphQLContext } from "./context.ts";
import { badUserInput, notFound, shortened } from "./errors.ts";
import { decodeGlobalId, loadNode } from "./global-id.ts";

/** Ids that `nodes` takes at most. */
const MAX_IDS = 100;

async function find(text: string, context: GraphQLContext): Promise<object | null> {
  const id = decodeGlobalId(text);
  const node = await loadNode(id, context);
  if (node !== null) brandWithType(node, id.type as never);
  return node;
}

async function findOrReport(text: string, context: GraphQLContext): Promise<object | Error> {
  try {
    return (await find(text, context)) ?? notFound(`Nothing has the id "${shortened(text)}".`);
  } catch (error) {
    return error instanceof Error ? error : new Error("A node could not be read.", { cause: error });
  }
}

builder.queryFields((t) => ({
  node: t.field({
    type: builder.nodeInterfaceRef(),
    description:
      "The thing with this global id, under its present id even when the one given is older; null when nothing has it.",
    args: { id: t.arg.id({ required: true, description: "A global id, as any `id` field gives it." }) },
    resolve: (_root, { id }, context) => find(String(id), context) as never,
  }),
  nodes: t.field({
    type: [builder.nodeInterfaceRef()],
    nullable: { list: false, items: true },
    description:
      "The things with these global ids, each in the place of its id; null and one error in the place of an id that is malformed or unknown.",
    args: { ids: t.arg.idList({ required: true, description: "Up to 100 global ids; the same one may be given twice." }) },
    resolve: (_root, { ids }, context) => {
      if (ids.length > MAX_IDS) throw badUserInput(`\`ids\` takes at most ${MAX_IDS} ids, not ${ids.length}.`);
      return ids.map((id) => findOrReport(String(id), context)) as never;
    },
  }),
}));
