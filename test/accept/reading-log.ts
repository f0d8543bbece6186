/** The judge's memory: what each reading of each day's list must have shown, by the truth at that time. */
import { HOUR_MS } from "./calendar.ts";
import type { DayReading } from "./list-state.ts";

/** A line of a printed list, with the values printed on it. Null: the list does not say. */
export interface ListLine {
  readonly id: string;
  readonly upvotes: number;
  readonly comments: number | null;
  readonly submittedBy: string | null;
  readonly organisation: string | null;
}

/** A complete reading: its lines in printed order, a repeated paper once. */
export interface ListReading extends DayReading {
  readonly lines: readonly ListLine[];
}

/** The lines in printed order, a repeated paper counted once, at its first place. */
export function distinctLines<Line extends { readonly id: string }>(lines: readonly Line[]): Line[] {
  const seen = new Set<string>();
  return lines.filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** Rank of each paper of a reading: by votes, then by printed place; 1-based. */
export function ranks(lines: readonly ListLine[]): Map<string, number> {
  const order = lines.map((line, position) => ({ line, position }));
  order.sort((a, b) => b.line.upvotes - a.line.upvotes || a.position - b.position);
  return new Map(order.map(({ line }, index) => [line.id, index + 1]));
}

/** All readings of all days. */
export class ReadingLog {
  readonly #readings = new Map<string, ListReading[]>();

  /** Notes a complete reading; one at an instant already noted replaces it, since the source says the same again. */
  add(day: string, at: number, lines: readonly ListLine[]): void {
    const readings = this.#readings.get(day) ?? [];
    if (readings.at(-1)?.at === at) readings.pop();
    const kept = distinctLines(lines);
    const last = readings.at(-1);
    // Unchanged lists share their lines, so that years of hourly readings stay small.
    readings.push({ at, papers: kept.length, lines: last && isSameList(last.lines, kept) ? last.lines : kept });
    this.#readings.set(day, readings);
  }

  /** Readings of a day, oldest first. */
  of(day: string): readonly ListReading[] {
    return this.#readings.get(day) ?? [];
  }

  /** Days that were read at least once. */
  days(): string[] {
    return [...this.#readings.keys()].sort();
  }

  /** The last *different* reading at least an hour before the newest one; null: there is none. */
  comparedWith(day: string): ListReading | null {
    const readings = this.of(day);
    const newest = readings.at(-1);
    if (!newest) return null;
    return readings.findLast((one) => one.at <= newest.at - HOUR_MS && !isSameList(one.lines, newest.lines)) ?? null;
  }
}

function isSameList(a: readonly ListLine[], b: readonly ListLine[]): boolean {
  return a === b || (a.length === b.length && JSON.stringify(a) === JSON.stringify(b));
}
