/** A keyword of a paper. */
import { builder } from "./builder.ts";
import { KeywordRef, SourceRef } from "./ref.ts";

builder.objectType(KeywordRef, {
  description: "A word or phrase that a source files a paper under; at Hugging Face a model chose it.",
  fields: (t) => ({
    name: t.exposeString("name", { nullable: false, description: "As the source spells it; two spellings are two keywords." }),
    source: t.field({
      type: SourceRef,
      nullable: false,
      description: "Who files the paper under it.",
      resolve: ({ source }) => source,
    }),
  }),
});
