/** What the daily stream remembers between runs, and which days follow from it. Pure. */
import { z } from "zod";
import { daySchema, instantSchema } from "../../src/contract/index.ts";
import { addDays, dayOf, daysBetween, isWeekday, startOf } from "./days.ts";

const HOUR_MS = 3_600_000;
/** How long the readings of a day that still changes lie apart, once it is neither today nor yesterday. */
const RECENT_INTERVAL_MS = 6 * HOUR_MS;
/** Least time between two readings of an empty day that both count. */
const CONFIRM_INTERVAL_MS = HOUR_MS;
/**
 * Papers may be submitted until 14 days after they appear on arXiv. A list is read until a reading was made this many
 * days after its day began: by then it is over everywhere, and the 14 days too.
 */
const SETTLED_AFTER_DAYS = 16;
/**
 * Three readings at least an hour apart prove that nothing was listed. One more is made, because what is known here of a
 * reading is when its run began, and a long back-fill may have asked many minutes later than that.
 */
const ENOUGH_READINGS = 4;
/** Stands for "not read as a whole": the day is due in every run until it is. */
const NEVER = "1970-01-01T00:00:00.000Z";
/** Daily Papers began in May 2023. Empty days before this one are asked when a range names them, and not again. */
const FIRST_LIST = "2023-01-01";

/** Position of the daily stream. All days are UTC days, all instants the beginnings of runs. */
export const checkpointSchema = z.strictObject({
  /** Every day from the first one asked for to this one was read at least once, or is among `unsettled`. */
  coveredThrough: daySchema,
  /** When a day was last read ({@link NEVER}: not yet as a whole); only days that need a later reading. */
  unsettled: z.record(daySchema, instantSchema),
  /** Weekdays that were empty at their latest reading: how many readings an hour apart said so, and when the last of these was made. */
  empty: z.record(daySchema, z.strictObject({ readings: z.int().min(1), countedAt: instantSchema })),
});
/** See {@link checkpointSchema}. */
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** The position before anything was read, when the first day to be read is `day`. */
export function startingAt(day: string): Checkpoint {
  return { coveredThrough: addDays(day, -1), unsettled: {}, empty: {} };
}

/** The day at which a stream without a checkpoint and without a range begins: the oldest whose list may still change. */
export function oldestUnsettledDay(now: Date): string {
  return addDays(dayOf(now), -SETTLED_AFTER_DAYS);
}

/**
 * The days to read on a run without a range, oldest first; none when the checkpoint is ahead of the clock.
 * Today and yesterday always; each day whose list may still change every 6 hours; each empty weekday hourly until it is
 * confirmed, however old; every day up to today that was never read.
 */
export function dueDays(checkpoint: Checkpoint, now: Date): string[] {
  const today = dayOf(now);
  if (checkpoint.coveredThrough > today) return [];
  const age = (instant: string) => now.getTime() - Date.parse(instant);
  const neverRead = daysBetween(addDays(checkpoint.coveredThrough, 1), today).filter((day) => !(day in checkpoint.unsettled));
  const changing = Object.entries(checkpoint.unsettled).filter(([, readAt]) => age(readAt) >= RECENT_INTERVAL_MS);
  const unconfirmed = Object.entries(checkpoint.empty).filter(
    ([, { readings, countedAt }]) => readings < ENOUGH_READINGS && age(countedAt) >= CONFIRM_INTERVAL_MS,
  );
  const days = new Set([...neverRead, addDays(today, -1), today, ...[...changing, ...unconfirmed].map(([day]) => day)]);
  return [...days].filter((day) => day <= today).sort();
}

/** The checkpoint after a complete reading of a day. What the old one covered, the new one covers too. */
export function withReading(checkpoint: Checkpoint, day: string, reading: { isEmpty: boolean; at: Date }): Checkpoint {
  const unsettled = { ...checkpoint.unsettled };
  const isSettled = reading.at.getTime() >= startOf(addDays(day, SETTLED_AFTER_DAYS));
  if (isSettled) delete unsettled[day];
  else unsettled[day] = later(unsettled[day], reading.at);

  const coveredThrough = coveredOver(checkpoint.coveredThrough, day, unsettled);
  const empty = { ...checkpoint.empty };
  const counted = reading.isEmpty && isWeekday(day) && day >= FIRST_LIST ? countEmpty(empty[day], reading.at) : null;
  // A confirmed day is remembered while it is still read, or its next reading would begin the count anew.
  if (counted === null || (isSettled && counted.readings >= ENOUGH_READINGS)) delete empty[day];
  else empty[day] = counted;
  return { coveredThrough, unsettled, empty };
}

/** The checkpoint after a reading of which it is not known what is on the list: the day is asked for again in the next run. */
export function withoutReading(checkpoint: Checkpoint, day: string): Checkpoint {
  const unsettled = { ...checkpoint.unsettled, [day]: NEVER };
  return { ...checkpoint, coveredThrough: coveredOver(checkpoint.coveredThrough, day, unsettled), unsettled };
}

function coveredOver(coveredThrough: string, day: string, unsettled: Checkpoint["unsettled"]): string {
  let covered = coveredThrough;
  for (let next = addDays(covered, 1); next === day || next in unsettled; next = addDays(next, 1)) covered = next;
  return covered;
}

type EmptyReadings = Checkpoint["empty"][string];

function countEmpty(before: EmptyReadings | undefined, at: Date): EmptyReadings {
  if (before === undefined) return { readings: 1, countedAt: at.toISOString() };
  if (at.getTime() - Date.parse(before.countedAt) < CONFIRM_INTERVAL_MS) return before;
  return { readings: Math.min(before.readings + 1, ENOUGH_READINGS), countedAt: at.toISOString() };
}

function later(stored: string | undefined, at: Date): string {
  return stored !== undefined && Date.parse(stored) > at.getTime() ? stored : at.toISOString();
}
