/** Days as text (`YYYY-MM-DD`, UTC) and the few things the judge asks of them. */

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** The first instant of a day, in epoch milliseconds. */
export function startOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** The day that an instant (epoch milliseconds) falls in. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The day `count` days later (earlier, when negative). */
export function addDays(day: string, count: number): string {
  return dayOf(startOfDay(day) + count * DAY_MS);
}

/** True on Saturdays and Sundays. */
export function isWeekend(day: string): boolean {
  const weekday = new Date(startOfDay(day)).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** Every day from `first` to `last`, both included. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}

/** The `count` consecutive weekdays that end with `last` (which must be one itself), oldest first. */
export function weekdaysUntil(last: string, count: number): string[] {
  const days: string[] = [];
  for (let day = last; days.length < count; day = addDays(day, -1)) if (!isWeekend(day)) days.unshift(day);
  return days;
}
