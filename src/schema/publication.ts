/** What publishers say of a paper: where and when it came out, and notices that correct or retract it. */
import { identifierUrl } from "../contract/identifier.ts";
import type { PaperNoticeRow, VenueRow } from "../loaders/row.ts";
import { builder } from "./builder.ts";
import { IdentifierRef, PaperRef, SourceRef } from "./ref.ts";

const VenueKindEnum = builder.enumType("VenueKind", {
  description: "Which sort of place a paper was published in, where the source tells.",
  values: {
    JOURNAL: { description: "A periodical with volumes and issues." },
    CONFERENCE: { description: "The proceedings of a conference or workshop." },
    BOOK: { description: "A book, or a series or collection of books." },
    OTHER: { description: "Something else, or the source uses a word that is not in this list." },
  } as const,
});

const VenueRef = builder.objectRef<VenueRow>("Venue").implement({
  description:
    "Where a paper was published, by one source's word as a whole. Places that only keep papers, such as arXiv, are none.",
  fields: (t) => ({
    name: t.exposeString("name", {
      nullable: false,
      description: "Of the journal, conference or book, as the source writes it.",
    }),
    kind: t.expose("kind", {
      type: VenueKindEnum,
      description: "Journal, conference or book; null where the source does not tell.",
    }),
    publisher: t.exposeString("publisher", { description: "Who brings the venue out; null where the source does not tell." }),
    volume: t.exposeString("volume", { description: "As printed, mostly a number; null where there is none or it is not told." }),
    issue: t.exposeString("issue", { description: "Within the volume, as printed; null where there is none or it is not told." }),
    pages: t.exposeString("pages", { description: "From and to, or the article's number in their place; null where not told." }),
    source: t.field({ type: SourceRef, nullable: false, description: "Whose word this is.", resolve: ({ source }) => source }),
  }),
});

const NOTICE_TEXT = {
  CORRECTION: "Something in the paper is put right (also: erratum, corrigendum).",
  RETRACTION: "The publisher takes the paper back.",
  PARTIAL_RETRACTION: "The publisher takes a part of it back.",
  WITHDRAWAL: "It was taken back before or soon after it came out.",
  REMOVAL: "It was taken away, mostly for legal reasons.",
  EXPRESSION_OF_CONCERN: "The publisher warns that the paper may not hold.",
  NEW_VERSION: "Another work replaces it.",
  ADDENDUM: "Something is added.",
  OTHER: "The publisher uses a word that is not in this list; see `kindAsWritten`.",
} as const;
type NoticeKind = keyof typeof NOTICE_TEXT;
const SAME_KIND: Readonly<Record<string, NoticeKind>> = { ERRATUM: "CORRECTION", CORRIGENDUM: "CORRECTION" };

const NoticeKindEnum = builder.enumType("NoticeKind", {
  description: "How a publisher's notice changes the standing of the work that it is about.",
  values: Object.fromEntries(
    Object.entries(NOTICE_TEXT).map(([kind, description]) => [kind, { value: kind, description }]),
  ) as Record<NoticeKind, { value: NoticeKind; description: string }>,
});

function noticeKind(written: string): NoticeKind {
  const kind = written.toUpperCase();
  return SAME_KIND[kind] ?? (kind in NOTICE_TEXT ? (kind as NoticeKind) : "OTHER");
}

const NoticeRef = builder.objectRef<PaperNoticeRow>("Notice").implement({
  description: "A notice of a publisher that joins two works: the paper that it is about, and the notice itself.",
  fields: (t) => ({
    kind: t.field({
      type: NoticeKindEnum,
      nullable: false,
      description: "Correction, retraction or something else.",
      resolve: ({ kind }) => noticeKind(kind),
    }),
    kindAsWritten: t.exposeString("kind", { nullable: false, description: "The publisher's own word behind `kind`." }),
    publishedAt: t.exposeString("publishedAt", {
      description: "When the notice came out: `2025-03-01`, `2025-03` or `2025`, as exactly as it is told; null where it is not.",
    }),
    other: t.field({
      type: IdentifierRef,
      description: "The work at the other end: the notice, or what it is about. Null where it has no identifier.",
      resolve: ({ paperId, scheme, value }) => (scheme === null || value === null ? null : { owner: paperId, scheme, value }),
    }),
    url: t.field({
      type: "URL",
      description: "Where to read the work at the other end; null where it has no page.",
      resolve: ({ scheme, value }) => (scheme === null || value === null ? null : identifierUrl({ scheme, value })),
    }),
    isAboutThis: t.exposeBoolean("isOfThis", {
      nullable: false,
      description: "True: the notice is about this paper. False: this paper is itself the notice.",
    }),
    source: t.field({ type: SourceRef, nullable: false, description: "Who says so.", resolve: ({ source }) => source }),
  }),
});

builder.objectFields(PaperRef, (t) => ({
  venue: t.field({
    type: VenueRef,
    description: "Where it was published; null until a source has told, and for papers that are on arXiv alone.",
    resolve: ({ id }, _args, { loaders }) => loaders.paperDetail.venue.load(id),
  }),
  publishedAt: t.exposeString("publishedAt", {
    description:
      "When the venue published it: `2024-07-14`, `2024-07` or `2024`, as exactly as it is told. Another clock than `submittedAt`, the announcements and the lists; null until a source has told.",
  }),
  isRetracted: t.exposeBoolean("isRetracted", {
    nullable: false,
    description: "True: its publisher has retracted it (see `notices`). False also when no source says anything of it.",
  }),
  notices: t.field({
    type: [NoticeRef],
    nullable: false,
    description:
      "Corrections, retractions and other notices of publishers, by source and in its order; empty where none is told.",
    resolve: async ({ id }, _args, { loaders }) => [...(await loaders.paperDetail.notices.load(id))],
  }),
}));
