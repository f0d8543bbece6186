/** Expected failures, as clients see them: `extensions.code` is one of a closed list. */
import { GraphQLError } from "graphql";

/** Every code that an answer may carry. */
export const ERROR_CODES = [
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_USER_INPUT",
  "BAD_CURSOR",
  "NOT_FOUND",
  "COST_LIMIT",
  "RATE_LIMITED",
  "TIMEOUT",
  "PAYLOAD_TOO_LARGE",
  "UNSUPPORTED_MEDIA_TYPE",
  "METHOD_NOT_ALLOWED",
  "SOURCE_UNAVAILABLE",
  "NOT_CONFIGURED",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "INTERNAL",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** An error with its code. `status`: of the HTTP answer, where no part of the request was carried out. */
export function codedError(code: ErrorCode, message: string, status?: number): GraphQLError {
  return new GraphQLError(message, { extensions: status === undefined ? { code } : { code, http: { status } } });
}

/** The request says something that cannot be meant: a malformed identifier, a range that ends before it begins. */
export function badUserInput(message: string): GraphQLError {
  return codedError("BAD_USER_INPUT", message);
}

/** The cursor is not one of ours, or of another ordering. It is never repeated in the message: it may be long. */
export function badCursor(): GraphQLError {
  return codedError("BAD_CURSOR", "The cursor is not one that this list gave, or was given under another ordering.");
}

/** A well-formed id that names nothing; only in `nodes`, where the place in the list stays null. */
export function notFound(message: string): GraphQLError {
  return codedError("NOT_FOUND", message);
}

/** The first characters of a text from outside, for messages. */
export function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
