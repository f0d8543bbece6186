/** Names of sources as arguments, against the registry. */
import type { GraphQLContext } from "./context.ts";
import { badUserInput, shortened } from "./errors.ts";

/** The name, or null where none is given. @throws {GraphQLError} BAD_USER_INPUT when no source has it */
export function requireSource({ sources }: GraphQLContext, name: string | null | undefined): string | null {
  if (name == null) return null;
  if (sources.some(({ id }) => id === name)) return name;
  throw badUserInput(`There is no source "${shortened(name)}"; there are: ${sources.map(({ id }) => id).join(", ")}.`);
}
