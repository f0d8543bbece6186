/** What the outside world calls something. */

import type { Scheme } from "../contract/identifier.ts";
import { identifierUrl } from "../contract/identifier.ts";
import { builder } from "./builder.ts";
import { IdentifierRef } from "./ref.ts";

builder.objectType(IdentifierRef, {
  description:
    "A name that an outside register gave to a paper, a person, an organisation or a repository, in its canonical form.",
  fields: (t) => ({
    scheme: t.exposeString("scheme", {
      nullable: false,
      description:
        "Which register: `arxiv`, `doi`, `huggingface` (user or organisation id), `huggingface-login`, `huggingface-paper`, `github` (numeric id), `github-name`, `orcid`, `ror`. New sources may bring more.",
    }),
    value: t.exposeString("value", {
      nullable: false,
      description:
        "The register's own text: arXiv identifiers without version, DOIs in lower case without resolver, logins and repository names in lower case.",
    }),
    url: t.field({
      type: "URL",
      description: "Page of the register that shows what is named; null where the register has no such page.",
      resolve: ({ scheme, value }) => identifierUrl({ scheme: scheme as Scheme, value }),
    }),
  }),
});
