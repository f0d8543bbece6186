/** Names of sources as arguments, against the registry. */

import type { GraphQLError } from "graphql";
import type { GraphQLContext } from "./context.ts";
import { badUserInput, shortened } from "./errors.ts";

/** The name, or null where none is given. @throws {GraphQLError} BAD_USER_INPUT when no source has it */
export function requireSource({ sources }: GraphQLContext, name: string | null | undefined): string | null {
  if (name == null) return null;
  if (sources.some(({ id }) => id === name)) return name;
  throw unknown(name, sources, "source");
}

/** The name of a source of days' lists; without one Hugging Face's. @throws {GraphQLError} BAD_USER_INPUT when none has it */
export function requireListingSource({ sources }: GraphQLContext, name: string | null | undefined): string {
  const listing = sources.filter(({ streams }) => streams.some(({ isListing }) => isListing));
  const wanted = name ?? DEFAULT_SOURCE;
  if (listing.some(({ id }) => id === wanted)) return wanted;
  throw unknown(wanted, listing, "source of lists");
}

/** Whose lists are meant when none is named. */
const DEFAULT_SOURCE = "huggingface";

function unknown(name: string, sources: GraphQLContext["sources"], what: string): GraphQLError {
  return badUserInput(`There is no ${what} "${shortened(name)}"; there are: ${sources.map(({ id }) => id).join(", ")}.`);
}
