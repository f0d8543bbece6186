/** A version of a paper. */
import { builder } from "./builder.ts";
import { PaperVersionRef } from "./ref.ts";

builder.objectType(PaperVersionRef, {
  description: "One submitted version of a paper, from a source that lists them all.",
  fields: (t) => ({
    version: t.exposeInt("version", {
      nullable: false,
      description: "1 for the first submission (arXiv's `v1`), then counting up; a number may be missing.",
    }),
    submittedAt: t.expose("submittedAt", {
      type: "DateTime",
      nullable: false,
      description: "When the authors handed this version in, to the second.",
    }),
    sizeBytes: t.exposeInt("sizeBytes", {
      description: "Size of the submitted source in bytes, rounded by arXiv to whole kilobytes; null where none was told.",
    }),
    comment: t.string({
      description:
        "The authors' note to this version. arXiv tells it for the newest version only; null for all others, and where there is none.",
      resolve: ({ isLatest, paperComment }) => (isLatest ? paperComment : null),
    }),
  }),
});
