/** The connection and edge types of an item type. */
import type { PageInfoShape } from "@pothos/plugin-relay";
import { builder } from "./builder.ts";
import type { Connection } from "./connection.ts";

type ItemType<Item> = ReturnType<typeof builder.objectRef<Item>>;

/** An item with its place. */
interface Edge<Item> {
  readonly node: Item;
  readonly connection: Connection<Item>;
}

/**
 * `…Connection` with `edges`, `nodes`, `pageInfo` and `totalCount`, and its `…Edge`. `items`: what it lists, in words.
 * Lists and items are never null, whatever a source left out. `Page`: what the page has besides, for further fields.
 */
export function connectionType<Item, Page extends Connection<Item> = Connection<Item>>(
  name: string,
  item: ItemType<Item>,
  items: string,
) {
  const edge = builder.objectRef<Edge<Item>>(`${name}Edge`).implement({
    description: `One of ${items}, with its place in the list it was asked for in.`,
    fields: (t) => ({
      cursor: t.string({
        nullable: false,
        description: "Opaque place in this list, for `after` and `before` under the same ordering; stays valid over restarts.",
        resolve: (parent) => parent.connection.cursorOf(parent.node),
      }),
      node: t.field({
        type: item,
        nullable: false,
        description: "What stands at this place.",
        resolve: (parent) => parent.node as never,
      }),
    }),
  });
  return builder.objectRef<Page>(`${name}Connection`).implement({
    description: `A page of ${items}, and how many there are in all.`,
    fields: (t) => ({
      totalCount: t.int({
        nullable: false,
        description: "Items in the whole list, all pages together; counted only when asked for.",
        resolve: (parent) => parent.totalCount(),
      }),
      nodes: t.field({
        type: [item],
        nullable: false,
        description: "The items of this page without their edges, in the list's order.",
        resolve: (parent) => parent.nodes as never,
      }),
      edges: t.field({
        type: [edge],
        nullable: false,
        description: "The items of this page with their cursors, in the list's order.",
        resolve: (connection) => connection.nodes.map((node) => ({ node, connection })) as never,
      }),
      pageInfo: t.field({
        type: builder.pageInfoRef(),
        nullable: false,
        description: "Whether the list goes on in either direction, and the cursors to go on from.",
        resolve: (parent): PageInfoShape | Promise<PageInfoShape> => parent.pageInfo(),
      }),
    }),
  });
}
