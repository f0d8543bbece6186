/** Days, weeks and months of the calendar, as text and as ranges of time, in UTC. */
import { dayStart } from "./list-state.ts";
import type { ListKind, Period } from "./ranking-question.ts";

const DAY_MS = 86_400_000;
const DAYS_A_WEEK = 7;

/** How many days the range has, both ends counted; 0 or less: it ends before it begins. */
export function dayCount(from: string, to: string): number {
  return Math.round((dayStart(to).getTime() - dayStart(from).getTime()) / DAY_MS) + 1;
}

/** The day so many days later (earlier, when negative). */
export function addDays(day: string, days: number): string {
  return new Date(dayStart(day).getTime() + days * DAY_MS).toISOString().slice(0, 10);
}

/** The first day of the day, week (from Monday) or month that contains the day. */
export function periodStart(kind: ListKind, day: string): string {
  if (kind === "DAILY") return day;
  if (kind === "MONTHLY") return `${day.slice(0, 7)}-01`;
  const sinceMonday = (dayStart(day).getUTCDay() + DAYS_A_WEEK - 1) % DAYS_A_WEEK;
  return addDays(day, -sinceMonday);
}

/** The days of the day, week or month that begins with `start`, in order. */
export function periodDays(kind: ListKind, start: string): string[] {
  return Array.from({ length: LENGTHS[kind](start) }, (_, place) => addDays(start, place));
}

const LENGTHS: Readonly<Record<ListKind, (start: string) => number>> = {
  DAILY: () => 1,
  WEEKLY: () => DAYS_A_WEEK,
  MONTHLY: (start) => new Date(Date.UTC(dayStart(start).getUTCFullYear(), dayStart(start).getUTCMonth() + 1, 0)).getUTCDate(),
};

/** The instants between which these days lie. */
export function periodOf(days: readonly string[]): Period {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError("a period has at least one day");
  return { from: dayStart(first), to: dayStart(addDays(last, 1)) };
}
