/** Root field for repositories. */
import { builder } from "./builder.ts";
import { RepositoryRef } from "./ref.ts";
import { findRepository, RepositoryReferenceInput } from "./reference.ts";

builder.queryField("repository", (t) =>
  t.field({
    type: RepositoryRef,
    description: "One repository by a present or former name; null when no paper here links it.",
    args: {
      by: t.arg({ type: RepositoryReferenceInput, required: true, description: "Which one: exactly one way of naming it." }),
    },
    resolve: (_root, { by }, context) => findRepository(by, context),
  }),
);
