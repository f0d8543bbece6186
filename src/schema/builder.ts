/** The Pothos builder that every type file adds to. Fields are nullable unless they say otherwise. */
import SchemaBuilder from "@pothos/core";
import RelayPlugin from "@pothos/plugin-relay";
import type { GraphQLContext } from "./context.ts";

/** What resolvers and arguments hold in TypeScript for each scalar. */
type Scalars = {
  ID: { Input: string; Output: string };
  /** `YYYY-MM-DD`. */
  Date: { Input: string; Output: string };
  DateTime: { Input: Date; Output: Date };
  URL: { Input: string; Output: string };
  /** An adapter's id; checked against the registry by `requireSource`. */
  SourceName: { Input: string; Output: string };
};

/** The one builder; what its types hold in TypeScript stands above. */
export const builder = new SchemaBuilder<{
  Context: GraphQLContext;
  Scalars: Scalars;
}>({
  plugins: [RelayPlugin],
  relay: {
    // `node` and `nodes` are our own (node.ts): they report a bad id in its place, with a code.
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    nodeTypeOptions: {
      description: "Anything that has a global id and can be asked for again by it.",
    },
    idFieldOptions: {
      description:
        "Opaque and global: the same after a rebuild and on every machine that has read the same sources. An id given earlier for the same thing stays valid.",
    },
    pageInfoTypeOptions: { description: "Where a page of a list lies within the whole list." },
    hasNextPageFieldOptions: { description: "True: the list goes on after the last item of this page." },
    hasPreviousPageFieldOptions: { description: "True: the list has items before the first one of this page." },
    startCursorFieldOptions: { description: "Cursor of the page's first item, for `before`; null on an empty page." },
    endCursorFieldOptions: { description: "Cursor of the page's last item, for `after`; null on an empty page." },
    firstArgOptions: { description: "How many items from the front, 0 to 100; 20 when neither `first` nor `last` is given." },
    lastArgOptions: {
      description: "How many items from the end, 0 to 100, still in the list's order; not together with `first`.",
    },
    afterArgOptions: { description: "Only items behind this cursor (`pageInfo.endCursor` of the page before)." },
    beforeArgOptions: { description: "Only items in front of this cursor (`pageInfo.startCursor` of the page behind)." },
  },
});

builder.queryType({
  description: "Everything that can be asked. Instants and days are in UTC; nothing here changes data.",
});
