/** Reads what was typed: days, and names of sources and streams. */
import type { SourceAdapter } from "../contract/index.ts";
import { parseDay as readDay } from "../loaders/time-text.ts";
import { UsageError } from "./failure.ts";

/** What a command is about; null: all of them. */
export interface Target {
  readonly source: string | null;
  readonly stream: string | null;
}

/** `source` or `source/stream`. @throws {UsageError} naming what there is */
export function parseTarget(text: string | undefined, adapters: readonly SourceAdapter[]): Target {
  if (text === undefined) return { source: null, stream: null };
  const [source = "", stream, ...rest] = text.split("/");
  const adapter = adapters.find(({ id }) => id === source);
  if (!adapter) {
    throw new UsageError(
      "ERR_UNKNOWN_SOURCE",
      `there is no source "${source}"; there are ${adapters.map(({ id }) => id).join(", ")}`,
    );
  }
  const streams = Object.keys(adapter.streams);
  if (rest.length > 0 || (stream !== undefined && !streams.includes(stream))) {
    const wrong = [stream, ...rest].join("/");
    throw new UsageError("ERR_UNKNOWN_STREAM", `${source} has no stream "${wrong}"; it has ${streams.join(", ")}`);
  }
  return { source, stream: stream ?? null };
}

/** A day as `2026-07-01`, its first instant in UTC. @throws {UsageError} */
export function parseDay(text: string): Date {
  if (readDay(text) === null)
    throw new UsageError("ERR_BAD_DATE", `"${text}" is not a day of the years 1000 to 9998; write it as 2026-07-01`);
  return new Date(`${text}T00:00:00.000Z`);
}

/** @throws {UsageError} when the range ends before it begins */
export function checkRange(since: Date | undefined, until: Date | undefined): void {
  if (since && until && until < since) throw new UsageError("ERR_BAD_DATE", "--until lies before --since");
}

/** A flag that stands for a variable, whose rules it follows; but empty it would count as not given. @throws {UsageError} */
export function presentText(text: string): string {
  if (text === "") throw new UsageError("ERR_USAGE", "a flag is empty");
  return text;
}

/** A number of things, at least one. @throws {UsageError} */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError("ERR_USAGE", `"${text}" is not a number from 1 to 999999`);
  return Number(text);
}

/** A flag that may be repeated. */
export function parseList(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}
