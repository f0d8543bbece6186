/** Pages of papers, which also say what was asked for. */
import type { PaperCriteria, Range } from "../loaders/paper-list.ts";
import type { PaperRow } from "../loaders/row.ts";
import { builder } from "./builder.ts";
import type { Connection } from "./connection.ts";
import { connectionType } from "./connection-type.ts";
import { DirectionEnum } from "./direction.ts";
import { encodeGlobalId } from "./global-id.ts";
import { PaperOrderFieldEnum, type PaperOrdering } from "./paper-order.ts";
import { PaperRef } from "./ref.ts";

/** What decided which papers stand in a list, and how. */
export interface AppliedPaperQuery {
  readonly criteria: PaperCriteria;
  readonly ordering: PaperOrdering;
}

/** A page of papers. */
export interface PaperPage extends Connection<PaperRow> {
  readonly applied: AppliedPaperQuery;
}

/** Pages of papers; see {@link PaperPage}. */
export const PaperConnectionRef = connectionType<PaperRow, PaperPage>("Paper", PaperRef, "papers that meet a filter");

const AppliedDayRange = builder.objectRef<Range<string>>("AppliedDayRange").implement({
  description: "A range of days as it was understood, both ends included.",
  fields: (t) => ({
    gte: t.expose("gte", { type: "Date", description: "The first day; null: open." }),
    lte: t.expose("lte", { type: "Date", description: "The last day; null: open." }),
  }),
});

const AppliedInstantRange = builder.objectRef<Range<Date>>("AppliedInstantRange").implement({
  description: "A range of instants as it was understood, both ends included.",
  fields: (t) => ({
    gte: t.expose("gte", { type: "DateTime", description: "The earliest instant, in UTC; null: open." }),
    lte: t.expose("lte", { type: "DateTime", description: "The latest instant, in UTC; null: open." }),
  }),
});

const AppliedCountRange = builder.objectRef<Range<number>>("AppliedCountRange").implement({
  description: "A range of counts as it was understood, both ends included.",
  fields: (t) => ({
    gte: t.exposeInt("gte", { description: "The least count; null: open." }),
    lte: t.exposeInt("lte", { description: "The greatest count; null: open." }),
  }),
});

const idOf = (type: string, key: string | null) => (key === null ? null : encodeGlobalId(type, key));

const AppliedPaperFilterRef = builder.objectRef<AppliedPaperQuery>("AppliedPaperFilter").implement({
  description:
    "The conditions and the order that an answer really used, defaults included. A condition that was not asked for is null.",
  fields: (t) => ({
    listedOn: t.field({
      type: AppliedDayRange,
      description: "Range of list days.",
      resolve: ({ criteria }) => criteria.listedOn,
    }),
    submittedAt: t.field({
      type: AppliedInstantRange,
      description: "Range of first submissions.",
      resolve: ({ criteria }) => criteria.submittedAt,
    }),
    updatedAt: t.field({
      type: AppliedInstantRange,
      description: "Range of latest submissions.",
      resolve: ({ criteria }) => criteria.updatedAt,
    }),
    announcedOn: t.field({
      type: AppliedDayRange,
      description: "Range of announcement days.",
      resolve: ({ criteria }) => criteria.announcedOn,
    }),
    categories: t.stringList({
      description: "arXiv codes, one of which is enough.",
      resolve: ({ criteria }) => criteria.categories && [...criteria.categories],
    }),
    organization: t.id({
      description: "Present global id of the organisation asked for.",
      resolve: ({ criteria }) => idOf("Organization", criteria.organizationId),
    }),
    author: t.id({
      description: "Present global id of the author asked for.",
      resolve: ({ criteria }) => idOf("Author", criteria.authorId),
    }),
    hasCode: t.boolean({
      description: "Whether a repository must, or must not, be known to exist.",
      resolve: ({ criteria }) => criteria.hasCode,
    }),
    upvotes: t.field({ type: AppliedCountRange, description: "Range of votes.", resolve: ({ criteria }) => criteria.upvotes }),
    stars: t.field({
      type: AppliedCountRange,
      description: "Range of the repository's latest count.",
      resolve: ({ criteria }) => criteria.stars,
    }),
    source: t.field({
      type: "SourceName",
      description: "The source that must know the paper.",
      resolve: ({ criteria }) => criteria.source,
    }),
    text: t.string({ description: "The search, without blanks at its ends.", resolve: ({ criteria }) => criteria.text }),
    orderedBy: t.field({
      type: PaperOrderFieldEnum,
      nullable: false,
      description: "The value that sorts the list.",
      resolve: ({ ordering }) => ordering.by,
    }),
    direction: t.field({
      type: DirectionEnum,
      nullable: false,
      description: "Whether that value falls or rises.",
      resolve: ({ ordering }) => ordering.direction,
    }),
  }),
});

builder.objectFields(PaperConnectionRef, (t) => ({
  applied: t.field({
    type: AppliedPaperFilterRef,
    nullable: false,
    description: "What the arguments were understood to mean, so that an answer can be read without its question.",
    resolve: ({ applied }) => applied,
  }),
}));
