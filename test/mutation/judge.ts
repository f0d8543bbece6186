/** What may come of a page with one hurt record: the others as they were, the hurt one rejected or said as it stands, nothing made up. */
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import {
  type Normalized,
  type NormalizedRecord,
  normalizedRecordSchema,
  oneLine,
  SourceError,
} from "../../src/contract/index.ts";

/** `refused`: the whole page, with its code. */
export type Outcome =
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "read"; readonly normalized: Normalized };

/** Reads a page; @throws for anything but a `SourceError`. */
export function outcomeOf(read: () => Normalized): Outcome {
  try {
    return { kind: "read", normalized: read() };
  } catch (error) {
    if (error instanceof SourceError) return { kind: "refused", code: error.code };
    throw error;
  }
}

/** A page before and after. `others`: what the page says without the hurt record. */
export interface Case {
  readonly body: string;
  readonly sound: Normalized;
  readonly others: Normalized;
  readonly hurt: Normalized;
}

/** What is wrong with what came of it; empty: nothing. */
export function faultsOf({ body, sound, others, hurt }: Case): string[] {
  return [...badRecords(hurt), ...badRejections(hurt), ...lostNeighbours(others, hurt), ...inventions(body, sound, hurt)];
}

function badRecords({ records }: Normalized): string[] {
  return records.flatMap((record) => {
    const parsed = normalizedRecordSchema.safeParse(record);
    return parsed.success ? [] : [`${record.kind} is not valid: ${z.prettifyError(parsed.error)}`];
  });
}

function badRejections({ rejected }: Normalized): string[] {
  return rejected
    .filter(
      ({ exchange, path, code, reason }) => exchange !== 0 || path === "" || !/^ERR_RECORD_[A-Z_]+$/.test(code) || reason === "",
    )
    .map((rejection) => `rejection ${JSON.stringify(rejection).slice(0, 300)}`);
}

/** Records that speak of one paper or repository alone. Data of people and shared repositories is whatever was printed first. */
function isOfOne(record: NormalizedRecord): boolean {
  return (
    ["paper", "repository", "announcement"].includes(record.kind) || (record.kind === "metric" && record.subjectType === "paper")
  );
}

function lostNeighbours(others: Normalized, hurt: Normalized): string[] {
  const lost = others.records
    .filter(isOfOne)
    // Of a paper that was asked for and is not in the answer any more it cannot be said that it is not known.
    .filter((record) => !(record.kind === "paper" && !record.isKnown))
    .filter((record) => !hurt.records.some((one) => isDeepStrictEqual(one, record)))
    .map((record) => `lost ${JSON.stringify(record).slice(0, 300)}`);
  const [list, wanted] = [linesOf(hurt), linesOf(others)];
  const isListKept = list === null || wanted === null || isSubsequence(wanted, list);
  return isListKept ? lost : [...lost, "a line of another paper changed"];
}

/** Lines without their places, which move when one more or one fewer stands before them. */
function linesOf({ records }: Normalized): string[] | null {
  const listing = records.find((record) => record.kind === "listing");
  return listing?.kind === "listing" ? listing.lines.map(({ position: _position, ...line }) => JSON.stringify(line)) : null;
}

function isSubsequence(wanted: readonly string[], list: readonly string[]): boolean {
  let at = 0;
  for (const line of list) if (line === wanted[at]) at += 1;
  return at === wanted.length;
}

/** Texts and numbers that neither stood in the body nor were said before it was hurt. */
function inventions(body: string, sound: Normalized, hurt: Normalized): string[] {
  const said = new Set(leavesOf(sound.records));
  const plain = oneLine(body.replaceAll('\\"', '"').replaceAll("\\n", " ").replaceAll("\\\\", "\\")).toLowerCase();
  return leavesOf(hurt.records)
    .filter((leaf) => !said.has(leaf) && !isIn(plain, leaf))
    .map((leaf) => `made up: ${leaf.slice(0, 100)}`);
}

/** Instants are written in other forms, identifiers in lower case, names are put together from parts, and sizes are told in kilobytes. */
function isIn(plain: string, asSaid: string): boolean {
  const leaf = asSaid.toLowerCase();
  if (/^\d{4}-\d\d-\d\dt/.test(leaf) || plain.includes(leaf)) return true;
  if (/^\d+$/.test(leaf)) return plain.includes(`${Number(leaf) / 1024}kb`);
  return leaf.split(" ").every((word) => plain.includes(word));
}

function leavesOf(value: unknown): string[] {
  if (typeof value === "string" || typeof value === "number") return [String(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value)
    .filter(([name]) => name !== "kind" && name !== "position")
    .flatMap(([, inner]) => leavesOf(inner));
}
