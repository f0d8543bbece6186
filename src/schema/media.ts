/** A picture or film of a paper. */
import { builder } from "./builder.ts";
import { MediaRef, SourceRef } from "./ref.ts";

export const MediaKindEnum = builder.enumType("MediaKind", {
  description: "What a browser will find at a media address, judged by its file type.",
  values: {
    IMAGE: { description: "A still or animated picture." },
    VIDEO: { description: "A film, with or without sound." },
    OTHER: { description: "Anything else, or an address that does not tell." },
  } as const,
});

builder.objectType(MediaRef, {
  description: "A picture or film that a source shows beside a paper; papergraph keeps the address, not the file.",
  fields: (t) => ({
    url: t.expose("url", {
      type: "URL",
      nullable: false,
      description: "Where the file was when the source showed it; it may be gone since.",
    }),
    kind: t.expose("kind", { type: MediaKindEnum, nullable: false, description: "Picture, film or something else." }),
    source: t.field({ type: SourceRef, nullable: false, description: "Who shows it.", resolve: ({ source }) => source }),
  }),
});
