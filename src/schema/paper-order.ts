/** Orderings of lists of papers. */
import { PAPER_ORDER_FIELDS, type PaperOrderField } from "../loaders/paper-list.ts";
import { builder } from "./builder.ts";
import type { SortKind } from "./cursor.ts";
import { DirectionEnum } from "./direction.ts";

const FIELD_TEXT: Readonly<Record<PaperOrderField, string>> = {
  LISTED_ON: "The latest day that any source listed the paper on.",
  SUBMITTED_AT: "Submission of the first version.",
  UPDATED_AT: "Submission of the latest version.",
  UPVOTES: "Latest known votes.",
  STARS: "Latest known stars of the paper's repository.",
};

export const PaperOrderFieldEnum = builder.enumType("PaperOrderField", {
  description:
    "What papers can be sorted by. Papers of one value follow by id, so that every order is complete and the same on every machine.",
  values: Object.fromEntries(
    PAPER_ORDER_FIELDS.map((field) => [field, { value: field, description: FIELD_TEXT[field] }]),
  ) as Record<PaperOrderField, { value: PaperOrderField; description: string }>,
});

export const PaperOrderInput = builder.inputType("PaperOrder", {
  description: "How a list of papers is sorted; papers that lack the value come last in either direction.",
  fields: (t) => ({
    by: t.field({ type: PaperOrderFieldEnum, required: true, description: "The value that decides." }),
    direction: t.field({ type: DirectionEnum, required: true, description: "Whether it falls or rises along the list." }),
  }),
});

/** An ordering, read. */
export interface PaperOrdering {
  readonly by: PaperOrderField;
  readonly direction: "ASC" | "DESC";
}

/** Newest listed first. */
export const DEFAULT_ORDER: PaperOrdering = { by: "LISTED_ON", direction: "DESC" };

/** What a cursor brings for each field. */
export const SORT_KINDS: Readonly<Record<PaperOrderField, SortKind>> = {
  LISTED_ON: "day",
  SUBMITTED_AT: "instant",
  UPDATED_AT: "instant",
  UPVOTES: "number",
  STARS: "number",
};
