/** What clients see of errors: expected ones with their code, all others as INTERNAL without a word of what happened. */
import { GraphQLError, type Source } from "graphql";
import { isConnectionLost, isConnectionRefused } from "../db/lost-connection.ts";
import type { Logger } from "../log.ts";
import { ERROR_CODES, type ErrorCode } from "../schema/errors.ts";

const CODES: ReadonlySet<unknown> = new Set(ERROR_CODES);
/** Errors on their way out pass here more than once. */
const masked = new WeakSet<GraphQLError>();
const MESSAGE = "Unexpected error.";
const TOO_LONG = "The answer took too long and was given up: ask for less of it at a time.";
const DATABASE_AWAY = "The database does not answer: try again in a moment.";
/** PostgreSQL's code for a statement that was cancelled, here by its time limit. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const CANCELLED = "57014";

interface LocatedError {
  readonly path?: readonly (string | number)[] | undefined;
  readonly locations?: readonly { readonly line: number; readonly column: number }[] | undefined;
}

/**
 * The error as it may leave the server. Compiled execution makes errors of a class of its own, so code and place are
 * read off whatever it is. `source`: the document's text, for the places.
 */
export function maskError(error: unknown, log: Logger, source?: Source): GraphQLError {
  if (error instanceof GraphQLError && masked.has(error)) return error;
  const shown = shownError(error, log, source);
  masked.add(shown);
  return shown;
}

function shownError(error: unknown, log: Logger, source: Source | undefined): GraphQLError {
  const { extensions, code } = expected(error);
  const place = placeOf(error, source);
  if (code !== null) {
    return new GraphQLError((error as Error).message, { ...place, extensions: { ...extensions, code } });
  }
  if (isGivenUp(cause(error))) {
    log.warn("a request took too long");
    return new GraphQLError(TOO_LONG, { ...place, extensions: { code: "TIMEOUT" satisfies ErrorCode } });
  }
  if (isDatabaseAway(cause(error))) {
    log.warn("a request found no database");
    const http = place.path === undefined ? { http: { status: 503 } } : {};
    return new GraphQLError(DATABASE_AWAY, { ...place, extensions: { code: "INTERNAL" satisfies ErrorCode, ...http } });
  }
  log.error({ err: cause(error) }, "a request failed");
  // Without a path the request as a whole failed.
  const http = place.path === undefined ? { http: { status: 500 } } : {};
  return new GraphQLError(MESSAGE, { ...place, extensions: { code: "INTERNAL" satisfies ErrorCode, ...http } });
}

function isDatabaseAway(error: unknown): boolean {
  return isConnectionLost(error) || isConnectionRefused(error);
}

function isGivenUp(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === CANCELLED;
}

function expected(error: unknown): { extensions: Record<string, unknown>; code: ErrorCode | null } {
  const extensions = { ...((error as { extensions?: Record<string, unknown> } | null)?.extensions ?? {}) };
  // yoga tells what the parser stumbled over.
  delete extensions["originalError"];
  const code = extensions["code"];
  if (CODES.has(code)) return { extensions, code: code as ErrorCode };
  const status = (extensions["http"] as { status?: number } | undefined)?.status;
  // yoga's own refusals of a request, with codes of its own.
  if (status === undefined || status < 400 || status >= 500) return { extensions, code: null };
  if (status === 405) return { extensions, code: "METHOD_NOT_ALLOWED" };
  return { extensions, code: status === 413 ? "PAYLOAD_TOO_LARGE" : "BAD_USER_INPUT" };
}

function placeOf(error: unknown, source: Source | undefined) {
  const { path, locations } = (error ?? {}) as LocatedError;
  const positions = source && locations?.map(({ line, column }) => offsetOf(source.body, line, column));
  return { path, ...(source && positions && positions.length > 0 ? { source, positions } : {}) };
}

function offsetOf(body: string, line: number, column: number): number {
  const before = body.split(/\r\n|[\n\r]/g).slice(0, line - 1);
  let offset = 0;
  for (const text of before) {
    offset += text.length;
    offset += body.startsWith("\r\n", offset) ? 2 : 1;
  }
  return offset + column - 1;
}

function cause(error: unknown): unknown {
  const original = (error as { originalError?: unknown } | null)?.originalError;
  return original == null ? error : cause(original);
}
