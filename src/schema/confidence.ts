/** How sure a statement about identity is. */
import { builder } from "./builder.ts";

export const ConfidenceEnum = builder.enumType("Confidence", {
  description: "On what a statement about who somebody is, or who stands behind a paper, rests.",
  values: {
    IDENTIFIER: {
      description: "On an identifier that means one person or organisation everywhere, such as an ORCID or a user id.",
    },
    ASSERTED: { description: "On the word of one source, which nothing else confirms." },
    NAME_ONLY: { description: "On a printed name alone; several people of that name may be behind it." },
  } as const,
});
