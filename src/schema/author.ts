/** Authors. */
import { authorshipList } from "../loaders/people-list.ts";
import type { AuthorshipRow } from "../loaders/row.ts";
import { AuthorshipConnectionRef } from "./authorship.ts";
import { builder } from "./builder.ts";
import { ConfidenceEnum } from "./confidence.ts";
import { connectionType } from "./connection-type.ts";
import { encodeGlobalId, isUuid, registerNode } from "./global-id.ts";
import { keysetConnection } from "./keyset-connection.ts";
import { metricArguments, metricRequest, TOTAL_TEXT } from "./metric.ts";
import { paperConnection, paperListArguments } from "./paper-connection.ts";
import { PaperConnectionRef } from "./paper-connection-type.ts";
import { AuthorRef, IdentifierRef, MetricSeriesRef, OrganizationRef, PaperRef } from "./ref.ts";

registerNode("Author", { isKey: isUuid, load: (key, { loaders }) => loaders.author.byAnyId.load(key) });

/** Pages of authors. */
export const AuthorConnectionRef = connectionType("Author", AuthorRef, "authors");

builder.objectType(AuthorRef, {
  description:
    "A person whom an identifier names, or, with `confidence: NAME_ONLY`, a printed name that several people may share. The two are never merged on a name alone.",
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: "Global id, opaque; of a person it follows from the best identifier, of a name from its normalised spelling.",
      resolve: ({ id }) => encodeGlobalId("Author", id),
    }),
    name: t.exposeString("name", {
      nullable: false,
      description: "As the person gives it at the source that identifies them; else as it was printed.",
    }),
    confidence: t.expose("confidence", {
      type: ConfidenceEnum,
      nullable: false,
      description: "Whether an identifier stands behind this author, or a printed name alone.",
    }),
    avatar: t.expose("avatar", {
      type: "URL",
      description: "Address of the picture that the person shows at a source; null where there is none.",
    }),
    identifiers: t.field({
      type: [IdentifierRef],
      nullable: false,
      description: "Every outside name of the person, by scheme; empty for a name alone.",
      resolve: async ({ id }, _args, { loaders }) => [...(await loaders.author.identifiers.load(id))],
    }),
    papers: t.field({
      type: PaperConnectionRef,
      nullable: false,
      description: "Papers whose present list of authors has this one; a paper that prints the name twice counts once.",
      args: paperListArguments(t),
      resolve: ({ id }, args, context) => paperConnection(context, args, { owner: "author", parent: id }),
    }),
    metrics: t.field({
      type: MetricSeriesRef,
      nullable: false,
      description: `A counter over time: ${TOTAL_TEXT}.`,
      args: metricArguments(t),
      resolve: ({ id }, args, context) => context.loaders.metric.total(metricRequest("author", args, context)).load(id),
    }),
    organizations: t.field({
      type: [OrganizationRef],
      nullable: false,
      description:
        "Organisations that sources attach to this author's papers, those of most papers first, at most 100. No source says here that the person belongs to one.",
      resolve: async ({ id }, _args, { loaders }) => [...(await loaders.author.organizations.load(id))],
    }),
  }),
});

builder.objectField(PaperRef, "authorships", (t) =>
  t.field({
    type: AuthorshipConnectionRef,
    nullable: false,
    description:
      "The authors in printed order, arXiv's where it is known; `totalCount` is the paper's number of authors. A person whom the operator has suppressed is neither listed nor counted; the others keep their `position`.",
    args: t.arg.connectionArgs(),
    resolve: ({ id, authorCount }, args, context) =>
      keysetConnection<AuthorshipRow>(context, args, {
        ...{ name: "authorships", ordering: "authorships", kind: "number", parent: id, knownCount: authorCount },
        open: () => authorshipList(context),
      }),
  }),
);
