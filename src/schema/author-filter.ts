/** Conditions on lists of authors, and their ordering. */
import { normalizeName } from "../contract/identifier.ts";
import type { AuthorCriteria } from "../loaders/people-list.ts";
import { builder } from "./builder.ts";
import { ConfidenceEnum } from "./confidence.ts";
import type { GraphQLContext } from "./context.ts";
import { DirectionEnum } from "./direction.ts";
import { badUserInput } from "./errors.ts";
import { presentId } from "./paper-filter.ts";

export const AuthorFilterInput = builder.inputType("AuthorFilter", {
  description: "Conditions on authors; of several all must hold.",
  fields: (t) => ({
    name: t.string({ description: "The whole name, compared without case, accents and punctuation." }),
    organization: t.id({ description: "Global id of an organisation that stands behind one of the author's papers." }),
    confidence: t.field({ type: [ConfidenceEnum], description: "One of these; `[IDENTIFIER]` leaves out bare names." }),
  }),
});

const AuthorOrderFieldEnum = builder.enumType("AuthorOrderField", {
  description: "What authors can be sorted by; those of one value follow by id.",
  values: { NAME: { description: "`name`, letter by letter, by the database's collation." } } as const,
});

export const AuthorOrderInput = builder.inputType("AuthorOrder", {
  description: "How a list of authors is sorted.",
  fields: (t) => ({
    by: t.field({ type: AuthorOrderFieldEnum, required: true, description: "The value that decides." }),
    direction: t.field({ type: DirectionEnum, required: true, description: "Whether it falls or rises along the list." }),
  }),
});

/** @throws {GraphQLError} BAD_USER_INPUT for a name without letters or digits, or a malformed id */
export async function readAuthorFilter(
  filter: typeof AuthorFilterInput.$inferInput | null | undefined,
  context: GraphQLContext,
): Promise<AuthorCriteria> {
  const normalizedName = filter?.name == null ? null : normalizeName(filter.name);
  if (normalizedName === "") throw badUserInput("`name` holds no letter or digit.");
  return {
    normalizedName,
    organizationId: await presentId("Organization", filter?.organization, (key) =>
      context.loaders.organization.byAnyId.load(key),
    ),
    confidence: filter?.confidence ? [...filter.confidence] : null,
  };
}
