/** Root fields for papers. */
import { builder } from "./builder.ts";
import { badUserInput } from "./errors.ts";
import { paperConnection, paperListArguments } from "./paper-connection.ts";
import { PaperConnectionRef } from "./paper-connection-type.ts";
import { PaperRef } from "./ref.ts";
import { findPaper, PaperReferenceInput } from "./reference.ts";

/** References that `papersBy` takes at most. */
const MAX_REFERENCES = 100;

builder.queryFields((t) => ({
  paper: t.field({
    type: PaperRef,
    description: "One paper by any of its names; null when it is not known here.",
    args: { by: t.arg({ type: PaperReferenceInput, required: true, description: "Which one: exactly one way of naming it." }) },
    resolve: (_root, { by }, context) => findPaper(by, context),
  }),
  papersBy: t.field({
    type: [PaperRef],
    nullable: { list: false, items: true },
    description:
      "Many papers at once, each in the place of its reference; null where it is not known here, null and an error where it is malformed.",
    args: {
      references: t.arg({
        type: [PaperReferenceInput],
        required: true,
        description: "Up to 100 references; they may be of different ways and repeat.",
      }),
    },
    resolve: (_root, { references }, context) => {
      if (references.length > MAX_REFERENCES) {
        throw badUserInput(`\`references\` takes at most ${MAX_REFERENCES}, not ${references.length}.`);
      }
      return references.map((by) => findPaper(by, context));
    },
  }),
  papers: t.field({
    type: PaperConnectionRef,
    nullable: false,
    description: "Papers that meet a filter, in pages: the list of found papers, newest listed first unless asked otherwise.",
    args: paperListArguments(t),
    resolve: (_root, args, context) => paperConnection(context, args, null),
  }),
}));
