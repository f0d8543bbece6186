/** How commands end: exit codes, and errors as one plain line with a stable code. */
import { CommanderError } from "commander";
import { ConfigError } from "../config.ts";
import { DataDirInUseError } from "../db/errors.ts";
import { isConnectionLost } from "../db/lost-connection.ts";
import { DecisionError } from "../ingest/apply-decision.ts";
import { IdentifierError } from "../ingest/find-identifier.ts";

/** Exit codes of every command. */
export const EXIT = { success: 0, failed: 1, badInput: 2, partial: 3, dataDirInUse: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Something on the command line that cannot be used. */
export class UsageError extends Error {
  readonly code:
    | "ERR_USAGE"
    | "ERR_BAD_DATE"
    | "ERR_UNKNOWN_SOURCE"
    | "ERR_UNKNOWN_STREAM"
    | "ERR_UNKNOWN_ID"
    | "ERR_AMBIGUOUS_ID"
    | "ERR_BAD_FOLDER"
    | "ERR_BAD_JSON"
    | "ERR_BAD_BACKTEST"
    | "ERR_BAD_FORMULA";

  constructor(code: UsageError["code"], message: string) {
    super(message);
    this.name = "UsageError";
    this.code = code;
  }
}

/** A command that came to nothing for a reason that the user can act on. */
export class CommandError extends Error {
  readonly code:
    | "ERR_NOT_MIGRATED"
    | "ERR_SERVER_ANSWER"
    | "ERR_RECORD"
    | "ERR_FILE_EXISTS"
    | "ERR_FILE_MISSING"
    | "ERR_FILE_NOT_READ"
    | "ERR_FILE_NOT_WRITTEN";

  constructor(code: CommandError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CommandError";
    this.code = code;
  }
}

/** What is printed, and what the process answers. */
export interface Failure {
  readonly line: string;
  readonly exit: ExitCode;
}

/** Any error at all, as one line without a stack. */
export function describeFailure(error: unknown): Failure {
  const message = (error instanceof Error ? error.message || error.name : String(error)).replace(/\s*\n\s*/g, " ").trim();
  return { line: `${codeOf(error)}: ${message.replace(/^error: /, "")}`, exit: exitOf(error) };
}

/** Codes of Node's network layer for an address that cannot be listened on. */
const LISTEN_CODES = new Set(["EADDRINUSE", "EACCES", "EADDRNOTAVAIL", "ENOTFOUND"]);

function codeOf(error: unknown): string {
  if (error instanceof CommanderError) return "ERR_USAGE";
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return "ERR_UNEXPECTED";
  if ("syscall" in error && (error.syscall === "listen" || error.syscall === "getaddrinfo") && LISTEN_CODES.has(error.code))
    return "ERR_LISTEN";
  if (isConnectionLost(error)) return "ERR_DATABASE_UNREACHABLE";
  if (error.name === "PostgresError") return "ERR_DATABASE";
  // Node has codes of the same form for mistakes in a program, which are not ours to promise.
  const isOurs = error.code.startsWith("ERR_") && !(error instanceof TypeError || error instanceof RangeError);
  return isOurs ? error.code : "ERR_UNEXPECTED";
}

function exitOf(error: unknown): ExitCode {
  if (error instanceof DataDirInUseError) return EXIT.dataDirInUse;
  if (error instanceof DecisionError || error instanceof IdentifierError) return EXIT.badInput;
  const isBadInput = error instanceof UsageError || error instanceof ConfigError || error instanceof CommanderError;
  return isBadInput ? EXIT.badInput : EXIT.failed;
}
