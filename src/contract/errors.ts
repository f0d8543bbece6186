/** Errors of sources. The runner acts on `disposition` alone; people and dashboards read `code`. */

/** What the runner does: try again later, leave this one thing out, or end the stream's run. */
export type Disposition = "retry" | "skip" | "fail";

/** What is wrong with a body that is no answer: see {@link InvalidPayloadError}. */
export type InvalidPayloadCode =
  /** Of no kind that has a code of its own. */
  | "ERR_SOURCE_INVALID_PAYLOAD"
  /** Ends before it is complete: JSON or XML that breaks off, a chunked body that was cut. */
  | "ERR_SOURCE_TRUNCATED"
  /** A web page where data was asked for. */
  | "ERR_SOURCE_HTML"
  /** A web page that wants to know whether we are a person; nobody tries to solve it. */
  | "ERR_SOURCE_CHALLENGE"
  /** Nothing at all, or no items although the answer or the question says that there are some. */
  | "ERR_SOURCE_EMPTY_ANSWER"
  /** Well-formed, but of another day, page, paper or format than was asked for. */
  | "ERR_SOURCE_MISMATCH"
  /** So many of its records cannot be read that the rest cannot be trusted. */
  | "ERR_SOURCE_TOO_MANY_REJECTED";

/** Stable codes of everything that can go wrong with a source. */
export type SourceErrorCode =
  | "ERR_SOURCE_UNAVAILABLE"
  | "ERR_SOURCE_UNREACHABLE"
  | "ERR_SOURCE_RATE_LIMITED"
  | "ERR_SOURCE_NOT_FOUND"
  | "ERR_SOURCE_WITHDRAWN"
  | InvalidPayloadCode
  | "ERR_SOURCE_AUTHENTICATION"
  | "ERR_SOURCE_REFUSED"
  | "ERR_SOURCE_ABORTED";

/** Where an error comes from. `url` without secrets; `retryAfterMs`: what the upstream asked for. */
export interface SourceErrorDetails {
  readonly source?: string;
  readonly url?: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** Base of every error that `discover`, `normalize` and the HTTP client may throw. */
export abstract class SourceError extends Error {
  abstract readonly code: SourceErrorCode;
  abstract readonly disposition: Disposition;
  readonly source: string | undefined;
  readonly url: string | undefined;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, details: SourceErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.source = details.source;
    this.url = details.url;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** The upstream answered with a failure of its own (5xx, 408, 425). */
export class UnavailableError extends SourceError {
  readonly code = "ERR_SOURCE_UNAVAILABLE" as const;
  readonly disposition = "retry" as const;
}

/** No answer: no network, name not resolved, connection refused or cut, time-out. */
export class UnreachableError extends SourceError {
  readonly code = "ERR_SOURCE_UNREACHABLE" as const;
  readonly disposition = "retry" as const;
}

/** Too many requests; `retryAfterMs` says when to come back, where the upstream said so. */
export class RateLimitedError extends SourceError {
  readonly code = "ERR_SOURCE_RATE_LIMITED" as const;
  readonly disposition = "retry" as const;
}

/** What was asked for is not there (404, 410). */
export class NotFoundError extends SourceError {
  readonly code = "ERR_SOURCE_NOT_FOUND" as const;
  readonly disposition = "skip" as const;
}

/** What was asked for was taken back by its publisher. */
export class WithdrawnError extends SourceError {
  readonly code = "ERR_SOURCE_WITHDRAWN" as const;
  readonly disposition = "skip" as const;
}

/**
 * The body as a whole is not an answer to its request: HTML, cut short, counts that contradict the content. Never to be
 * mistaken for an answer without items. The same request may bring a good answer a moment later.
 */
export class InvalidPayloadError extends SourceError {
  readonly code: InvalidPayloadCode;
  readonly disposition = "retry" as const;

  constructor(message: string, details: SourceErrorDetails & { readonly code?: InvalidPayloadCode } = {}) {
    super(message, details);
    this.code = details.code ?? "ERR_SOURCE_INVALID_PAYLOAD";
  }
}

/** The upstream does not accept our credentials (401). */
export class AuthenticationError extends SourceError {
  readonly code = "ERR_SOURCE_AUTHENTICATION" as const;
  readonly disposition = "fail" as const;
}

/** The upstream refuses the request for good (other 4xx). */
export class RefusedError extends SourceError {
  readonly code = "ERR_SOURCE_REFUSED" as const;
  readonly disposition = "fail" as const;
}

/** The run was stopped from outside; nothing is wrong with the source. */
export class AbortedError extends SourceError {
  readonly code = "ERR_SOURCE_ABORTED" as const;
  readonly disposition = "fail" as const;
}
