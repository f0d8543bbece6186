/** `first`, `after`, `last`, `before`: read strictly, never cut silently. */
import { badUserInput } from "./errors.ts";

/** Items on a page when neither `first` nor `last` is given. */
export const DEFAULT_PAGE_SIZE = 20;
/** Items on a page at most. */
export const MAX_PAGE_SIZE = 100;

/** The four arguments as a resolver gets them. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly last?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
}

/** What they come to. */
export interface Page {
  readonly size: number;
  /** True: `last`, counted from the end. The items are still given in the list's order. */
  readonly isBackward: boolean;
  readonly after: string | null;
  readonly before: string | null;
}

/** @throws {GraphQLError} BAD_USER_INPUT when a size is under 0 or over 100, or both sizes are given */
export function readPageArguments({ first, last, after, before }: PageArguments): Page {
  if (first != null && last != null) throw badUserInput("Give `first` or `last`, not both.");
  const name = last == null ? "first" : "last";
  const size = last ?? first ?? DEFAULT_PAGE_SIZE;
  if (size < 0 || size > MAX_PAGE_SIZE) throw badUserInput(`\`${name}\` must be from 0 to ${MAX_PAGE_SIZE}, not ${size}.`);
  return { size, isBackward: last != null, after: after ?? null, before: before ?? null };
}
