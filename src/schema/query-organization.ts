/** Root fields for organisations. */
import { organizationList } from "../loaders/people-list.ts";
import type { OrganizationRow } from "../loaders/row.ts";
import { builder } from "./builder.ts";
import { DirectionEnum } from "./direction.ts";
import { badUserInput } from "./errors.ts";
import { keysetConnection } from "./keyset-connection.ts";
import { OrganizationConnectionRef } from "./organization.ts";
import { presentId } from "./paper-filter.ts";
import { OrganizationRef } from "./ref.ts";
import { findOrganization, OrganizationReferenceInput } from "./reference.ts";

/** Characters of a name search at most. */
const MAX_NAME = 200;

const OrganizationFilterInput = builder.inputType("OrganizationFilter", {
  description: "Conditions on organisations; of several all must hold.",
  fields: (t) => ({
    name: t.string({ description: `Occurs somewhere in the name, in any case; at most ${MAX_NAME} characters.` }),
    author: t.id({ description: "Global id of an author with a paper that the organisation stands behind." }),
  }),
});

const OrganizationOrderFieldEnum = builder.enumType("OrganizationOrderField", {
  description: "What organisations can be sorted by; those of one value follow by id.",
  values: { NAME: { description: "`name`, letter by letter, by the database's collation." } } as const,
});

const OrganizationOrderInput = builder.inputType("OrganizationOrder", {
  description: "How a list of organisations is sorted.",
  fields: (t) => ({
    by: t.field({ type: OrganizationOrderFieldEnum, required: true, description: "The value that decides." }),
    direction: t.field({ type: DirectionEnum, required: true, description: "Whether it falls or rises along the list." }),
  }),
});

builder.queryFields((t) => ({
  organization: t.field({
    type: OrganizationRef,
    description: "One organisation by an identifier or its short name; null when it is not known here.",
    args: {
      by: t.arg({ type: OrganizationReferenceInput, required: true, description: "Which one: exactly one way of naming it." }),
    },
    resolve: (_root, { by }, context) => findOrganization(by, context),
  }),
  organizations: t.field({
    type: OrganizationConnectionRef,
    nullable: false,
    description: "Organisations that meet a filter, in pages.",
    args: {
      filter: t.arg({ type: OrganizationFilterInput, description: "Conditions, all of which hold; without it all of them." }),
      orderBy: t.arg({ type: OrganizationOrderInput, description: "Default: `NAME`, ascending." }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, context) => {
      const name = args.filter?.name?.trim() ?? "";
      if (name.length > MAX_NAME) throw badUserInput(`\`name\` takes at most ${MAX_NAME} characters.`);
      const authorId = await presentId("Author", args.filter?.author, (key) => context.loaders.author.byAnyId.load(key));
      const criteria = { nameContains: name === "" ? null : name, authorId };
      const direction = args.orderBy?.direction ?? "ASC";
      return await keysetConnection<OrganizationRow>(context, args, {
        name: `organizations ${direction} ${JSON.stringify(criteria)}`,
        ...{ ordering: `organizations NAME ${direction}`, kind: "text", parent: null },
        open: () => organizationList(context, { criteria, isDescending: direction === "DESC" }),
      });
    },
  }),
}));
