/** How complete a day's list is, and why it is empty. Pure; everything is judged at one instant, by what had been read then. */

/** `OPEN`: the day is not over everywhere; `SETTLING`: it is, but papers may still be added; `SETTLED`: read after it settled. */
export const LIST_STATES = ["OPEN", "SETTLING", "SETTLED"] as const;
export type ListState = (typeof LIST_STATES)[number];

/** Why a list holds no papers. None is guessed. */
export const EMPTY_REASONS = ["WEEKEND", "NONE_LISTED", "UNCONFIRMED", "NOT_OPEN_YET", "NOT_FETCHED", "SOURCE_DOWN"] as const;
export type EmptyReason = (typeof EMPTY_REASONS)[number];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** From the day's first instant in UTC until it is over everywhere on earth (UTC-12): 12:00 UTC of the next day. */
export const OPEN_MS = 36 * HOUR_MS;
/** From the day's first instant: papers can be added to a list for 14 days; only a reading from then on shows it whole. */
export const SETTLING_MS = 14 * DAY_MS;
/** So many complete readings must agree that a weekday's list is empty, */
export const CONFIRMING_READINGS = 3;
/** each at least so long after the one counted before it. Also the least distance of two readings that are compared. */
export const READING_DISTANCE_MS = HOUR_MS;

/** What was known of a day's list at `asOf`. */
export interface ListHistory {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly asOf: Date;
  /** The last complete reading until `asOf`; null: there is none. */
  readonly shown: { readonly observedAt: Date; readonly paperCount: number } | null;
  /** The source has refused the day as not open yet, and that still says something at `asOf`: see {@link isRefused}. */
  readonly wasRefused: boolean;
  /** Complete readings without papers since the last one with papers, oldest first; not needed where `shown` has papers. */
  readonly emptyAt: readonly Date[];
}

/** The day's first instant, in UTC. */
export function dayStart(day: string): Date {
  return new Date(`${day}T00:00:00.000Z`);
}

/** The state of a day's list. */
export function listState({ day, asOf, shown }: Pick<ListHistory, "day" | "asOf" | "shown">): ListState {
  const start = dayStart(day).getTime();
  if (asOf.getTime() < start + OPEN_MS) return "OPEN";
  return shown !== null && shown.observedAt.getTime() >= start + SETTLING_MS ? "SETTLED" : "SETTLING";
}

/**
 * Whether a refusal still explains that there is no list. One of before the day was over everywhere does so only until
 * then: that the day was not open yet is no reason for what nobody has asked for since.
 */
export function isRefused(day: string, refusedAt: Date | null, asOf: Date): boolean {
  if (refusedAt === null) return false;
  const overAt = dayStart(day).getTime() + OPEN_MS;
  return asOf.getTime() < overAt || refusedAt.getTime() >= overAt;
}

/** Whether nothing that counts has come back for a day that has begun: only then does the source's own state matter. */
export function isNeverRead({ day, asOf, shown, wasRefused }: ListHistory): boolean {
  return shown === null && !wasRefused && dayStart(day) <= asOf;
}

/** Why the list is empty; null: it is not. `isSourceDown`: the source's state at `asOf`, asked only where {@link isNeverRead}. */
export function emptyReason(list: ListHistory, isSourceDown: boolean): EmptyReason | null {
  if (list.shown !== null && list.shown.paperCount > 0) return null;
  if (dayStart(list.day) > list.asOf) return "NOT_OPEN_YET";
  if (list.shown === null) {
    if (list.wasRefused) return "NOT_OPEN_YET";
    return isSourceDown ? "SOURCE_DOWN" : "NOT_FETCHED";
  }
  if (isWeekend(list.day)) return "WEEKEND";
  return agreeingReadings(list.emptyAt) >= CONFIRMING_READINGS ? "NONE_LISTED" : "UNCONFIRMED";
}

/** Saturday or Sunday. */
export function isWeekend(day: string): boolean {
  const weekday = dayStart(day).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** How many of the readings count when each must lie {@link READING_DISTANCE_MS} or more after the one counted before it. Oldest first. */
export function agreeingReadings(readings: readonly Date[]): number {
  let counted = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const reading of readings) {
    if (reading.getTime() - last < READING_DISTANCE_MS) continue;
    counted += 1;
    last = reading.getTime();
  }
  return counted;
}
