/** Calendar days in UTC, as `YYYY-MM-DD`: the unit in which Hugging Face keeps its lists. Texts of this form sort by time. */

const DAY_MS = 86_400_000;

/** The UTC day that holds an instant. */
export function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** The instant at which a day begins, in epoch milliseconds. */
export function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00.000Z`);
}

/** The day `count` days after (before, when negative) another. */
export function addDays(day: string, count: number): string {
  return dayOf(new Date(startOf(day) + count * DAY_MS));
}

/** Whether a day is a Monday to Friday. Hugging Face lists nothing on the others. */
export function isWeekday(day: string): boolean {
  const weekday = new Date(startOf(day)).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** Every day from `first` to `last`, both included, oldest first; none when `last` comes before `first`. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}
