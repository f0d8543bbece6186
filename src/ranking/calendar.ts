/** Days of the calendar, as text. */
import { dayStart } from "./list-state.ts";

const DAY_MS = 86_400_000;

/** How many days the range has, both ends counted; 0 or less: it ends before it begins. */
export function dayCount(from: string, to: string): number {
  return Math.round((dayStart(to).getTime() - dayStart(from).getTime()) / DAY_MS) + 1;
}

/** The day so many days later (earlier, when negative). */
export function addDays(day: string, days: number): string {
  return new Date(dayStart(day).getTime() + days * DAY_MS).toISOString().slice(0, 10);
}
