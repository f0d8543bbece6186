/** Where two values part: for messages about long records. */
import { isDeepStrictEqual } from "node:util";

/** Path, and what stands there on either side; null: the values are equal. */
export function firstDifference(
  found: unknown,
  wanted: unknown,
  path = "",
): { path: string; found: unknown; wanted: unknown } | null {
  if (isDeepStrictEqual(found, wanted)) return null;
  const isInner = (value: unknown): value is object => typeof value === "object" && value !== null;
  if (!isInner(found) || !isInner(wanted) || Array.isArray(found) !== Array.isArray(wanted)) return { path, found, wanted };
  const [ours, theirs] = [new Map<string, unknown>(Object.entries(found)), new Map<string, unknown>(Object.entries(wanted))];
  for (const name of new Set([...theirs.keys(), ...ours.keys()])) {
    const inner = firstDifference(ours.get(name), theirs.get(name), path === "" ? name : `${path}.${name}`);
    if (inner) return inner;
    if (ours.has(name) !== theirs.has(name)) return { path: `${path}.${name}`, found: ours.has(name), wanted: theirs.has(name) };
  }
  return { path, found, wanted };
}
