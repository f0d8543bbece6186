/** What counts as drift: a day's shapes against the days before, a day's count against the same weekday. Pure. */
import { ALL_DOCUMENTS } from "./answer-shape.ts";

/** What can be reported. */
export type DriftKind = "NEW_FIELD" | "MISSING_FIELD" | "RETYPED_FIELD" | "UNUSUAL_COUNT";

/** One thing that changed. */
export interface Drift {
  readonly kind: DriftKind;
  readonly path: string;
  /** In words, with the figures. */
  readonly detail: string;
}

/** A day's shapes: documents by path and type. */
export interface DayShapes {
  readonly day: string;
  readonly types: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** Days with data before the first report; with fewer every optional field would be new. */
export const MIN_DAYS_BEFORE = 7;
/** Documents before the first report. */
export const MIN_DOCUMENTS_BEFORE = 100;
/** Documents that could have the field, before its absence says something. */
export const MIN_DOCUMENTS = 10;
/** A field is expected where it stood in at least this share of the documents that could have it. */
export const EXPECTED_SHARE = 0.95;
/** A type is a path's usual one from this share on, and the new one where it has at least this share. */
const USUAL_SHARE = 0.9;
/** Same weekdays with a count, before one can be unusual. */
export const MIN_WEEKDAYS = 4;

const TEXTS = new Set(["text", "instant", "midnight", "day"]);

/**
 * Compares a day with days before it, newest first. Each change is told on the first day that shows it: what is missing
 * or of another type was not so on the last day before that could show it.
 * `everSeen`: paths that were seen on some day before, also long ago.
 */
export function compareShapes(today: DayShapes, before: readonly DayShapes[], everSeen: ReadonlySet<string>): Drift[] {
  const baseline = sumOf(before);
  if (before.length < MIN_DAYS_BEFORE || documentsIn(baseline) < MIN_DOCUMENTS_BEFORE) return [];
  return [
    ...newFields(today, baseline, everSeen),
    ...missingFields(today, before, baseline),
    ...retypedFields(today, before, baseline),
  ];
}

type Types = DayShapes["types"];

function sumOf(days: readonly DayShapes[]): Types {
  const sum = new Map<string, Map<string, number>>();
  for (const { types } of days) {
    for (const [path, counts] of types) {
      const into = sum.get(path) ?? new Map<string, number>();
      sum.set(path, into);
      for (const [type, count] of counts) into.set(type, (into.get(type) ?? 0) + count);
    }
  }
  return sum;
}

/** Documents with any value at a path; a null is no value. Of two types in one document both count, so it may be too many. */
function presentAt(types: Types, path: string): number {
  let count = 0;
  for (const [type, documents] of types.get(path) ?? []) if (type !== "none" && type !== ALL_DOCUMENTS) count += documents;
  return count;
}

function documentsIn(types: Types): number {
  return presentAt(types, "");
}

/** The path of what holds this path. */
function parentOf(path: string): string {
  if (path.endsWith("[]")) return path.slice(0, -2);
  return path.slice(0, Math.max(0, path.lastIndexOf(".")));
}

function newFields(today: DayShapes, baseline: Types, everSeen: ReadonlySet<string>): Drift[] {
  const isNew = (path: string) => path !== "" && !baseline.has(path) && !everSeen.has(path) && presentAt(today.types, path) > 0;
  return [...today.types.keys()]
    .filter((path) => isNew(path) && !isNew(parentOf(path)))
    .map((path) => ({
      kind: "NEW_FIELD",
      path,
      detail: `first seen: ${typesAt(today.types, path)} in ${presentAt(today.types, path)} of ${documentsIn(today.types)} documents`,
    }));
}

function missingFields(today: DayShapes, before: readonly DayShapes[], baseline: Types): Drift[] {
  const isMissing = (types: Types, path: string) =>
    presentAt(types, parentOf(path)) >= MIN_DOCUMENTS && presentAt(types, path) === 0;
  const found: Drift[] = [];
  for (const path of baseline.keys()) {
    // Whether a list has items is no matter of its shape.
    if (path === "" || path.endsWith("[]") || !isMissing(today.types, path)) continue;
    const share = presentAt(baseline, path) / presentAt(baseline, parentOf(path));
    const last = before.find(({ types }) => presentAt(types, parentOf(path)) >= MIN_DOCUMENTS);
    if (share < EXPECTED_SHARE || !last || isMissing(last.types, path)) continue;
    const nulls = today.types.get(path)?.get("none") ?? 0;
    found.push({
      kind: "MISSING_FIELD",
      path,
      detail: `${nulls > 0 ? "null" : "absent"} in all ${presentAt(today.types, parentOf(path))} documents that could have it; before, it stood in ${percent(share)}`,
    });
  }
  return found;
}

function retypedFields(today: DayShapes, before: readonly DayShapes[], baseline: Types): Drift[] {
  const found: Drift[] = [];
  for (const [path, counts] of today.types) {
    const known = baseline.get(path);
    if (path === "" || !known) continue;
    const strangers = [...counts.keys()].filter(
      (type) => type !== "none" && ![...known.keys()].some((one) => isAlike(one, type)),
    );
    if (strangers.length > 0 && presentAt(baseline, path) >= MIN_DOCUMENTS) {
      const usual = `until now ${typesAt(baseline, path)}`;
      found.push({
        kind: "RETYPED_FIELD",
        path,
        detail: `${strangers.join(", ")} in ${countOf(counts, strangers)} documents; ${usual}`,
      });
      continue;
    }
    const form = usualForm(today.types, path);
    const last = before.map(({ types }) => usualForm(types, path)).find((one) => one !== null);
    const usual = usualForm(baseline, path);
    if (form !== null && usual !== null && usual !== form && last !== form && !hasBeen(before, path, form)) {
      found.push({
        kind: "RETYPED_FIELD",
        path,
        detail: `${form} in ${counts.get(form) ?? 0} of ${presentAt(today.types, path)} documents; until now ${typesAt(baseline, path)}`,
      });
    }
  }
  return found;
}

/** Texts of different form are texts; which form is usual is looked at by itself. */
function isAlike(one: string, other: string): boolean {
  return one === other || (TEXTS.has(one) && TEXTS.has(other));
}

/** A change that comes and goes around the threshold is told once. */
function hasBeen(before: readonly DayShapes[], path: string, form: string): boolean {
  return before.some(({ types }) => usualForm(types, path) === form);
}

/** The form that nearly all values of a path have; null: none, or too few values to say. */
function usualForm(types: Types, path: string): string | null {
  const present = presentAt(types, path);
  if (present < MIN_DOCUMENTS) return null;
  for (const [type, count] of types.get(path) ?? []) if (type !== "none" && count / present >= USUAL_SHARE) return type;
  return null;
}

function countOf(counts: ReadonlyMap<string, number>, types: readonly string[]): number {
  return types.reduce((sum, type) => sum + (counts.get(type) ?? 0), 0);
}

function typesAt(types: Types, path: string): string {
  const names = [...(types.get(path) ?? [])].filter(([type]) => type !== "none").sort(([, a], [, b]) => b - a);
  return names.map(([type]) => type).join(", ");
}

function percent(share: number): string {
  return `${Math.round(Math.min(1, share) * 100)} %`;
}

/** Weeks before, in which the same weekday is looked at. */
const WEEKS_BEFORE = 8;
/** How far back the day before may lie for a shift that goes on to be one shift. */
const SHIFT_DAYS = 4;
/** Makes the median deviation comparable to a standard deviation. */
const MAD_SCALE = 1.4826;
/** A few items more or less are never unusual. */
const MIN_DIFFERENCE = 5;
const DAY_MS = 86_400_000;

/**
 * Whether a day's count is out of the ordinary for its weekday: under half or over double the median of the 8 weeks before, further
 * from it than three median deviations, and outside of all that these weeks had. Of days in a row that are unusual in the
 * same direction the first is told. Null: it is ordinary, told, or too few such days are known.
 */
export function unusualCount(day: string, counts: ReadonlyMap<string, number>): Drift | null {
  const own = deviationOn(day, counts);
  if (own === null) return null;
  for (let back = 1; back <= SHIFT_DAYS; back += 1) {
    const earlier = daysBack(day, back);
    if (!counts.has(earlier)) continue;
    if (deviationOn(earlier, counts)?.direction === own.direction) return null;
    break;
  }
  return { kind: "UNUSUAL_COUNT", path: "", detail: own.detail };
}

function deviationOn(day: string, counts: ReadonlyMap<string, number>): { direction: number; detail: string } | null {
  const count = counts.get(day);
  const weeks = Array.from({ length: WEEKS_BEFORE }, (_, week) => counts.get(daysBack(day, 7 * (week + 1))));
  const known = weeks.filter((one) => one !== undefined);
  if (count === undefined || known.length < MIN_WEEKDAYS) return null;
  const median = medianOf(known);
  const deviation = medianOf(known.map((one) => Math.abs(one - median)));
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const isFar = (count < median / 2 && count < least) || (count > median * 2 && count > most);
  if (!isFar || Math.abs(count - median) <= Math.max(3 * MAD_SCALE * deviation, MIN_DIFFERENCE)) return null;
  return {
    direction: Math.sign(count - median),
    detail: `${count}; the same weekday of the ${known.length} weeks before had ${least} to ${most}, in the middle ${median}`,
  };
}

/** The calendar day so many days before. */
export function daysBack(day: string, days: number): string {
  return new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
