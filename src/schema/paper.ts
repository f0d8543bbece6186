/** Papers. */
import { builder } from "./builder.ts";
import { encodeGlobalId, isUuid, registerNode } from "./global-id.ts";
import { MetricKindEnum, metricArguments, metricRequest } from "./metric.ts";
import {
  AnnouncementRef,
  CategoryRef,
  GeneratedTextRef,
  IdentifierRef,
  KeywordRef,
  MediaRef,
  MetricPointRef,
  MetricSeriesRef,
  OrganizationClaimRef,
  PaperRef,
  PaperVersionRef,
  RepositoryLinkRef,
  RepositoryRef,
} from "./ref.ts";

registerNode("Paper", { isKey: isUuid, load: (key, { loaders }) => loaders.paper.byAnyId.load(key) });

export const EntryRouteEnum = builder.enumType("EntryRoute", {
  description: "By which door a paper first came into this index.",
  values: {
    LISTED: { description: "A source put it on a daily list." },
    ANNOUNCED: { description: "arXiv announced it in a category that is followed here." },
    IMPORTED: { description: "It was brought in otherwise, such as by a harvest." },
  } as const,
});

builder.objectType(PaperRef, {
  description:
    "One scholarly work, merged over all sources that speak of it: each field takes the word of the source that its rule puts first, and all other words stay visible. Null means that no source has told, never that something is so.",
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: "Global id, opaque; follows from the best identifier, so it is the same on every machine and after a rebuild.",
      resolve: ({ id }) => encodeGlobalId("Paper", id),
    }),
    title: t.exposeString("title", { nullable: false, description: "On one line, with TeX as the authors wrote it." }),
    abstract: t.exposeString("abstract", {
      description: "The authors' own summary, paragraphs apart by a line break, TeX kept; null until a source has told it.",
    }),
    arxivId: t.exposeString("arxivId", {
      description:
        "arXiv's identifier without version, such as `2403.06634` or `math/0309136`; null for papers that arXiv does not hold.",
    }),
    doi: t.exposeString("doi", {
      description:
        "The publisher's DOI in lower case, without resolver; null where none is told, or where several papers claim the same one. arXiv's own DOIs are not told here.",
    }),
    identifiers: t.field({
      type: [IdentifierRef],
      nullable: false,
      description: "Every outside name that means this paper and no other, the best first.",
      resolve: async ({ id }, _args, { loaders }) => [...(await loaders.paperDetail.identifiers.load(id))],
    }),
    enteredBy: t.expose("enteredBy", {
      type: EntryRouteEnum,
      nullable: false,
      description: "By which door it first came into this index.",
    }),
    submittedAt: t.expose("submittedAt", {
      type: "DateTime",
      description: "When the first version was handed in; null until a source has told the time.",
    }),
    updatedAt: t.expose("updatedAt", {
      type: "DateTime",
      description: "When the latest version was handed in, the first when there is one alone; null until a source has told.",
    }),
    announcements: t.field({
      type: [AnnouncementRef],
      nullable: false,
      description:
        "arXiv's announcements, oldest first, one per version, category and type; empty for days before this index followed the feeds.",
      resolve: async ({ id }, _args, { loaders }) => [...(await loaders.paperDetail.announcements.load(id))],
    }),
    listedOn: t.expose("listedOn", {
      type: "Date",
      description: "The latest day that any source listed it on; null when none has.",
    }),
    versions: t.field({
      type: [PaperVersionRef],
      nullable: false,
      description: "All versions, ascending; empty until a source that lists them all was read.",
      resolve: async ({ id }, _args, { loaders }) => [...(await loaders.paperDetail.versions.load(id))],
    }),
    isWithdrawn: t.exposeBoolean("isWithdrawn", {
      nullable: false,
      description: "True: the authors or arXiv have withdrawn it. False also when no source says anything of it.",
    }),
    primaryCategory: t.field({
      type: CategoryRef,
      description: "The area it was filed under first; null for papers of no arXiv category, or none told yet.",
      resolve: ({ primaryCategory }, _args, { loaders }) =>
        primaryCategory === null ? null : loaders.paperDetail.category.load(primaryCategory),
    }),
    categories: t.field({
      type: [CategoryRef],
      nullable: false,
      description: "All areas it is filed under, the primary one first, then the cross-lists in arXiv's order; empty until told.",
      resolve: async ({ id }, _args, { loaders }) => [...(await loaders.paperDetail.categories.load(id))],
    }),
    keywords: t.field({
      type: [KeywordRef],
      nullable: false,
      description: "Words that sources file it under, by source and in its order; often chosen by a model.",
      resolve: async ({ id }, _args, { loaders }) => [...(await loaders.paperDetail.keywords.load(id))],
    }),
    license: t.expose("license", {
      type: "URL",
      description: "Address of the licence that the authors gave arXiv; null until told, and for old papers without one.",
    }),
    journalRef: t.exposeString("journalRef", {
      description: "Where it was published, as the authors wrote it; null where they wrote nothing.",
    }),
    reportNumber: t.exposeString("reportNumber", {
      description: "The institution's own number for it, as the authors wrote it; null where there is none.",
    }),
    comment: t.exposeString("comment", {
      description: "The authors' note to the latest version (pages, venue, code); null where they wrote none.",
    }),
    organizations: t.field({
      type: [OrganizationClaimRef],
      nullable: false,
      description: "Who stands behind it, by the word of which source; empty where none says.",
      resolve: async ({ id }, _args, { loaders }) => [...(await loaders.paperDetail.organizations.load(id))],
    }),
    repository: t.field({
      type: RepositoryRef,
      description:
        "The first linked repository that is known to exist; null when there is none, or none was looked up yet (see `repositories`).",
      resolve: ({ repositoryId }, _args, { loaders }) =>
        repositoryId === null ? null : loaders.repository.byId.load(repositoryId),
    }),
    repositories: t.field({
      type: [RepositoryLinkRef],
      nullable: false,
      description: "Every link to code, by source and in its order, those that lead nowhere included.",
      resolve: async ({ id }, _args, { loaders }) => [...(await loaders.paperDetail.repositoryLinks.load(id))],
    }),
    upvotes: t.exposeInt("upvotes", {
      description: "Latest known votes, from 0; null where no source counts them for this paper.",
    }),
    commentCount: t.exposeInt("commentCount", {
      description: "Latest known number of comments in a source's discussion, from 0; null where no source counts them.",
    }),
    citationCount: t.exposeInt("citationCount", {
      description: "Latest known number of citing papers, from 0; null where no source counts them.",
    }),
    metric: t.field({
      type: MetricPointRef,
      description: "The latest value of a counter with its source and time; null when it was never counted.",
      args: {
        kind: t.arg({ type: MetricKindEnum, required: true, description: "Which counter is asked for." }),
        source: t.arg({
          type: "SourceName",
          description: "Only as this source counts; without it the source that counted last.",
        }),
      },
      resolve: ({ id }, args, context) => context.loaders.metric.latest(metricRequest("paper", args, context)).load(id),
    }),
    metrics: t.field({
      type: MetricSeriesRef,
      nullable: false,
      description: "A counter over time, a point per observed change.",
      args: metricArguments(t),
      resolve: ({ id }, args, context) => context.loaders.metric.series(metricRequest("paper", args, context)).load(id),
    }),
    summary: t.field({
      type: GeneratedTextRef,
      description:
        "What a language model wrote about it, by the first source of its rule; null where no source shows such a text.",
      resolve: ({ id }, _args, { loaders }) => loaders.paperDetail.summary.load(id),
    }),
    media: t.field({
      type: [MediaRef],
      nullable: false,
      description: "Pictures and films that sources show beside it, by source and in its order.",
      resolve: async ({ id }, _args, { loaders }) => [...(await loaders.paperDetail.media.load(id))],
    }),
    projectPage: t.expose("projectPage", {
      type: "URL",
      description: "The authors' own page about the work, as a source tells it; null where none is told.",
    }),
    thumbnail: t.expose("thumbnail", {
      type: "URL",
      description: "Small picture that a source shows for it; null where there is none.",
    }),
    submittedBy: t.exposeString("submittedBy", {
      description: "Login of whoever put it on the source's list, which need not be an author; null where nobody is named.",
    }),
  }),
});
