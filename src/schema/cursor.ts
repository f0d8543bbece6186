/** Cursors: the sort values of an item, type-tagged, under the name of their ordering. No serial number, so they survive restarts and rebuilds. */
import { parseDay, parseInstant } from "../loaders/time-text.ts";
import { badCursor } from "./errors.ts";

/** A value that items are sorted by. Days are text, like names; null sorts last. */
export type SortValue = string | number | Date | null;

/** Longer ones are not ours: no sort value is that long. */
const MAX_LENGTH = 4_000;

/** The cursor of the item with these sort values; the last one is the item's id, which makes the place unique. */
export function encodeCursor(ordering: string, values: readonly SortValue[]): string {
  return Buffer.from(JSON.stringify([ordering, ...values.map(tagged)])).toString("base64url");
}

function tagged(value: SortValue): string {
  if (value === null) return "Z";
  if (value instanceof Date) return `I:${value.toISOString()}`;
  return typeof value === "number" ? `N:${value}` : `S:${value}`;
}

/** The kind of each sort value, for checking what a cursor brings before it reaches the database. */
export type SortKind = "instant" | "day" | "number" | "text" | "id";

/**
 * The sort values that a cursor holds.
 * @throws {GraphQLError} BAD_CURSOR when it is malformed or of another ordering
 */
export function decodeCursor(ordering: string, kinds: readonly SortKind[], cursor: string): SortValue[] {
  const parts = cursor.length <= MAX_LENGTH ? parsed(cursor) : null;
  if (parts === null || parts.length !== kinds.length + 1 || parts[0] !== ordering) throw badCursor();
  return kinds.map((kind, place) => untagged(kind, parts[place + 1] as string));
}

function parsed(cursor: string): string[] | null {
  if (!/^[A-Za-z0-9_-]+$/.test(cursor)) return null;
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return Array.isArray(parts) && parts.every((part) => typeof part === "string") ? parts : null;
  } catch {
    return null;
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function untagged(kind: SortKind, part: string): SortValue {
  if (part === "Z" && kind !== "id") return null;
  const tag = part.slice(0, 2);
  const text = part.slice(2);
  if (text.includes("\u0000")) throw badCursor();
  if (kind === "instant" && tag === "I:") {
    const instant = parseInstant(text);
    if (instant !== null) return instant;
  }
  if (kind === "number" && tag === "N:" && /^-?\d{1,10}$/.test(text) && Math.abs(Number(text)) <= 2_147_483_647)
    return Number(text);
  if (kind === "day" && tag === "S:" && parseDay(text) !== null) return text;
  if (kind === "id" && tag === "S:" && UUID.test(text)) return text;
  if (kind === "text" && tag === "S:") return text;
  throw badCursor();
}
