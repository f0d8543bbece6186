/** What a day's list must say of itself, computed from the design alone: the day, the time, and when it was read. */
import { DAY_MS, HOUR_MS, isWeekend, startOfDay } from "./calendar.ts";

/** One complete reading of a day's list: when (epoch milliseconds), and how many papers it held. */
export interface DayReading {
  readonly at: number;
  readonly papers: number;
}

/** States of a listed day. */
export type ListState = "OPEN" | "SETTLING" | "SETTLED";

/** A list is open until its day is over everywhere: noon UTC of the next day. */
const OPEN_FOR_MS = 36 * HOUR_MS;
/** A reading made this long after the day began can settle it. */
const SETTLES_AFTER_MS = 14 * DAY_MS;
const READINGS_THAT_CONFIRM = 3;

/** The state at `now`, given all complete readings so far. */
export function expectedState(day: string, now: number, readings: readonly DayReading[]): ListState {
  const start = startOfDay(day);
  if (now < start + OPEN_FOR_MS) return "OPEN";
  return readings.some(({ at }) => at >= start + SETTLES_AFTER_MS) ? "SETTLED" : "SETTLING";
}

/** Why the list shows no paper at `now`; null: it shows some. Assumes that the source answered whenever it was asked. */
export function expectedEmptyReason(day: string, now: number, readings: readonly DayReading[]): string | null {
  const last = readings.at(-1);
  if (last === undefined) return startOfDay(day) > now ? "NOT_OPEN_YET" : "NOT_FETCHED";
  if (last.papers > 0) return null;
  if (isWeekend(day)) return "WEEKEND";
  return agreeingReadings(readings) >= READINGS_THAT_CONFIRM ? "NONE_LISTED" : "UNCONFIRMED";
}

/** How many of the last empty readings lie at least an hour apart from each other. */
function agreeingReadings(readings: readonly DayReading[]): number {
  let count = 0;
  let later = Number.POSITIVE_INFINITY;
  for (const { at, papers } of [...readings].reverse()) {
    if (papers > 0) break;
    if (later - at >= HOUR_MS) {
      count += 1;
      later = at;
    }
  }
  return count;
}

/** True when a later sync still has to read the day: it is not settled, or its emptiness is not confirmed. */
export function isStillRead(day: string, now: number, readings: readonly DayReading[]): boolean {
  return expectedState(day, now, readings) !== "SETTLED" || expectedEmptyReason(day, now, readings) === "UNCONFIRMED";
}
