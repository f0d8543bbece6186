/** Organisations. */
import { authorList } from "../loaders/people-list.ts";
import type { AuthorRow } from "../loaders/row.ts";
import { AuthorConnectionRef } from "./author.ts";
import { AuthorFilterInput, AuthorOrderInput, readAuthorFilter } from "./author-filter.ts";
import { builder } from "./builder.ts";
import { connectionType } from "./connection-type.ts";
import { encodeGlobalId, isUuid, registerNode } from "./global-id.ts";
import { keysetConnection } from "./keyset-connection.ts";
import { metricArguments, metricRequest, TOTAL_TEXT } from "./metric.ts";
import { paperConnection, paperListArguments } from "./paper-connection.ts";
import { PaperConnectionRef } from "./paper-connection-type.ts";
import { IdentifierRef, MetricSeriesRef, OrganizationRef } from "./ref.ts";

registerNode("Organization", { isKey: isUuid, load: (key, { loaders }) => loaders.organization.byAnyId.load(key) });

/** Pages of organisations. */
export const OrganizationConnectionRef = connectionType("Organization", OrganizationRef, "organisations");

builder.objectType(OrganizationRef, {
  description: "A laboratory, company, university or group that sources attach to papers.",
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: "Global id, opaque; follows from the best identifier: ROR, then the source's own id.",
      resolve: ({ id }) => encodeGlobalId("Organization", id),
    }),
    name: t.exposeString("name", {
      nullable: false,
      description: "As it calls itself at the source that was seen to name it last.",
    }),
    slug: t.exposeString("slug", {
      description:
        "Short form in the source's addresses (`https://huggingface.co/<slug>`); may be reused by another one; null where there is none.",
    }),
    avatar: t.expose("avatar", { type: "URL", description: "Address of its picture at the source; null where there is none." }),
    identifiers: t.field({
      type: [IdentifierRef],
      nullable: false,
      description: "Every outside name of it, by scheme.",
      resolve: async ({ id }, _args, { loaders }) => [...(await loaders.organization.identifiers.load(id))],
    }),
    papers: t.field({
      type: PaperConnectionRef,
      nullable: false,
      description: "Papers that some source attaches it to at present; several sources of one paper count once.",
      args: paperListArguments(t),
      resolve: ({ id }, args, context) => paperConnection(context, args, { owner: "organization", parent: id }),
    }),
    metrics: t.field({
      type: MetricSeriesRef,
      nullable: false,
      description: `A counter over time: ${TOTAL_TEXT}.`,
      args: metricArguments(t),
      resolve: ({ id }, args, context) => context.loaders.metric.total(metricRequest("organization", args, context)).load(id),
    }),
    authors: t.field({
      type: AuthorConnectionRef,
      nullable: false,
      description:
        "Everybody on its papers, each once. Co-authors from elsewhere are among them: no source says here who belongs to it.",
      args: {
        filter: t.arg({ type: AuthorFilterInput, description: "Conditions, all of which hold; without it everybody." }),
        orderBy: t.arg({ type: AuthorOrderInput, description: "Default: `NAME`, ascending." }),
        ...t.arg.connectionArgs(),
      },
      resolve: async ({ id }, args, context) => {
        const criteria = await readAuthorFilter(args.filter, context);
        const direction = args.orderBy?.direction ?? "ASC";
        return await keysetConnection<AuthorRow>(context, args, {
          name: `organization authors ${direction} ${JSON.stringify(criteria)}`,
          ...{ ordering: `authors NAME ${direction}`, kind: "text", parent: id },
          open: () => authorList(context, { criteria, isDescending: direction === "DESC", ofOrganizations: true }),
        });
      },
    }),
  }),
});
