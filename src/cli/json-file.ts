/** Files of JSON that people write: read, and checked against a schema, each fault with its place. */
import { readFileSync, statSync } from "node:fs";
import type { z } from "zod";
import { CommandError, UsageError } from "./failure.ts";

const MOST_BYTES = 1_000_000;

/**
 * The file's value. `code`: of a file that is too large.
 * @throws {CommandError} ERR_FILE_MISSING, ERR_FILE_NOT_READ: it is no file
 * @throws {UsageError} ERR_BAD_JSON, `code`
 */
export function readJson(file: string, code: UsageError["code"]): unknown {
  const status = statSync(file, { throwIfNoEntry: false });
  if (!status) throw new CommandError("ERR_FILE_MISSING", `there is no file ${file}`);
  if (!status.isFile()) throw new CommandError("ERR_FILE_NOT_READ", `${file} is not a file`);
  if (status.size > MOST_BYTES) throw new UsageError(code, `${file} is larger than ${MOST_BYTES} bytes`);
  try {
    return JSON.parse(readFileSync(file, "utf8").replace(/^\uFEFF/, "")) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError("ERR_BAD_JSON", `${file} is not JSON: ${error.message}`);
  }
}

/** The value by a schema. `path`: where in the file it stands. @throws {UsageError} `code`, naming every fault */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  path: string,
  code: UsageError["code"],
): z.output<Schema> {
  const { success, data, error } = schema.safeParse(given);
  if (success) return data;
  const faults = error.issues.map((issue) => `${placeOf(path, issue.path)}: ${issue.message}`);
  throw new UsageError(code, faults.join("; "));
}

function placeOf(path: string, inside: readonly PropertyKey[]): string {
  const whole = inside.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`),
    path,
  );
  return whole === "" ? "the file" : whole;
}
