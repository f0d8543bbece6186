/** A request to a source and its answer. */
import { builder } from "./builder.ts";
import { ExchangeRef, SourceRef } from "./ref.ts";

builder.objectType(ExchangeRef, {
  description: "One request to a source and what it answered, kept in the archive byte for byte; what a value is traced back to.",
  fields: (t) => ({
    source: t.field({ type: SourceRef, nullable: false, description: "Who was asked.", resolve: ({ source }) => source }),
    url: t.field({
      type: "URL",
      nullable: false,
      description:
        "What was asked for; never holds a token. The word `suppressed` stands for the identifier of what the operator has suppressed.",
      resolve: ({ url, hidden }) => withoutHidden(url, hidden ?? []),
    }),
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

/** An identifier may be written as it is or escaped, and a longer one may hold a shorter one. */
function withoutHidden(url: string, hidden: readonly string[]): string {
  const longestFirst = hidden.flatMap((value) => [value, encodeURIComponent(value)]).sort((a, b) => b.length - a.length);
  return longestFirst.reduce(
    (text, value) => text.split(new RegExp(value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "i")).join("suppressed"),
    url,
  );
}
