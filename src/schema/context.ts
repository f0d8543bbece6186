/** What resolvers are given besides their parent and arguments. */
import type { HiddenClasses } from "../claims/exposure.ts";
import type { Identifier } from "../contract/index.ts";
import type { Loaders } from "../loaders/index.ts";
import type { LoaderScope } from "../loaders/scope.ts";

/** One request. `now` is read from the clock once, so that everything in an answer is judged at one instant. */
export interface GraphQLContext extends LoaderScope {
  readonly loaders: Loaders;
  /** The identifier that a URL or a bare id names, by the rules of all adapters; null: none recognises it. */
  readonly identify: (text: string) => Identifier | null;
  /** What the operator does not let out; see src/claims/exposure.ts. */
  readonly hidden: HiddenClasses;
}
