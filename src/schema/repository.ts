/** Code repositories. */
import { builder } from "./builder.ts";
import { encodeGlobalId, isUuid, registerNode } from "./global-id.ts";
import { metricArguments, metricRequest } from "./metric.ts";
import { paperConnection, paperListArguments } from "./paper-connection.ts";
import { PaperConnectionRef } from "./paper-connection-type.ts";
import { MetricSeriesRef, RepositoryRef } from "./ref.ts";
import { RepositoryStateEnum } from "./repository-link.ts";

registerNode("Repository", { isKey: isUuid, load: (key, { loaders }) => loaders.repository.byAnyId.load(key) });

builder.objectType(RepositoryRef, {
  description:
    "A repository of code that papers link, bound to the host's own number, so that a rename or a move changes its name only. What the host tells is null until it was asked.",
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description:
        "Global id, opaque. A repository that is known by its name alone gets another one once the host tells its number; the old one stays valid.",
      resolve: ({ id }) => encodeGlobalId("Repository", id),
    }),
    nameWithOwner: t.exposeString("nameWithOwner", {
      nullable: false,
      description: "Present name, `owner/name`, in the host's spelling; as it was linked where the host never answered.",
    }),
    url: t.field({
      type: "URL",
      nullable: false,
      description: "Its page at the host, under the present name.",
      resolve: ({ host, nameWithOwner }) => `https://${host}/${nameWithOwner}`,
    }),
    host: t.exposeString("host", { nullable: false, description: "Domain of the site that holds it, such as `github.com`." }),
    hostId: t.exposeString("hostId", {
      description: "The host's own number for it, which outlives renames; null when it was never found there.",
    }),
    state: t.expose("state", {
      type: RepositoryStateEnum,
      nullable: false,
      description:
        "What the host last said about it: `FOUND`, `GONE`, `BLOCKED` or `NOT_CHECKED`. That a link goes by an old name stands at the link.",
    }),
    description: t.exposeString("description", { description: "The owner's one line about it; null where there is none." }),
    homepage: t.exposeString("homepage", {
      description: "Address that the owner gives for more, as written; null where there is none.",
    }),
    stars: t.exposeInt("stars", { description: "Latest count of people who starred it, from 0; null when it was never read." }),
    forks: t.exposeInt("forks", {
      description: "Latest count of copies under other accounts, from 0; null when it was never read.",
    }),
    license: t.exposeString("license", {
      description: "SPDX identifier, such as `Apache-2.0`; null where the host recognises none.",
    }),
    language: t.exposeString("language", {
      description: "The programming language with most bytes in it, by the host's count; null where there is none.",
    }),
    topics: t.exposeStringList("topics", {
      nullable: false,
      description: "Labels that the owner chose, in the host's order; empty until the host was read.",
    }),
    createdAt: t.expose("createdAt", {
      type: "DateTime",
      description: "When it was made at the host; null until the host was read.",
    }),
    pushedAt: t.expose("pushedAt", { type: "DateTime", description: "Last push to any branch; null until the host was read." }),
    isArchived: t.exposeBoolean("isArchived", {
      description: "True: its owner closed it for changes; null until the host was read.",
    }),
    isFork: t.exposeBoolean("isFork", { description: "True: it began as a copy of another one; null until the host was read." }),
    observedAt: t.expose("observedAt", {
      type: "DateTime",
      description: "When the host last told something new of it; null: it was never asked.",
    }),
    metrics: t.field({
      type: MetricSeriesRef,
      nullable: false,
      description: "A counter of the repository over time: `STARS` or `FORKS`; of other kinds the series is empty.",
      args: metricArguments(t),
      resolve: ({ id }, args, context) => context.loaders.metric.series(metricRequest("repository", args, context)).load(id),
    }),
    papers: t.field({
      type: PaperConnectionRef,
      nullable: false,
      description: "Papers that link it, under whichever of its names.",
      args: paperListArguments(t),
      resolve: ({ id }, args, context) => paperConnection(context, args, { owner: "repository", parent: id }),
    }),
  }),
});
