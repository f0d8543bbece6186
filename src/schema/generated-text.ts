/** Text that a model wrote. */
import { builder } from "./builder.ts";
import { GeneratedTextRef, SourceRef } from "./ref.ts";

builder.objectType(GeneratedTextRef, {
  description: "Text about a paper that a language model wrote, kept apart from what the authors wrote.",
  fields: (t) => ({
    text: t.exposeString("text", {
      nullable: false,
      description: "One paragraph of plain text, usually a sentence or two; may be wrong about the paper.",
    }),
    model: t.exposeString("model", {
      description: "The model that wrote it, as the source names it; null where the source does not say.",
    }),
    source: t.field({
      type: SourceRef,
      nullable: false,
      description: "Who had it written and shows it.",
      resolve: ({ source }) => source,
    }),
    observedAt: t.expose("observedAt", {
      type: "DateTime",
      nullable: false,
      description: "When the source was seen to show this wording.",
    }),
  }),
});
