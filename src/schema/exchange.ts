/** A request to a source and its answer. */
import { builder } from "./builder.ts";
import { ExchangeRef, SourceRef } from "./ref.ts";

builder.objectType(ExchangeRef, {
  description: "One request to a source and what it answered, kept in the archive byte for byte; what a value is traced back to.",
  fields: (t) => ({
    source: t.field({ type: SourceRef, nullable: false, description: "Who was asked.", resolve: ({ source }) => source }),
    url: t.expose("url", { type: "URL", nullable: false, description: "What was asked for; never holds a token." }),
    status: t.exposeInt("status", {
      nullable: false,
      description: "HTTP status of the answer, 100 to 599; of a 304 that of the answer it confirms.",
    }),
    fetchedAt: t.expose("fetchedAt", { type: "DateTime", nullable: false, description: "When the source gave the answer." }),
    sha256: t.exposeString("bodySha256", {
      nullable: false,
      description: "SHA-256 of the answer's body as received, 64 hexadecimal digits in lower case.",
    }),
  }),
});
