/** The instant that an answer is told for. */
import type { GraphQLContext } from "./context.ts";
import { badUserInput } from "./errors.ts";

/** Now, where none is given. @throws {GraphQLError} BAD_USER_INPUT when the instant has not come yet */
export function readAsOf({ now }: GraphQLContext, asOf: Date | null | undefined): Date {
  if (asOf == null) return now;
  if (asOf > now) throw badUserInput(`\`asOf\` lies in the future: ${asOf.toISOString()}; now it is ${now.toISOString()}.`);
  return asOf;
}
