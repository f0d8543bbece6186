/** arXiv's announcements. */
import { ANNOUNCEMENT_TYPES } from "../contract/record.ts";
import { builder } from "./builder.ts";
import { AnnouncementRef, CategoryRef, SourceRef } from "./ref.ts";

const TYPE_TEXT: Readonly<Record<(typeof ANNOUNCEMENT_TYPES)[number], string>> = {
  NEW: "A new submission, in its primary category.",
  CROSS: "A new submission, in a category that it is cross-listed to.",
  REPLACE: "A later version, in the primary category.",
  REPLACE_CROSS: "A later version, in a category that the paper is cross-listed to.",
};

export const AnnouncementTypeEnum = builder.enumType("AnnouncementType", {
  description: "arXiv's four kinds of announcement.",
  values: Object.fromEntries(ANNOUNCEMENT_TYPES.map((type) => [type, { value: type, description: TYPE_TEXT[type] }])) as Record<
    (typeof ANNOUNCEMENT_TYPES)[number],
    { value: (typeof ANNOUNCEMENT_TYPES)[number]; description: string }
  >,
});

builder.objectType(AnnouncementRef, {
  description: "One version of a paper, announced in one category on one day. A paper has one per category and version.",
  fields: (t) => ({
    day: t.expose("day", {
      type: "Date",
      nullable: false,
      description: "arXiv's announcement day; usually a working day or two behind the submission.",
    }),
    category: t.field({
      type: CategoryRef,
      nullable: false,
      description: "Where it was announced.",
      resolve: ({ category, categoryName }) => ({ code: category, name: categoryName }),
    }),
    type: t.expose("type", { type: AnnouncementTypeEnum, nullable: false, description: "New, cross-listed or replaced." }),
    version: t.exposeInt("version", { nullable: false, description: "Which version was announced, 1 for the first." }),
    isDayInferred: t.exposeBoolean("isDayInferred", {
      nullable: false,
      description: "True: no page stated the day; it follows from the feed's own date or arXiv's calendar.",
    }),
    source: t.field({ type: SourceRef, nullable: false, description: "Who announced it.", resolve: ({ source }) => source }),
  }),
});
