/** Root fields for authors. */
import { authorList } from "../loaders/people-list.ts";
import type { AuthorRow } from "../loaders/row.ts";
import { AuthorConnectionRef } from "./author.ts";
import { AuthorFilterInput, AuthorOrderInput, readAuthorFilter } from "./author-filter.ts";
import { builder } from "./builder.ts";
import { keysetConnection } from "./keyset-connection.ts";
import { AuthorRef } from "./ref.ts";
import { AuthorReferenceInput, findAuthor } from "./reference.ts";

builder.queryFields((t) => ({
  author: t.field({
    type: AuthorRef,
    description: "One author by an identifier or a printed name; null when none is known here, or a name means several.",
    args: {
      by: t.arg({ type: AuthorReferenceInput, required: true, description: "Which one: exactly one way of naming them." }),
    },
    resolve: (_root, { by }, context) => findAuthor(by, context),
  }),
  authors: t.field({
    type: AuthorConnectionRef,
    nullable: false,
    description: "Authors that meet a filter, people and bare names alike, in pages.",
    args: {
      filter: t.arg({ type: AuthorFilterInput, description: "Conditions, all of which hold; without it everybody." }),
      orderBy: t.arg({ type: AuthorOrderInput, description: "Default: `NAME`, ascending." }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, context) => {
      const criteria = await readAuthorFilter(args.filter, context);
      const direction = args.orderBy?.direction ?? "ASC";
      return await keysetConnection<AuthorRow>(context, args, {
        name: `authors ${direction} ${JSON.stringify(criteria)}`,
        ...{ ordering: `authors NAME ${direction}`, kind: "text", parent: null },
        open: () => authorList(context, { criteria, isDescending: direction === "DESC", ofOrganizations: false }),
      });
    },
  }),
}));
